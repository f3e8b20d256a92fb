"""Every list has a next page: whatever exists can be reached by turning pages, once each."""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from reporting.reports.models import Cycle, ReportKind, Series
from revitalization.kit import clock
from revitalization.kit.tables import Table
from tests import world
from tests.cast import Cast, days
from tests.policy.brought import POLICIES
from tests.reports import story
from tools.sources import PACKAGES

pytestmark = pytest.mark.django_db

LISTS = {name: how for policy in POLICIES.values() for name, how in policy.lists.items()}
"""Each list declared in the product, by its name: its address or its name, and somebody who reads it."""


def declared() -> dict[str, Table]:
    """The tables of the product; those of tests live in the tests."""
    Client().get("/sign-in/")
    return {
        table.name: table
        for module in list(sys.modules.values())
        if str(getattr(module, "__name__", "")).startswith(PACKAGES)
        for table in vars(module).values()
        if isinstance(table, Table)
    }


def pages(client: Client, address: str, context: str) -> Iterator[list[Any]]:
    """The keys on each page, from the first to the last, by the links the pages give."""
    url, seen = address, 0
    address = address.partition("?")[0]
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        table = answer.context[context]
        yield [row[table.keys[-1].lstrip("-")] for row in table.rows]
        url = address + table.next_url if table.next_url else ""
        seen += 1
        assert seen < 500


def context_of(client: Client, address: str) -> str:
    answer = client.get(address)
    return next(
        name for name in ("cycles", "table", "page", "items") if hasattr(answer.context.get(name), "next_url")
    )


