"""Whatever is sent, the answer is a problem that names it, never a fault of ours."""

from collections.abc import Callable
from typing import Any

import pytest

from reporting.reports.models import Cycle
from tests.api.conftest import Program
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def report(cycle: Cycle, *parts: str) -> str:
    return "/".join(["reports", cycle.key, town().code, *parts]) + "/"


HOSTILE: list[Any] = [
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"NaN",
    b'{"reason": NaN}',
    b'{"reason": "\\u0000"}',
    b'{"reason": "\\ud800"}',
    b'{"reason": "\xff"}',
    b'{"reason": 1e400}',
    b'{"reason": %s}' % (b"9" * 5000),
    b'{"reason": ["x"]}',
    b'{"reason": {"x": 1}}',
    b'{"new_due_on": "0001-01-01"}',
    b'{"new_due_on": "99999-01-01"}',
    b'{"new_due_on": "2026-W01-1"}',
    b'{"on_behalf_of": true}',
    b"[" * 50_000,
    b'{"a":' * 20_000,
]


@pytest.mark.parametrize("body", HOSTILE)
def test_no_body_breaks_anything(program: Programs, cast: Cast, cycle: Cycle, body: bytes) -> None:
    story.received(cast, cycle)
    county = program("chenjing")
    for path in (report(cycle, "return"), "obligations/bulk/", "cycles/"):
        answer = county.send("POST", path, body, If_Match='"6"', Idempotency_Key="k")
        assert 400 <= answer.status_code < 500, (path, answer.content)
        assert answer["Content-Type"] == "application/problem+json"
    draft = program("wangfang").send("PUT", report(cycle, "draft"), body, If_Match='"1"')
    assert 400 <= draft.status_code < 500


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=501", "limit=1e3", "limit=" + "9" * 40, "limit=1&limit=2", "cursor=%00", "cursor=%ED%A0%80", "under=%F0",
     "under=62", "due_before=2026-13-01", "updated_since=now", "updated_since=0001-01-01T00:00:00Z", "overdue=yes", "status=x",
     "fields=", "Limit=3", "count=2", "order=", "%00=1", "x" * 3000 + "=1"],
)  # fmt: skip
def test_no_parameter_breaks_anything(program: Programs, cycle: Cycle, query: str) -> None:
    answer = program("chenjing").get(f"/api/v1/obligations/?{query}")
    assert answer.status_code == (200 if query in {"fields=", "order="} else 400), answer.content
    assert answer.status_code == 200 or answer["Content-Type"] == "application/problem+json"


def test_what_is_not_there_is_said_in_the_same_form(program: Programs) -> None:
    county = program("chenjing")
    for path in ("nothing/", "units/62/", "reports/x/y/", "obligations/" + "9" * 40 + "/1/"):
        answer = county.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    wrong = county.send("DELETE", "units/", "")
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET, HEAD")
    named = {**county.headers, "Idempotency-Key": "k"}
    assert (
        county.client.post("/api/v1/cycles/", "x", content_type="text/plain", headers=named).status_code
        == 415
    )


def test_an_error_speaks_the_language_asked_for(program: Programs) -> None:
    english = program("chenjing").get("obligations/", headers={"Accept-Language": "en"}, wish="1").json()
    assert english["detail"] == "The address holds parameters that are not understood."
