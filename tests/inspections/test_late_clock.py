"""A clock that stood puts on the ledger what it would have put there in time: the same days, colours and items."""

from datetime import date, timedelta

import pytest

from assessments.inspections.actions import findings, objections, rectifying
from assessments.inspections.models import Finding
from responsibilities.ledger.models import Item, Turn
from revitalization.kit import clock
from tests.cast import Cast, days
from tests.inspections import found
from tests.inspections.found import people

pytestmark = pytest.mark.django_db


def _two(cast: Cast, **repeat: str) -> tuple[Finding, Finding]:
    """Two sheets of one problem in one feedback; the second repeats the first."""
    at, heyi = found.inspection(cast), people(cast)["heyi"]
    first, second = found.recorded(cast, at), found.recorded(cast, at, problem="另一处也无人管护。", **repeat)
    findings.link(actor=heyi, finding=second, same_as=first.key)
    for row in (first, second):
        findings.put(actor=heyi, finding=found.fresh(row))
    found.sent(cast, at)
    return found.fresh(first), found.fresh(second)


@pytest.mark.parametrize(
    ("how_soon", "since", "aside"), [("now", 0, 30), ("term", 31, 90), ("long", 31, 365)]
)
@pytest.mark.parametrize("stood", [0, 6, 25])
def test_the_days_to_put_it_right_run_from_the_day_on_which_it_was_final(
    cast: Cast, how_soon: str, since: int, aside: int, stood: int
) -> None:
    row, first = found.fed_back(cast, how_soon=how_soon), days(since)
    with found.later(since + stood):
        assert rectifying.rectify() == 1
        assert found.fresh(row).listed_on == clock.today()
    item = Item.objects.select_related("matter").get()
    assert (item.start_on, item.due_on, item.first_due_on) == (first, *[first + timedelta(days=aside)] * 2)
    assert item.year == item.matter.year == first.year


def test_an_item_that_comes_late_has_had_each_colour_in_between(cast: Cast) -> None:
    found.fed_back(cast, how_soon="now")
    with found.later(20):
        assert rectifying.rectify() == 1
        item = Item.objects.get()
        turns = list(Turn.objects.filter(item=item).order_by("id").values_list("on_day", "lamp"))
    assert turns == [(days(0), "green"), (item.yellow_on, "yellow"), (item.red_on, "red")]
    assert (item.lamp, item.lamp_on) == ("red", item.red_on)


def test_what_became_final_last_year_is_of_last_year(cast: Cast) -> None:
    found.fed_back(cast)
    with found.on(date(2027, 1, 6)):
        assert rectifying.rectify() == 1
    item = Item.objects.select_related("matter").get()
    assert (item.start_on, item.year) == (days(31), 2026)
    assert item.matter.number.startswith("2026")


def test_what_was_kept_waits_for_the_problem_it_repeats_and_shares_its_item(cast: Cast) -> None:
    first, second = _two(cast)
    objections.object_to(actor=cast.zhaogang, finding=second, reason="不属实。")
    said = found.fresh(second).objection
    objections.keep(actor=people(cast)["tangsan"], objection=said, reason="属实。")
    assert (found.fresh(second).status, Item.objects.count()) == ("objected", 0)
    with found.later(31):
        assert rectifying.rectify() == 2
    assert {found.fresh(row).status for row in (first, second)} == {"listed"}
    assert found.fresh(first).item_id == found.fresh(second).item_id == Item.objects.get().pk


def test_what_repeats_one_that_fell_is_to_be_put_right_from_that_decision_on(cast: Cast) -> None:
    first, second = _two(cast, how_soon="now")
    objections.object_to(actor=cast.zhaogang, finding=first, reason="不属实。")
    with found.later(9):
        assert rectifying.rectify() == 0
        objections.withdraw(
            actor=people(cast)["tangsan"],
            objection=found.fresh(first).objection,
            reason="不属实。",
            document_number="甘农领办〔2026〕90号",
        )
    with found.later(14):
        assert rectifying.rectify() == 1
    item = found.fresh(second).item
    assert item is not None
    assert (item.start_on, item.due_on) == (days(9), days(39))


def _closed_and_found_again(cast: Cast, closed_after: int) -> tuple[Finding, Finding]:
    """An urgent problem, found again half a year on; its first item is closed so many days after that feedback."""
    first = found.fed_back(cast, how_soon="now")
    rectifying.rectify()
    with found.later(200):
        at, heyi = found.inspection(cast, 2), people(cast)["heyi"]
        second = found.recorded(cast, at, problem="公厕又无人管护。", how_soon="now")
        findings.link(actor=heyi, finding=second, same_as=first.key)
        findings.put(actor=heyi, finding=found.fresh(second))
        found.sent(cast, at, "甘农领办〔2027〕81号")
    with found.later(200 + closed_after):
        found.mended(cast, first)
    return first, second


def test_what_was_put_right_while_the_clock_stood_is_no_relapse(cast: Cast) -> None:
    first, second = _closed_and_found_again(cast, closed_after=2)
    with found.later(204):
        assert rectifying.rectify() == 1
    item = Item.objects.get()
    assert found.fresh(second).item_id == found.fresh(first).item_id == item.pk
    assert (item.status, item.reopened) == ("closed", 0)


def test_a_relapse_found_while_the_clock_stood_is_due_as_if_it_had_run(cast: Cast) -> None:
    _closed_and_found_again(cast, closed_after=0)
    with found.later(206):
        assert rectifying.rectify() == 1
    item = Item.objects.get()
    assert (item.status, item.reopened, item.due_on) == ("running", 1, days(290))
