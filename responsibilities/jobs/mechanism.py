"""The clock and the queue as a part of the product."""

from datetime import timedelta

from responsibilities.jobs.actions.clockwork import wake
from responsibilities.jobs.actions.keys import clean_keys
from revitalization.kit.mechanism import Mechanism, Sweep
from revitalization.kit.ports import PORTS
from revitalization.kit.words import N_


def fill() -> None:
    PORTS.wake = wake


MECHANISM = Mechanism(
    key="jobs",
    sweeps=[
        Sweep("jobs.keys", timedelta(hours=1), clean_keys, N_("removes answers kept for repeated requests")),
    ],
    fill=fill,
)
