"""Notices: everybody's own."""

from typing import Any

from responsibilities.notices.models import Notice
from responsibilities.roles import C
from tests.policy.basics import (
    ALL,
    ONE,
    POST,
    Policy,
    Shown,
    Trial,
    pages,
)  # fmt: skip
from tests.policy.people import EVERYBODY, READS, TOWN
from tests.policy.rows import (
    WHOLE,
    Row,
)  # fmt: skip

TOLD = "关于红城镇的旧通知"


class Subjects:
    """Notices that everybody once got."""

    def beyond(self) -> None:
        """Told to everybody when all could see it; whose right has ended since does not read it any more."""
        for username in sorted(EVERYBODY):
            Notice.objects.create(
                event="beyond", recipient=self.cast.user(username), kind="report", title=TOLD, url="/",
                capability=C.REPORT_READ, lo=self.units[TOWN].lo,
            )  # fmt: skip


def _another_s(_stage: Any) -> str:
    return str(Notice.objects.exclude(recipient__username="maling").values_list("pk", flat=True)[:1].get())


POLICY = Policy(
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
    unversioned={"notices_read": "own"},
    beyond=[Shown("notices", {TOWN: READS[TOWN]}, lambda s, p: TOLD)],
    rows=[*pages("notices"), Row("notices_read", POST, ONE, ALL, send={"notice": "all"})],
    naming={"POST.notice": "notice"},
    parameters={
        "notices": ("after", "show"),
    },
)
