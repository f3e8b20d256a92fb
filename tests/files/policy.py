"""Evidence files: before they are sent for the unit itself, then for whoever reads the report."""

from tests.policy.basics import (
    GET,
    MISSING,
    NO_UUID,
    POST,
    Policy,
)  # fmt: skip
from tests.policy.people import (
    READS,
    TOWN,
    TOWN_HEADS,
    names,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    OK,
    Row,
)  # fmt: skip

INSIDE = {TOWN: names("wangfang lijun") | TOWN_HEADS}
ROWS = [
    *(Row(name, GET, (TOWN,), {OK: INSIDE}) for name in ("file", "file_picture")),
    *(Row(name, GET, (TOWN,), {OK: READS}, stage="submitted") for name in ("file", "file_picture")),
    Row("file_detach", POST, (TOWN,), {OK: {TOWN: names("wangfang")}, FORBIDDEN: INSIDE}),
    Row("file_detach", POST, (TOWN,), {FORBIDDEN: READS}, stage="submitted"),
]


def _of_file(s, p):
    return {"public_id": NO_UUID if p == MISSING or s.file is None else s.file.public_id}


POLICY = Policy(
    unversioned={"file_detach": "ends"},
    rows=ROWS,
    named=dict.fromkeys(("file", "file_picture", "file_detach"), _of_file),
    naming={"UploadForm.file": "roster"},
    fields={"EvidenceForm": "file"},
)
