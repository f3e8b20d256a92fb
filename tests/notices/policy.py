"""Notices: everybody's own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from responsibilities.notices.models import Announcement, Notice
from responsibilities.roles import C
from revitalization.kit import clock
from tests.policy.basics import (
    ALL,
    GET,
    MISSING,
    NO_UUID,
    ONE,
    POST,
    Policy,
    Shown,
    Trial,
    get,
    pages,
)  # fmt: skip
from tests.policy.people import EVERYBODY, READS, SYSTEM, TOWN, TOWN_HEADS, TOWN_STAFF, XIJI, YONGDENG
from tests.policy.rows import (
    FORBIDDEN,
    OK,
    WHOLE,
    Row,
)  # fmt: skip

TOLD = "关于红城镇的旧通知"
TOWN_ONLY, FOR_ALL = UUID(int=61), UUID(int=62)


class Subjects:
    """Notices that everybody once got; an announcement to everybody, and one to the town alone."""

    def set_up(self) -> None:
        stage: Any = self
        for key, unit in ((TOWN_ONLY, stage.units[TOWN]), (FOR_ALL, None)):
            Announcement.objects.create(
                public_id=key, title=f"公告{key.int}", unit=unit, begins_at=clock.now() - timedelta(hours=1),
                ends_at=clock.now() + timedelta(days=90),
            )  # fmt: skip

    def beyond(self) -> None:
        """Told to everybody when all could see it; whose right has ended since does not read it any more."""
        for username in sorted(EVERYBODY):
            Notice.objects.create(
                event="beyond", recipient=self.cast.user(username), kind="report", title=TOLD, url="/",
                capability=C.REPORT_READ, lo=self.units[TOWN].lo,
            )  # fmt: skip


def _another_s(_stage: Any) -> str:
    return str(Notice.objects.exclude(recipient__username="maling").values_list("pk", flat=True)[:1].get())


def _announcement(_stage: Any, place: str) -> dict[str, UUID]:
    return {"key": NO_UUID if place == MISSING else {TOWN: TOWN_ONLY}.get(place, FOR_ALL)}


def an_announcement(stage: Any, place: str) -> dict[str, str]:
    return {
        "title": "系统维护", "audience": "part", "unit": stage.code(place), "form_key": "00000000-0000-4000-8000-000000000007",
        "begins_at": "2026-11-24 10:00", "ends_at": "2027-03-01 10:00",
    }  # fmt: skip


POLICY = Policy(
    lists={
        "announcements": ("announcements", "xitong"),
    },
    subjects=Subjects,
    trials=[
        Trial(
            "POST.notice",
            "notices_read",
            WHOLE,
            "maling",
            lambda s: {},
            _another_s,
            lambda s: "999999999",
            step="submitted",
        ),
    ],
    unversioned={
        "notices_read": "own",
        "announcement_new": "new",
        "announcement_take_back": "ends",
        "announcement_put_away": "own",
    },
    fields={"AnnouncementForm": "title text audience begins_at ends_at work_from work_until urgent form_key"},
    tried=dict.fromkeys(
        ("AnnouncementForm.unit", "AnnouncementForm.chosen"),
        "tests/notices/test_announcements.py test_a_unit_that_is_not_there_announces_nothing",
    ),
    named=dict.fromkeys(("announcement_take_back", "announcement_put_away"), _announcement),
    witnesses={C.SYSTEM_RUN: [get("announcement_new")]},
    beyond=[Shown("notices", {TOWN: READS[TOWN]}, lambda s, p: TOLD)],
    rows=[
        *pages("notices", "announcements", "api_announcements"),
        Row("notices_read", POST, ONE, ALL, send={"notice": "all"}),
        Row("announcement_new", GET, ONE, {OK: SYSTEM}, FORBIDDEN),
        Row("announcement_new", POST, (TOWN, YONGDENG, XIJI), {OK: SYSTEM}, FORBIDDEN, send=an_announcement),
        Row("announcement_take_back", POST, (TOWN,), {OK: SYSTEM}, FORBIDDEN),
        Row("announcement_put_away", POST, (TOWN,), {OK: TOWN_STAFF | TOWN_HEADS}),
        Row("announcement_put_away", POST, ONE, ALL),
    ],
    naming={
        "POST.notice": "notice",
        **dict.fromkeys(("AnnouncementForm.unit", "AnnouncementForm.chosen"), "unit"),
    },
    parameters={
        "announcements": ("order", "after", "before", "count"),
        "notices": ("after", "show"),
    },
)
