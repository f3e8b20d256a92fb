"""Notices as a part of the product."""

from datetime import timedelta

from responsibilities.notices.actions.delivery import deliver, queue_digests
from responsibilities.notices.actions.telling import tell
from revitalization.kit.mechanism import Mechanism, Sweep
from revitalization.kit.ports import PORTS
from revitalization.kit.words import N_


def fill() -> None:
    PORTS.tell = tell


MECHANISM = Mechanism(
    key="notices",
    sweeps=[
        Sweep("notices.digest", timedelta(hours=1), queue_digests, N_("queues the daily digest of unread notices")),
        Sweep("notices.deliver", timedelta(minutes=1), deliver, N_("sends the mail that is waiting")),
    ],
    fill=fill,
)
