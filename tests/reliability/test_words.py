"""One refusal of the database has one meaning, for pages and for programs, and a fault of ours stays one."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory

from reporting.reports.models import Obligation
from responsibilities.access.models import Grant
from responsibilities.record.models import Entry
from revitalization.kit import clock, errors, problems
from revitalization.kit.api import problem_of, problem_response
from revitalization.kit.problems import ANSWERED, BEGUN, as_problem, note_stage, seen_by
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db

CODES = {
    "23505": errors.Conflict, "23P01": errors.Conflict, "23514": None, "23503": None, "23502": None, "P0001": None,
    "40001": errors.Unavailable, "40P01": errors.Unavailable, "55P03": errors.Unavailable,
    "57014": errors.Unavailable, "25006": errors.ReadOnly, "53100": errors.Unavailable, "53300": errors.Unavailable,
    "57P01": errors.Lost, "57P03": errors.Lost, "08006": errors.Lost, "22003": errors.Invalid, "22P05": errors.Invalid,
    "42P01": None, "42501": None, "XX000": None,
}  # fmt: skip
"""What each of PostgreSQL's codes means; None: a fault of ours, which is logged and answered with 500."""


def raised(code: str, message: str = "said by a test") -> Error:
    with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = '{code}'; END $$")
    return refused.value


def words(problem: errors.Problem | None) -> tuple[Any, ...]:
    return (None,) if problem is None else (type(problem), problem.code, problem.status, str(problem.detail))


@pytest.mark.parametrize("code", CODES)
def test_pages_and_programs_are_told_the_same(code: str) -> None:
    error, meant = raised(code), CODES[code]
    assert words(as_problem(error)) == words(problem_of(error))
    assert type(as_problem(error)) is (meant or type(None))


def test_an_unrecorded_change_is_named_to_programs_too_and_logged(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Error) as refused, transaction.atomic():
        Grant.objects.update(until=clock.today())
    with caplog.at_level(logging.ERROR, "baton.database"):
        problem = problem_of(refused.value)
    assert problem is not None
    assert problem.code == "unrecorded"
    assert "without a record" in caplog.text


@pytest.mark.parametrize("code", ["23514", "23503", "23502"])
def test_a_broken_rule_of_ours_is_a_fault_to_programs_and_changes_nothing(
    program: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, code: str
) -> None:  # fmt: skip
    office, row = program("chenjing"), story.submitted(cast, story.running(cast))
    office.client = Client(raise_request_exception=False)
    before = (Obligation.objects.values_list("status", "version").get(pk=row.pk), Entry.objects.count())

    def broken(*_args: Any, **_more: Any) -> None:
        raise raised(code, "a check of ours")

    monkeypatch.setattr("reporting.reports.actions.deciding.perform", broken)
    with caplog.at_level(logging.ERROR):
        answer = office.post(
            f"reports/{row.cycle.key}/{row.unit.code}/receive/", {}, match=f'"{row.version}"'
        )
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["request"] == answer["X-Request-Id"]
    assert "a check of ours" in caplog.text
    assert (
        Obligation.objects.values_list("status", "version").get(pk=row.pk),
        Entry.objects.count(),
    ) == before


def at_stage(method: str, stage: str) -> HttpRequest:
    request = RequestFactory().generic(method, "/")
    note_stage(request, stage)
    return request


@pytest.mark.parametrize(
    ("method", "stage", "problem", "doubt"),
    [
        ("GET", BEGUN, errors.Lost, False),
        ("GET", ANSWERED, errors.Lost, False),
        ("POST", "", errors.Lost, False),
        ("POST", BEGUN, errors.Lost, True),
        ("PUT", BEGUN, errors.Lost, True),
        ("POST", BEGUN, errors.ReadOnly, False),
        ("POST", BEGUN, errors.Unavailable, False),
        ("POST", ANSWERED, errors.Unavailable, True),
        ("DELETE", ANSWERED, errors.Lost, True),
        ("POST", ANSWERED, errors.Conflict, False),
    ],
)
def test_nothing_was_changed_is_said_only_where_it_is_certain(
    method: str, stage: str, problem: type[errors.Problem], doubt: bool
) -> None:
    request = at_stage(method, stage)
    assert isinstance(seen_by(request, problem()), errors.InDoubt) is doubt
    told = problem_response(problem(), {"request": SimpleNamespace(_request=request, path="/")})
    assert told is not None
    assert (told.data["type"] == "urn:baton:problem:in_doubt") is doubt


def test_even_a_broken_template_of_the_error_page_leaves_the_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise OSError("the disk with the templates is away")

    monkeypatch.setattr(problems, "render", broken)
    with caplog.at_level(logging.ERROR, "baton.requests"):
        page = problems.render_error(at_stage("POST", BEGUN), errors.Lost("<b>Weg</b>"))
    assert page.status_code == 503
    assert "尚不能确定是否已保存" in page.content.decode()
    assert "the disk with the templates is away" in caplog.text


def test_nobody_chooses_the_number_that_stands_on_the_record(cast: Cast) -> None:
    chosen = "a-number-of-the-client-1"
    answer = Client().get("/sign-in/", headers={"X-Request-Id": chosen})
    assert answer["X-Request-Id"] != chosen
    assert len(answer["X-Request-Id"]) == 32
