"""Notices as a part of the product."""

from datetime import timedelta

from django.urls import path

from responsibilities.notices import views
from responsibilities.notices.actions.delivery import deliver, queue_digests
from responsibilities.notices.actions.telling import settle, tell
from responsibilities.notices.models import Delivery, Notice
from responsibilities.notices.queries import unread_count
from revitalization.kit.mechanism import Mechanism, NavItem, Sweep
from revitalization.kit.ports import PORTS
from revitalization.kit.words import N_


def fill() -> None:
    """Answers the toolkit\'s calls to tell somebody something, and to settle it when the work is done."""
    PORTS.tell, PORTS.settle = tell, settle


HOURLY, EACH_MINUTE = timedelta(hours=1), timedelta(minutes=1)

MECHANISM = Mechanism(
    key="notices",
    urls=[
        path("notices/", views.notices, name="notices"),
        path("notices/read/", views.notices_read, name="notices_read"),
    ],
    navigation=[
        NavItem(
            "notices",
            N_("Notices"),
            "notices",
            "bell",
            "work",
            20,
            count=unread_count,
            unread=True,
            place="bell",
        )
    ],
    guide={"": "inbox"},
    sweeps=[
        Sweep("notices.digest", HOURLY, queue_digests, N_("queues the daily digest of unread notices")),
        Sweep("notices.deliver", EACH_MINUTE, deliver, N_("sends the mail that is waiting"), whole=False),
    ],
    changeable=[Delivery, Notice],
    fill=fill,
)
