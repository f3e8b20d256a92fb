"""Long work: its pages are for whoever asked for it."""

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
    names,
)  # fmt: skip
from tests.policy.rows import (
    OK,
    Row,
)  # fmt: skip

ROWS = [
    *pages("jobs"),
    *(Row(name, GET, (TOWN,), {OK: names("chenjing")}) for name in ("job", "job_progress", "job_file")),
    Row("job_cancel", POST, (TOWN,), {OK: names("chenjing")}),
]


def _of_job(s, p):
    return {"public_id": NO_UUID if p == MISSING or s.job is None else s.job.public_id}


POLICY = Policy(
    rows=ROWS,
    named=dict.fromkeys(("job", "job_progress", "job_file", "job_cancel"), _of_job),
    shown=[
        Shown("jobs", {TOWN: names("chenjing")}, lambda s, p: str(s.job.public_id)),
    ],
    parameters={
        "jobs": ("after",),
    },
)