def test_each_declared_list_is_walked_here() -> None:
    assert set(declared()) == set(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_turning_the_pages_of_a_list_shows_each_row_once(cast: Cast, name: str) -> None:
    one = story.running(cast)
    story.planned(cast.wumin, kind="special", number="甘农领办〔2026〕41号")
    many_series(cast, 3)
    for policy in POLICIES.values():
        if policy.filled is not None:
            policy.filled(cast)
    url_name, person = LISTS[name]
    client, address = Client(), url_name if "/" in url_name else reverse(url_name)
    client.force_login(cast.user(person))
    table = declared()[name]
    usual = table.page_size
    object.__setattr__(table, "page_size", 1)
    try:
        held = context_of(client, address)
        walked = [key for keys in pages(client, address, held) for key in keys]
        rows = client.get(address).context[held].filtered
        assert sorted(walked) == sorted(rows.values_list(table.orders[0].fields[-1].lstrip("-"), flat=True))
        assert len(walked) == len(set(walked))
        if name in ("cycles", "series", "vacancies", "accounts"):
            assert len(walked) > 1, "the walk must turn a page"
    finally:
        object.__setattr__(table, "page_size", usual)
    assert Cycle.objects.filter(pk=one.pk).exists()


def written(rows: Iterable[Model]) -> None:
    """Stored with a context, as whatever the product writes has one."""
    made = list(rows)
    with pghistory.context(user=None):
        type(made[0])._default_manager.bulk_create(made)


def many_series(cast: Cast, n: int) -> None:
    kind, scope = ReportKind.objects.get(key="half_year", current=True), world.unit(world.GANSU)
    written(
        Series(
            key=f"half-year-{at}", kind=kind, scope=scope, lo=scope.lo, hi=scope.hi, levels=["city"],
            notice_number=f"甘农领办〔2026〕{100 + at}号", notice_title=f"半年报告{at}", issued_on=days(-1),
            first_period="2027H1", last_period="2028H2", opens_on=date(2027, 7, 1), due_kind="working", due_days=10,
            next_no=0, next_on=date(2027, 7, 1), created_by=cast.user("wumin"),
        )
        for at in range(n)
    )  # fmt: skip


def many_cycles(cast: Cast, n: int) -> None:
    kind, scope = ReportKind.objects.get(key="special", current=True), world.unit(world.GANSU)
    written(
        Cycle(
            key=f"special-old-{at}", kind=kind, period="2026", year=2026, title=f"专题报告{at}", scope=scope,
            lo=scope.lo, hi=scope.hi, levels=["city"], notice_number=f"甘农领办〔2026〕{200 + at}号",
            notice_title="专题", issued_on=days(-1), opens_on=days(0), due_on=days(30) + timedelta(days=at % 7),
            created_by=cast.user("wumin"),
        )
        for at in range(n)
    )  # fmt: skip


def test_the_hundred_and_first_cycle_can_be_reached_and_is_in_the_workbook(cast: Cast) -> None:
    many_cycles(cast, 120)
    client = Client()
    client.force_login(cast.user("wumin"))
    walked = [key for keys in pages(client, "/cycles/", "cycles") for key in keys]
    assert len(walked) == 120
    sheet = load_workbook(BytesIO(client.get("/cycles/sheet/?state=planned").content)).active
    titles = {str(cell.value) for line in sheet.iter_rows() for cell in line}
    assert {f"专题报告{at}" for at in range(120)} <= titles


def test_the_fifty_first_recurring_notice_can_be_reached(cast: Cast) -> None:
    many_series(cast, 60)
    client = Client()
    client.force_login(cast.user("wumin"))
    walked = [key for keys in pages(client, "/cycles/series/", "table") for key in keys]
    assert len(walked) == 60
    assert "2027H1" in client.get("/cycles/series/").content.decode()
    assert client.get("/cycles/series/sheet/").status_code == 200


def test_cycles_are_found_by_state_kind_and_year(cast: Cast) -> None:
    running = story.running(cast)
    planned = story.planned(cast.wumin, kind="special", number="甘农领办〔2026〕41号")

    def found(query: str) -> list[str]:
        client = Client()
        client.force_login(cast.user("wumin"))
        return [row["key"] for row in client.get(f"/cycles/?{query}").context["cycles"].rows]

    assert found("state=running") == [running.key]
    assert found("state=planned") == [planned.key]
    assert found("state=ended") == found("state=closed") == found("year=2024") == []
    assert found("kind=annual&year=2026") == [running.key]
    with clock.moved_to(clock.now() + timedelta(days=20)):
        assert found("state=ended") == [running.key]
        assert found("state=running") == []


def test_no_page_ends_its_list_with_a_number() -> None:
    """A queryset cut in a view is a list whose rest nobody can reach; the few that are meant so are named."""
    meant = {
        ("responsibilities/ledger/views/sheets.py", "[:RECENT]"),
        ("responsibilities/ledger/views/sheets.py", "[:NAMED_BELOW]"),
        ("reporting/reports/views/cycles.py", "inside[:1]"),
        ("reporting/reports/views/lists.py", "[:SOON]"),
        ("responsibilities/posts/views/rosters.py", "[:RECENT]"),
        ("responsibilities/posts/views/roster_jobs.py", "errors[:SHOWN_ERRORS]"),
        ("responsibilities/posts/views/handover.py", "found[:SHOWN]), len(found)"),
        # What is wrong in a pasted table; how many more there are is said.
        ("assessments/appraisals/views/sheets.py", "faults[:SHOWN]"),
        ("responsibilities/access/views/own.py", "events[:RECENT_LINES]"),
        ("responsibilities/access/views/own.py", "[:DEMO_LINES]"),
        ("responsibilities/jobs/views.py", "found[:PAGE]"),
        # One sheet of A3 holds no more, and says so.
        ("responsibilities/ledger/views/wall.py", "bars[:MOST]"),
    }
    cut = re.compile(r"\[: ?(?:[A-Z_]{2,}|\d+)\]")
    root = Path(settings.BASE_DIR)
    for path in sorted(root.glob("*/*/views*/**/*.py")) + sorted(root.glob("*/*/views.py")):
        name = str(path.relative_to(root))
        for line in path.read_text().splitlines():
            for found in cut.finditer(line):
                allowed = [what for where, what in meant if where == name and what in line]
                assert allowed, f"{name}: {line.strip()} ({found.group()})"
