"""The way of an inspection and of a finding from hand to hand: who had it, who has it now, who is next; within rights."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.inspections.actions import findings, inspections, lookback, objections, placing, rectifying
from assessments.inspections.models import Finding, Inspection, Looked
from assessments.inspections.queries import finding_steps, steps
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.steps import Step, step_now
from tests.cast import Cast
from tests.inspections import found, story
from tests.inspections.found import people

pytestmark = pytest.mark.django_db
Said = list[tuple[str, str, list[str]]]


def said(way: list[Step]) -> Said:
    """Key, state and hands of each step."""
    return [(s.key, s.state, [h.name + ("✓" if h.done else "") for h in s.hands]) for s in way]


def way(row: Inspection, actor: Actor) -> Said:
    return said(steps.steps_by_key(actor, [row.key]).get(row.key, []))


def finding_way(row: Finding, actor: Actor) -> Said:
    return said(finding_steps.steps_by_key(actor, [row.key]).get(row.key, []))


def now(row: Inspection | Finding, actor: Actor) -> Step:
    of = finding_steps if isinstance(row, Finding) else steps
    found_ = step_now(of.steps_by_key(actor, [row.key])[row.key])
    assert found_ is not None
    return found_


def shape(way_: Said) -> str:
    """The keys with their states: scheme✓ agree● team."""
    return " ".join(key + {"done": "✓", "now": "●", "next": ""}[state] for key, state, _hands in way_)


def test_an_inspection_goes_from_its_scheme_over_the_notice_and_the_site_to_its_closing(cast: Cast) -> None:
    row = story.made(cast)
    assert shape(way(row, cast.dingwei)) == "scheme● agree team notice site feedback close"
    first = row.targets.order_by("from_on")[0].from_on
    last = row.targets.order_by("-to_on")[0].to_on
    assert now(row, cast.dingwei).due_on == first - timedelta(days=1)
    inspections.write_scheme(actor=cast.dingwei, inspection=story.again(row), **story.SCHEME)
    assert shape(way(row, cast.dingwei)) == "scheme✓ agree● team notice site feedback close"
    row = story.teamed(cast, row)
    assert shape(way(row, cast.dingwei)) == "scheme✓ agree✓ team✓ notice● site feedback close"
    row = inspections.notice(
        actor=cast.dingwei, inspection=story.again(row), document_number=story.NOTICE_NUMBER
    )
    step = now(row, cast.dingwei)
    assert (step.key, step.due_on) == ("site", first)
    with clock.moved_to(story.at(first)):
        row = inspections.begin(actor=cast.dingwei, inspection=story.again(row))
        step = now(row, cast.dingwei)
        assert (step.key, step.due_on, bool(step.hands)) == ("site", last, True)
    with clock.moved_to(story.at(last + timedelta(days=1))):
        assert shape(way(row, cast.dingwei)) == "scheme✓ agree✓ team✓ notice✓ site✓ feedback● close"


def test_a_scheme_that_was_sent_back_or_written_anew_waits_anew(cast: Cast) -> None:
    row = story.teamed(cast, story.made(cast))
    inspections.write_scheme(actor=cast.dingwei, inspection=story.again(row), **story.SCHEME)
    assert shape(way(row, cast.dingwei)) == "scheme✓ agree● team✓ notice site feedback close"
    inspections.refuse_scheme(actor=cast.fengbo, inspection=story.again(row), reason="没有写明分组。")
    assert shape(way(row, cast.dingwei)) == "scheme● agree team✓ notice site feedback close"


def test_an_unannounced_one_has_no_notice_and_the_inspected_no_way_before_its_feedback(cast: Cast) -> None:
    row = story.made(cast, announced=False)
    assert shape(way(row, cast.dingwei)) == "scheme● agree team site feedback close"
    assert now(row, cast.dingwei).due_on == row.targets.order_by("from_on")[0].from_on
    assert way(row, cast.zhaogang) == []


def test_what_was_put_off_waits_for_new_days_and_what_was_cancelled_has_no_way(cast: Cast) -> None:
    row = story.noticed(cast)
    placing.postpone(actor=cast.dingwei, inspection=story.again(row), reason="防汛。")
    assert shape(way(row, cast.dingwei)) == "scheme✓ agree✓ team✓ resume● notice site feedback close"
    placing.cancel(
        actor=cast.dingwei,
        inspection=story.again(row),
        reason="统筹减少督查。",
        document_number="永政督函〔2026〕9号",
    )
    assert way(row, cast.dingwei) == []


def test_the_office_is_named_inside_of_it_and_its_body_to_those_above(cast: Cast) -> None:
    row = story.made(cast)
    for who, hands in (("dingwei", ["丁伟"]), ("fengbo", ["丁伟"]), ("xuhui", ["丁伟"])):
        assert way(row, getattr(cast, who))[0] == ("scheme", "now", hands), who
    for who in ("wumin", "zhouqiang", "luyan"):
        assert way(row, getattr(cast, who))[0] == ("scheme", "now", ["永登县"]), who
        assert way(row, getattr(cast, who))[1] == ("agree", "next", ["永登县"]), who


def test_the_inspected_see_from_the_notice_on_and_their_own_days_without_the_office_s_names(
    cast: Cast,
) -> None:
    row = story.noticed(cast)
    own = row.targets.get(unit__name="红城镇")
    for who in ("zhaogang", "wangfang"):
        actor = getattr(cast, who)
        assert way(row, actor) == [
            ("notice", "done", []),
            ("site", "now", ["永登县"]),
            ("feedback", "next", ["永登县"]),
            ("close", "next", ["永登县"]),
        ], who
        assert now(row, actor).due_on == own.from_on
        step = now(row, actor)
        assert step.at is not None
        assert clock.local(step.at).date() == row.noticed_on
    for who in ("maling", "hexin", "anquan"):
        assert way(row, getattr(cast, who)) == [], who


def listed(cast: Cast) -> Finding:
    row = found.fed_back(cast, how_soon="now")
    rectifying.rectify()
    return found.fresh(row)


TOLD: list[tuple[Callable[[Cast], Finding], str]] = [
    (found.recorded, "record● view feedback object list mend"),
    (found.put, "record✓ view● feedback object list mend"),
    (found.fed_back, "record✓ feedback✓ object● list mend"),
    (lambda cast: found.objected(cast).finding, "record✓ feedback✓ object✓ decide● list mend"),
    (listed, "record✓ feedback✓ list✓ mend●"),
]


@pytest.mark.parametrize(
    ("happens", "told"), TOLD, ids=["recorded", "put", "fed back", "objected", "on the ledger"]
)
def test_a_finding_goes_from_the_sheet_over_the_objection_to_the_ledger(
    cast: Cast, happens: Callable[[Cast], Finding], told: str
) -> None:
    row = happens(cast)
    assert shape(finding_way(row, people(cast)["duwei"])) == told


def test_each_step_of_a_finding_has_its_hands_and_its_last_day(cast: Cast) -> None:
    row = found.put(cast)
    for who, hands in (("wangfang", ["王芳"]), ("zhaogang", ["红城镇"]), ("chenjing", ["红城镇"])):
        assert finding_way(row, getattr(cast, who))[1] == ("view", "now", hands), who
    findings.answer(actor=cast.wangfang, finding=row, view="true", person="李军", post="副镇长")
    assert finding_way(row, cast.zhaogang)[1] == ("view", "done", ["王芳✓"])
    found.sent(cast, row.inspection)
    row = found.fresh(row)
    assert row.fed_back_on is not None
    step = now(row, cast.chenjing)
    assert (step.key, [hand.name for hand in step.hands], step.due_on) == (
        "object",
        ["赵刚", "钱梅"],
        row.fed_back_on + timedelta(days=30),
    )
    with found.later(31):
        assert now(row, cast.chenjing).key == "list"
    objections.object_to(actor=cast.zhaogang, finding=row, reason="不属实。")
    row = found.fresh(row)
    step = now(row, people(cast)["duwei"])
    assert (step.key, [hand.name for hand in step.hands], step.due_on) == (
        "decide",
        ["甘肃省"],
        row.objection.decide_by,
    )
    objections.withdraw(
        actor=people(cast)["tangsan"],
        objection=row.objection,
        reason="不属实。",
        document_number="甘农领办〔2026〕90号",
    )
    ended = finding_way(row, people(cast)["duwei"])
    assert shape(ended) == "record✓ view✓ feedback✓ object✓ decide✓"
    assert ended[-1] == ("decide", "done", ["同事n✓"])


def test_on_the_ledger_it_is_with_the_unit_until_it_is_closed_and_then_looked_at_again(cast: Cast) -> None:
    row = listed(cast)
    assert row.item is not None
    step = now(row, cast.zhaogang)
    assert (step.key, [hand.name for hand in step.hands], step.due_on) == (
        "mend",
        ["红城镇"],
        row.item.due_on,
    )
    found.mended(cast, row)
    office = people(cast)["duwei"]
    assert shape(finding_way(row, office)) == "record✓ feedback✓ list✓ mend✓"
    with found.later(200):
        office = people(cast)["duwei"]
        lookback.draw(actor=office, issuer=row.inspection.issuer)
        assert shape(finding_way(row, office)) == "record✓ feedback✓ list✓ mend✓ look●"
        assert shape(finding_way(row, cast.fresh("zhaogang"))) == "record✓ feedback✓ list✓ mend✓"
        lookback.enter(actor=office, line=Looked.objects.get(), result="held", words="管护正常。")
        assert shape(finding_way(row, cast.fresh("zhaogang"))) == "record✓ feedback✓ list✓ mend✓ look✓"


def test_a_finding_out_of_sight_or_thrown_away_has_no_way(cast: Cast) -> None:
    row = found.recorded(cast)
    for who in ("wangfang", "zhaogang", "chenjing", "maling", "hexin"):
        assert finding_way(row, getattr(cast, who)) == [], who
    findings.discard(actor=people(cast)["heyi"], finding=row, reason="重复登记。")
    assert finding_way(row, people(cast)["duwei"]) == []
    for key in ("nonsense", "", "629999999999-2020-i1/1"):
        assert finding_steps.steps_by_key(cast.linnan, [key]) == steps.steps_by_key(cast.linnan, [key]) == {}


def test_the_way_of_many_costs_the_queries_of_one(cast: Cast) -> None:
    at = found.inspection(cast)
    rows = [found.put(cast, at, problem=f"问题{n}。") for n in range(4)]
    keys = [row.key for row in rows]
    reader = cast.linnan
    for read, one, many, most in (
        (finding_steps.steps_by_key, keys[:1], keys, 5),
        (steps.steps_by_key, [at.key], [at.key, found.inspection(cast, 2).key], 5),
    ):
        with CaptureQueriesContext(connection) as few:
            read(reader, one)
        with CaptureQueriesContext(connection) as all_:
            assert len(read(reader, many)) == len(many)
        assert len(all_) == len(few) <= most, [query["sql"][:150] for query in all_]


def test_pages_the_inbox_and_the_word_after_an_act_say_who_has_it(cast: Cast) -> None:
    row = found.put(cast)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("heyi"))

    def text(address: str) -> str:
        return " ".join(client.get(address).content.decode().split())

    way_ = re.findall(r"<strong>([^<]+)</strong>", text(f"/inspections/findings/{row.key}/"))
    assert way_[:3] == ["问题登记表", "单位意见", "反馈"]
    assert '<ol class="stepper"' in text(f"/inspections/{row.inspection.key}/")
    waiting = text("/?view=mine")
    assert "问题：单位核实中" in waiting
    assert 'class="step-now">单位意见' in waiting
    client.force_login(cast.user("wangfang"))
    answer = client.post(
        f"/inspections/findings/{row.key}/answer/",
        {"version": found.fresh(row).version, "view": "true", "person": "李军", "post": "副镇长"},
        follow=True,
    )
    assert "已完成：提出单位意见。接下来：反馈（甘肃省）。" in answer.content.decode()
