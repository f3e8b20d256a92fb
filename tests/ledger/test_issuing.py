"""Issuing and handing down: who gets what, once each; words of the level above stay and are seen to change."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from responsibilities.ledger.actions import drawing, issuing, working
from responsibilities.ledger.models import Item, Matter, MatterWords, Turn
from responsibilities.ledger.queries.scope import missing, preview
from responsibilities.notices.models import Notice
from responsibilities.units.models import Unit, UnitYear
from revitalization.kit import clock
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Refused, Stale
from tests import world
from tests.cast import Cast, town
from tests.ledger import story

pytestmark = pytest.mark.django_db


def test_every_township_of_the_county_has_it_once_and_is_told(cast: Cast) -> None:
    matter = story.issued(cast)
    towns = Unit.objects.children_of(world.unit(world.YONGDENG)).filter(level="township")
    assert matter.owed == Item.objects.filter(matter=matter).count() == towns.count()
    assert issuing.issue(actor=cast.chenjing, matter=matter) == 0
    assert list(Item.objects.filter(matter=matter).order_by("lo").values_list("ordinal", flat=True)) == [
        1,
        2,
        3,
    ]
    assert Notice.objects.filter(recipient=cast.user("wangfang"), kind="ledger").count() == 1


def test_the_preview_says_what_issuing_creates(cast: Cast) -> None:
    matter = story.drafted(cast.wumin, issuer=world.GANSU, levels=["city", "county"], basis="")
    counted = preview(matter)
    assert issuing.issue(actor=cast.wumin, matter=matter) == counted.total
    assert counted.owing == {"city": 4, "county": Item.objects.filter(matter=matter, level="county").count()}


def test_units_named_by_code_have_it_departments_among_them(cast: Cast) -> None:
    water = world.bodies_of(world.unit(world.YONGDENG)).first()
    assert water is not None
    matter = story.drafted(cast.chenjing, levels=[], codes=[water.code, town().code])
    assert issuing.issue(actor=cast.chenjing, matter=matter) == 2
    assert {row.unit_id for row in matter.items.all()} == {water.pk, town().pk}


def test_numbers_run_on_and_are_never_given_twice(cast: Cast) -> None:
    first = story.drafted(cast.chenjing)
    issuing.discard(actor=cast.chenjing, matter=first)
    second = story.drafted(cast.chenjing)
    third = story.drafted(cast.chenjing, key="project")
    assert [m.number for m in (first, second, third)] == ["2026重001", "2026重002", "2026项001"]
    assert second.key == "620121000000-2026-t2"


def test_asking_the_same_of_the_same_units_twice_is_refused_and_names_the_first(cast: Cast) -> None:
    words = {"measure": "县水务局牵头。"}
    first = story.drafted(cast.chenjing, **words)
    with pytest.raises(Refused) as refused:
        story.drafted(cast.chenjing, **words)
    assert first.number in str(refused.value)
    assert Matter.objects.count() == MatterWords.objects.count() == 1
    for more in (
        {"target": "改造三十六公里。"},
        {"due_on": date(2026, 12, 1)},
        {"codes": [town().code], "levels": []},
    ):
        story.drafted(cast.chenjing, **words, **more)
    issuing.discard(actor=cast.chenjing, matter=first)
    assert story.drafted(cast.chenjing, **words).pk != first.pk


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("basis", {"basis": " "}),
        ("approval", {"levels": ["village"], "basis": ""}),
        ("levels", {"levels": []}),
        ("title", {"title": "  "}),
        ("target", {"target": ""}),
        ("due_on", {"due_on": date(2026, 3, 1)}),
        ("codes", {"codes": ["640000000000"]}),
        ("codes", {"codes": ["620121000000"]}),
        ("document_number", {"document_number": "第七号"}),
        ("milestones", {"milestones": [(date(2027, 1, 1), 50)]}),
    ],
)
def test_what_cannot_be_issued_is_refused_by_field_and_leaves_nothing(
    cast: Cast, field: str, more: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refused:
        story.drafted(cast.chenjing, **more)
    assert field in {error.field for error in refused.value.errors}
    assert not Matter.objects.exists()


def test_only_whoever_issues_at_the_unit_draws_up_and_issues(cast: Cast) -> None:
    matter = story.drafted(cast.chenjing)
    for who, kind in (
        ("wangfang", Hidden),
        ("guoping", Forbidden),
        ("fengbo", Forbidden),
        ("maling", Hidden),
    ):
        with pytest.raises(kind):
            issuing.issue(actor=getattr(cast, who), matter=matter)
        with pytest.raises(kind):
            story.drafted(getattr(cast, who))
    assert not Item.objects.exists()


def test_what_is_past_its_deadline_is_not_issued(cast: Cast) -> None:
    matter = story.drafted(cast.chenjing, due_on=date(2026, 11, 1))
    with pytest.raises(Refused):
        issuing.issue(actor=cast.chenjing, matter=matter)
    with pytest.raises(Stale):
        issuing.issue(actor=cast.chenjing, matter=matter, version=7)
    assert not Item.objects.exists()


def test_a_unit_that_comes_into_scope_later_gets_exactly_its_own(cast: Cast) -> None:
    out = UnitYear.objects.create(unit=town(), year=2026, in_scope=False, reason="城区街道，不涉农。")
    matter = story.issued(cast)
    assert (matter.owed, missing(matter)) == (2, 0)
    before = dict(Item.objects.filter(matter=matter).values_list("pk", "version"))
    UnitYear.objects.filter(pk=out.pk).update(in_scope=True, reason="核实为涉农乡镇。")
    matter.refresh_from_db()
    assert missing(matter) == 1
    assert issuing.issue(actor=cast.chenjing, matter=matter, version=matter.version) == 1
    added = story.item(matter)
    assert (added.ordinal, added.number, added.due_on) == (3, "2026重001-3", matter.due_on)
    matter.refresh_from_db()
    assert (matter.owed, missing(matter)) == (3, 0)
    assert before.items() <= dict(Item.objects.filter(matter=matter).values_list("pk", "version")).items()


def test_handed_down_the_words_above_stay_and_measures_are_added(cast: Cast) -> None:
    from_city = story.drafted(cast.zhouqiang, issuer=world.LANZHOU, levels=["county"], basis="")
    issuing.issue(actor=cast.zhouqiang, matter=from_city)
    county = story.item(from_city, world.unit(world.YONGDENG))
    below = drawing.hand_down(
        actor=cast.chenjing,
        item=county,
        drawn=story.drawn(title="另一个题目", target="另一个目标", measure="各乡镇包村干部到户。"),
    )
    assert (below.title, below.target) == (from_city.title, from_city.target)
    assert (below.measure, below.parent_id, below.issuer_id) == (
        "各乡镇包村干部到户。",
        county.pk,
        county.unit_id,
    )
    issuing.issue(actor=cast.chenjing, matter=below)
    assert Item.objects.filter(matter=below).count() == 3


def test_what_was_handed_down_ends_by_the_deadline_above(cast: Cast) -> None:
    from_city = story.drafted(cast.zhouqiang, issuer=world.LANZHOU, levels=["county"], basis="")
    issuing.issue(actor=cast.zhouqiang, matter=from_city)
    county = story.item(from_city, world.unit(world.YONGDENG))
    with pytest.raises(Invalid):
        drawing.hand_down(actor=cast.chenjing, item=county, drawn=story.drawn(due_on=date(2026, 12, 19)))
    assert Matter.objects.count() == 1


def test_an_item_is_not_declared_done_while_what_was_handed_down_is_open(cast: Cast) -> None:
    from_city = story.drafted(cast.zhouqiang, issuer=world.LANZHOU, levels=["county"], basis="")
    issuing.issue(actor=cast.zhouqiang, matter=from_city)
    county = story.item(from_city, world.unit(world.YONGDENG))
    filer = story.second(cast, "countyfiler", role="filer")
    working.report_progress(actor=filer, item=county, percent="100", words="全县完成。")
    county = story.item(from_city, world.unit(world.YONGDENG))
    below = drawing.hand_down(actor=cast.chenjing, item=county, drawn=story.drawn())
    issuing.issue(actor=cast.chenjing, matter=below)
    with pytest.raises(Refused):
        working.declare(actor=cast.fengbo, item=county, **story.WORDS)
    assert story.item(from_city, world.unit(world.YONGDENG)).status == "running"


def test_new_words_are_a_new_version_which_those_below_see_and_take_over(cast: Cast) -> None:
    from_city = story.drafted(cast.zhouqiang, issuer=world.LANZHOU, levels=["county"], basis="")
    issuing.issue(actor=cast.zhouqiang, matter=from_city)
    county = story.item(from_city, world.unit(world.YONGDENG))
    below = drawing.hand_down(actor=cast.chenjing, item=county, drawn=story.drawn(measure="包村到户。"))
    issuing.issue(actor=cast.chenjing, matter=below)
    below.refresh_from_db()
    with pytest.raises(Refused):
        drawing.adopt(actor=cast.chenjing, matter=below)
    from_city.refresh_from_db()
    drawing.revise(
        actor=cast.zhouqiang, matter=from_city, reason="目标调高。", target="供水保证率达到百分之九十八。"
    )
    below.refresh_from_db()
    assert "百分之九十五" in below.target
    drawing.adopt(actor=cast.chenjing, matter=below)
    below.refresh_from_db()
    assert (below.target, below.measure, below.words) == ("供水保证率达到百分之九十八。", "包村到户。", 2)
    texts = MatterWords.objects.filter(matter=below).values_list("number", "target")
    assert [number for number, _text in texts] == [1, 2]
    with pytest.raises(Invalid):
        drawing.revise(actor=cast.chenjing, matter=below, reason="自改。", title="自拟题目")
    with pytest.raises(Invalid):
        drawing.revise(actor=cast.chenjing, matter=below, reason="不变。")


def test_a_matter_is_what_it_is_whoever_writes(cast: Cast) -> None:
    matter = story.issued(cast)
    for change in ({"route": ["verify"]}, {"severity": "grave"}, {"red": 90}, {"number": "2026重009"}):
        with pytest.raises(Exception, match=r"Cannot|context|pgh"), transaction.atomic():
            Matter.objects.filter(pk=matter.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(target="改了目标")


def test_issued_late_it_is_born_with_the_lamp_of_the_day(cast: Cast) -> None:
    row = story.item(story.issued(cast))
    # Begun on 2 March without any progress: thirty points behind on 29 May, two days before the ninetieth day.
    assert (row.lamp, row.lamp_on, row.red_why) == ("red", date(2026, 5, 29), "behind")
    turn = Turn.objects.get(item=row)
    assert (turn.on_day, turn.lamp, turn.why) == (date(2026, 5, 29), "red", "behind")
    fresh = story.item(story.issued(cast, start_on=clock.today(), issued_on=clock.today()))
    assert (fresh.lamp, fresh.next_on) == ("green", fresh.yellow_on)
    ahead = story.item(story.issued(cast, start_on=clock.today() + timedelta(days=5)))
    assert (ahead.lamp, ahead.next_on) == ("grey", ahead.start_on)


def test_a_closed_item_is_not_handed_down(cast: Cast) -> None:
    row = story.closed(cast)
    receiver = story.second(cast, "townoffice", unit=row.unit.code, role="receiver")
    with pytest.raises((Refused, Conflict)):
        drawing.hand_down(
            actor=receiver, item=row, drawn=story.drawn(levels=["village"], approval="永县发〔2026〕3号")
        )
