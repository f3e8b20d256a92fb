"""The frame of a page costs little; a part of a page, and an error, cost nothing for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from revitalization.kit import errors, problems
from revitalization.site.context import frame
from tests import world
from tests.cast import Cast
from tests.reports import story
from tests.reports.crowd import CROWD, one_of

pytestmark = pytest.mark.django_db

ANSWERS = [
    errors.Invalid, errors.Forbidden, errors.Hidden, errors.Conflict, errors.Gone, errors.Stale, errors.TooLarge,
    errors.VersionNeeded, errors.TooMany, errors.Problem, errors.Unavailable, errors.Lost, errors.ReadOnly,
    errors.InDoubt,
]  # fmt: skip

WHO_ACTS = 3
"""Queries of whoever is signed in: the session, the account, the grants."""


def asked(client: Client, method: str, path: str, **more: Any) -> tuple[Any, list[str]]:
    with CaptureQueriesContext(connection) as caught:
        answer = getattr(client, method)(path, **more)
    return answer, [query["sql"] for query in caught.captured_queries]


@pytest.mark.parametrize("kind", CROWD)
def test_the_page_of_an_error_asks_the_database_nothing(
    browser: Callable[[str], Client], cast: Cast, django_assert_num_queries: Any, kind: str
) -> None:
    request = browser(one_of(kind, cast)[0]).get("/").wsgi_request
    for problem in ANSWERS:
        with django_assert_num_queries(0):
            page = problems.render_error(
                request, problem("Weil es so ist.") if problem is not errors.Problem else None
            )
        assert page.status_code == problem.status
        assert "</html>" in page.content.decode()


@pytest.mark.parametrize("kind", CROWD)
def test_an_address_that_is_not_there_costs_no_more_than_knowing_who_asks(
    browser: Callable[[str], Client], cast: Cast, kind: str
) -> None:
    client = browser(one_of(kind, cast)[0])
    for path, status in (
        ("/nothing/", 404),
        ("/units/999999999999/", 404),
        ("/?x=1", 400),
        ("/map/?y=2", 400),
    ):
        answer, queries = asked(client, "get", path)
        assert answer.status_code == status
        assert len(queries) <= WHO_ACTS + (path.startswith("/units/")), queries


@pytest.mark.parametrize("kind", CROWD)
def test_a_branch_of_the_tree_asks_only_for_the_branch(
    browser: Callable[[str], Client], cast: Cast, kind: str
) -> None:
    client = browser(one_of(kind, cast)[0])
    answer, queries = asked(client, "get", f"/units/{world.GANSU}/children/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<nav" not in answer.content.decode()
    assert not [sql for sql in queries if "notices_notice" in sql or "reports_obligation" in sql], queries


@pytest.mark.parametrize("person", [*CROWD, "linnan", "zhaogang", "anquan", "hexin"])
def test_the_navigation_of_a_page_costs_two_queries_at_most(
    browser: Callable[[str], Client], cast: Cast, person: str
) -> None:
    story.received(cast, story.running(cast))
    person = one_of(person, cast)[0] if person in CROWD else person
    request = browser(person).get("/").wsgi_request
    with CaptureQueriesContext(connection) as caught:
        shown = frame(request)
        entries = [*shown["navigation"], *shown["bells"], *shown["account_links"]]
    assert len(entries) >= 2
    assert len(caught) <= 2, [query["sql"] for query in caught.captured_queries]
