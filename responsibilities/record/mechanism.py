"""The record as a part of the product."""

from datetime import timedelta

from pghistory.models import Context

from responsibilities.record import api
from responsibilities.record.actions import adopt, fold, seal, write, write_all
from responsibilities.record.models import Entry, Leaf, Seal
from revitalization.kit.mechanism import Mechanism, Presenter, Sweep
from revitalization.kit.ports import PORTS
from revitalization.kit.words import N_


def fill() -> None:
    """Answers the toolkit's call to put an official change on the record."""
    PORTS.record = write
    PORTS.record_all = write_all


SOON, HOURLY = timedelta(seconds=5), timedelta(hours=1)

MECHANISM = Mechanism(
    key="record",
    api_urls=api.URLS,
    sweeps=[
        Sweep("record.fold", SOON, fold, N_("numbers what was committed to the record")),
        Sweep("record.seal", HOURLY, seal, N_("seals the record and anchors the seals outside"), whole=False),
    ],
    catalogue=adopt,
    presenters=[
        Presenter(
            "sealed",
            {"record.adopt": N_("%(who)s sealed %(count)s earlier rows: %(what)s")},
            named_by_us=True,
        )
    ],
    append_only=[Entry, Leaf, Seal],
    read_only=[Context],
    fill=fill,
)
