"""The console: for whoever runs the system, and for nobody else."""

from typing import Any
from uuid import UUID

from responsibilities.jobs.models import Job
from responsibilities.roles import C
from revitalization.kit import clock
from tests.policy.basics import GET, MISSING, NO_UUID, ONE, POST, Policy, Shown, get
from tests.policy.people import SYSTEM, TOWN
from tests.policy.rows import FORBIDDEN, OK, WHOLE, Row

FAILED = UUID(int=21)
ROWS = [
    Row("operations", GET, ONE, {OK: SYSTEM}, FORBIDDEN),
    *(
        Row(name, GET, (TOWN,), {OK: SYSTEM}, FORBIDDEN)
        for name in ("operations_job", "operations_job_progress")
    ),
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


NAMES = ("operations_job", "operations_job_progress", "operations_job_again")

POLICY = Policy(
    subjects=Subjects,
    rows=ROWS,
    named=dict.fromkeys(NAMES, _of_job),
    shown=[Shown("operations", {WHOLE: SYSTEM}, lambda s, p: str(FAILED))],
    parameters={"operations": ("kind", "whose", "since", "order", "after", "before", "count")},
    unversioned={"operations_job_again": "once"},
    witnesses={C.SYSTEM_RUN: [get("operations")]},
)
