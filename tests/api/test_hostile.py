"""Whatever is sent, the answer is a problem that names it, never a fault of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

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


SECRET = "psycopg2 says: password of the database"


def broken_within(*_args: Any, **_more: Any) -> Any:
    raise RuntimeError(SECRET)


@pytest.mark.parametrize(
    "where",
    [
        "reporting.reports.api.reports.obligation_for",  # in a view
        "revitalization.kit.api.endpoints.Endpoint.finalize_response",  # in what makes the answer
        "responsibilities.access.middleware.actor_at_desk",  # before any view
    ],
)
def test_a_fault_of_ours_is_a_problem_with_its_number_and_says_nothing_else(
    cast: Cast, cycle: Cycle, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.user("chenjing"))
    monkeypatch.setattr(where, broken_within)
    answer = browser.get(f"/api/v1/{report(cycle)}")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    said = answer.json()
    assert said == {
        "type": "urn:baton:problem:problem",
        "title": said["title"],
        "status": 500,
        "detail": said["title"],
        "instance": f"/api/v1/{report(cycle)}",
        "errors": [],
        "request": answer["X-Request-Id"],
    }
    assert SECRET not in answer.content.decode()


# what is sent: method, address, body, headers → status
REFUSED: list[tuple[str, str, str, dict[str, str], int]] = [
    ("GET", "/api/", "", {}, 404),
    ("GET", "/api/v2/units/", "", {}, 404),
    ("POST", "/api/v1/nothing/", "{}", {}, 404),
    ("DELETE", "/api/v1/reports/x", "", {}, 404),
    ("GET", "/api/v1/units", "", {}, 404),
    ("OPTIONS", "/api/v1/units/", "", {}, 405),
    ("POST", "/api/docs/", "{}", {}, 403),  # a page of people under the same roof, without its token
    ("POST", "/api/v1/cycles/", "{}", {}, 403),  # in a session without its token
    ("POST", "/api/v1/cycles/", " " * (5 * 1024**2 + 1), {}, 413),
    ("POST", "/api/v1/cycles/", "{}", {"Content-Length": str(10**10)}, 413),
    ("GET", "/api/v1/me/", "", {"Host": "elsewhere.example"}, 400),
]


@pytest.mark.parametrize(("method", "path", "body", "headers", "status"), REFUSED)
def test_whatever_is_refused_under_the_roof_of_programs_is_a_problem(
    cast: Cast, settings: Any, method: str, path: str, body: str, headers: dict[str, str], status: int
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(cast.user("wumin"))
    answer = browser.generic(method, path, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["status"], answer.json()["instance"]) == (status, path)
    assert b"<html" not in answer.content


def test_an_error_speaks_the_language_asked_for(program: Programs) -> None:
    english = program("chenjing").get("obligations/", headers={"Accept-Language": "en"}, wish="1").json()
    assert english["detail"] == "The address contains parameters that are not understood."
