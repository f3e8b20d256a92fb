"""Long work: its pages are for whoever asked for it."""

from uuid import UUID

from responsibilities.jobs.models import Job
from tests.policy.basics import (
    GET,
    MISSING,
    NO_UUID,
    POST,
    Policy,
    Shown,
    pages,
)  # fmt: skip
from tests.policy.people import (
    TOWN,
    XIJI,
    names,
)  # fmt: skip
from tests.policy.rows import (
    OK,
    Row,
)  # fmt: skip

OLD_JOB = UUID(int=11)
ROWS = [
    *pages("jobs"),
    *(Row(name, GET, (TOWN,), {OK: names("chenjing")}) for name in ("job", "job_progress", "job_file")),
    Row("job_cancel", POST, (TOWN,), {OK: names("chenjing")}),
]


def _of_job(s, p):
    return {"public_id": NO_UUID if p == MISSING or s.job is None else s.job.public_id}


class Subjects:
    """Nothing of its own at first: who asks for long work brings it."""

    def beyond(self) -> None:
        """Work that the county's receiving office once asked for about a place it has no right at any more."""
        job = Job.objects.get(pk=self.job.pk)
        job.pk, job.public_id, job.lo, job.hi = None, OLD_JOB, self.units[XIJI].lo, self.units[XIJI].lo
        job.file = ""
        job.save(force_insert=True)


POLICY = Policy(
    subjects=Subjects,
    unversioned={"job_cancel": "ends"},
    beyond=[Shown("jobs", {XIJI: names("")}, lambda s, p: str(OLD_JOB))],
    rows=ROWS,
    named=dict.fromkeys(("job", "job_progress", "job_file", "job_cancel"), _of_job),
    shown=[
        Shown("jobs", {TOWN: names("chenjing")}, lambda s, p: str(s.job.public_id)),
    ],
    parameters={
        "jobs": ("after",),
    },
)
