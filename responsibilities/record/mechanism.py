"""The record as a part of the product."""

from datetime import timedelta

from responsibilities.record.actions import fold, seal, write
from revitalization.kit.mechanism import Mechanism, Sweep
from revitalization.kit.ports import PORTS
from revitalization.kit.words import N_


def fill() -> None:
    PORTS.record = write


MECHANISM = Mechanism(
    key="record",
    sweeps=[
        Sweep("record.fold", timedelta(minutes=1), fold, N_("numbers the entries of the record that are committed")),
        Sweep("record.seal", timedelta(hours=1), seal, N_("seals the record and anchors the seals in a file outside")),
    ],
    fill=fill,
)
