"""The console: for whoever runs the system, and for nobody else."""

from typing import Any
from uuid import UUID

from responsibilities.jobs.models import Job
from responsibilities.operations.queries.audit import only_reads_the_record
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests.policy.basics import GET, MISSING, NO_UUID, ONE, OWNERS, POST, SEATS, Policy, Shown, get
from tests.policy.people import (
    AUDIT,
    CITY_AUDIT,
    GANSU,
    HAS_FACTS,
    RECORD_READS,
    SYSTEM,
    TOWN,
    XIJI,
)
from tests.policy.rows import FORBIDDEN, OK, WHOLE, Row

FAILED = UUID(int=21)
ROWS = [
    Row("operations", GET, ONE, {OK: SYSTEM}, FORBIDDEN),
    *(
        Row(name, GET, (TOWN,), {OK: SYSTEM}, FORBIDDEN)
        for name in ("operations_job", "operations_job_progress")
    ),
    Row("record", GET, ONE, {OK: HAS_FACTS | AUDIT | CITY_AUDIT}, FORBIDDEN),
    Row("security_events", GET, ONE, {OK: AUDIT | CITY_AUDIT}, FORBIDDEN),
    Row("record_verify", GET, ONE, {OK: AUDIT}, FORBIDDEN),
    Row("record_verify_now", POST, ONE, {OK: AUDIT}, FORBIDDEN),
    Row("record_export", POST, ONE, {OK: AUDIT | CITY_AUDIT}, FORBIDDEN),
    Row("events_export", POST, ONE, {OK: AUDIT | CITY_AUDIT}, FORBIDDEN),
    Row("operations_job_again", POST, (TOWN,), {OK: SYSTEM}, FORBIDDEN),
]


class Subjects:
    """One job of the town that failed."""

    def set_up(self) -> None:
        stage: Any = self
        Job.objects.create(
            public_id=FAILED,
            kind="reports.board",
            state="failed",
            lo=stage.units[TOWN].lo,
            capability=C.REPORT_READ,
            asked_by=stage.cast.user("wangfang"),
            reasons=[
                {"code": "fault", "message": "A fault of the system stopped the work. Nothing was changed."}
            ],
            ended_at=clock.now(),
        )


def _of_job(_stage: Any, place: str) -> dict[str, UUID]:
    return {"public_id": NO_UUID if place == MISSING else FAILED}


PAGED = ("order", "after", "before", "count")
FILTERS = ("who", "kind", "from", "up_to", "about", "unit", *PAGED)
EVENT_FILTERS = ("kind", "username", "unit", "address", "from", "up_to", *PAGED)
NAMES = ("operations_job", "operations_job_progress", "operations_job_again")


def audits(stage: Any, actor: Actor) -> object:
    """Whether the record stands in the menu of the account, being beside one's work."""
    return only_reads_the_record(actor)


POLICY = Policy(
    questions=[audits],
    lists={
        "failed": ("operations", "xitong"),
    },
    subjects=Subjects,
    rows=ROWS,
    named=dict.fromkeys(NAMES, _of_job),
    shown=[
        Shown("record", RECORD_READS, lambda s, p: f"缘由{p}"),
        Shown(
            "security_events",
            {p: AUDIT | CITY_AUDIT if p not in (GANSU, XIJI) else AUDIT for p in SEATS},
            lambda s, p: f">{OWNERS[p]}<",
            query=lambda s, p: f"?username={OWNERS[p]}",
        ),
        Shown("operations", {WHOLE: SYSTEM}, lambda s, p: str(FAILED)),
    ],
    parameters={
        "record": FILTERS,
        "record_export": FILTERS,
        "security_events": EVENT_FILTERS,
        "events_export": EVENT_FILTERS,
        "operations": ("kind", "whose", "since", "order", "after", "before", "count"),
    },
    unversioned={
        "operations_job_again": "once",
        **dict.fromkeys(("record_export", "events_export", "record_verify_now"), "again"),
    },
    witnesses={C.SYSTEM_RUN: [get("operations")], C.AUDIT_READ: [get("security_events")]},
)
