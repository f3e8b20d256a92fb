"""Reminder slips for programs: page by page within reach, one with its tag, the paper for the office that gives it."""

from collections.abc import Callable

import pytest

from reporting.reports.actions.slips import give_slip
from reporting.reports.models import Cycle, Obligation
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, days, town
from tests.needs import needs_poppler
from tests.reports import story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def given(cast: Cast, cycle: Cycle) -> list[str]:
    """A slip for each of Yongdeng's units, the town's first; their numbers."""
    rows = Obligation.objects.full().filter(cycle=cycle, receiver_id=world.unit(world.YONGDENG).pk)
    rows = sorted(rows, key=lambda row: row.unit_id != town().pk)
    return [
        give_slip(
            actor=cast.chenjing, obligation=row, document_number=f"永农领办〔2026〕{41 + at}号", by=days(3 + at),
            urgency="" if at else "特急",
        ).number
        for at, row in enumerate(rows)
    ]  # fmt: skip


def test_they_are_listed_page_by_page_and_narrowed(cast: Cast, program: Programs) -> None:
    cycle = story.running(cast)
    numbers = given(cast, cycle)
    county = program("chenjing")
    first = county.get("slips/?order=by&limit=2&count=1").json()
    assert ([it["number"] for it in first["results"]], first["count"]) == (numbers[:2], len(numbers))
    rest = county.get(first["next"]).json()
    assert [it["number"] for it in rest["results"]] == numbers[2:4]
    for query, wanted in (
        (f"under={town().code}", numbers[:1]),
        ("urgency=特急", numbers[:1]),
        (f"by_before={days(4)}", numbers[:1]),
        ("cycle=annual-2020-620000000000", []),
    ):
        assert [it["number"] for it in county.get(f"slips/?{query}").json()["results"]] == wanted, query


def test_whoever_reads_the_report_reads_its_slip_and_nobody_else(cast: Cast, program: Programs) -> None:
    given(cast, story.running(cast))
    found = program("chenjing").get(f"slips/?under={town().code}").json()["results"][0]
    assert (found["unit"], found["issuer"], found["urgency"]) == (town().code, world.YONGDENG, "特急")
    answers = {
        name: [program(name).get(f"slips/{found['id']}/{more}").status_code for more in ("", "paper/")]
        for name in ("wangfang", "zhouqiang", "sunli", "maling")
    }
    assert answers == {
        "wangfang": [200, 403], "zhouqiang": [200, 403], "sunli": [404, 404], "maling": [404, 404],
    }  # fmt: skip
    again = program("wangfang").get(f"slips/{found['id']}/")
    assert again.json() == found


@needs_poppler
def test_the_office_that_gives_it_fetches_the_paper(cast: Cast, program: Programs) -> None:
    given(cast, story.running(cast))
    county = program("chenjing")
    found = county.get(f"slips/?under={town().code}").json()["results"][0]
    paper = county.get(f"slips/{found['id']}/paper/")
    assert (paper.status_code, paper["Content-Type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert paper["Cache-Control"] == "private, no-cache"
