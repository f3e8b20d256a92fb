"""Notices as a part of the product."""

from datetime import timedelta

from django.urls import path, reverse

from responsibilities.notices import api, views
from responsibilities.notices.actions import announcing
from responsibilities.notices.actions.delivery import deliver, queue_digests
from responsibilities.notices.actions.telling import settle, tell
from responsibilities.notices.models import Announcement, Delivery, Notice, PutAway
from responsibilities.notices.queries import unread_in_frame
from responsibilities.operations.queries import runs_the_system
from responsibilities.roles import Capability
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep
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
        path("announcements/", views.announcements, name="announcements"),
        path("announcements/new/", views.announcement_new, name="announcement_new"),
        path(
            "announcements/<uuid:key>/take-back/", views.announcement_take_back, name="announcement_take_back"
        ),
        path("announcements/<uuid:key>/put-away/", views.announcement_put_away, name="announcement_put_away"),
    ],
    navigation=[
        NavItem(
            "notices",
            N_("Notices"),
            "notices",
            "bell",
            "work",
            20,
            count=unread_in_frame,
            unread=True,
            place="bell",
        ),
        NavItem(
            "announcements",
            N_("Announcements"),
            "announcements",
            "info",
            "admin",
            6,
            Capability.SYSTEM_RUN,
            shown=runs_the_system,
        ),
    ],
    api_urls=api.URLS,
    presenters=[
        Presenter(
            announcing.KIND,
            {
                "announcement.publish": N_("%(who)s announced: %(what)s"),
                "announcement.take_back": N_("%(who)s took back the announcement %(what)s"),
            },
            url=lambda _key: reverse("announcements"),
            label=N_("Announcements"),
        )
    ],
    guide={"": "inbox"},
    sweeps=[
        Sweep("notices.digest", HOURLY, queue_digests, N_("queues the daily digest of unread notices")),
        Sweep("notices.deliver", EACH_MINUTE, deliver, N_("sends the mail that is waiting"), whole=False),
    ],
    append_only=[PutAway],
    changeable=[Announcement, Delivery, Notice],
    fill=fill,
)
