"""The way of an item from hand to hand: who had it, who has it now and since when, who is next; names within rights."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.steps import steps_by_key, steps_of
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.steps import step_now, what_follows
from tests.cast import Cast, days, sister
from tests.ledger import story

pytestmark = pytest.mark.django_db
Said = list[tuple[str, str, list[str]]]


def way(row: Item, actor: Actor) -> Said:
    """Word, state and hands of each step as the actor reads it."""
    row = story.item(row.matter, row.unit)
    steps = steps_of([row], actor)[row.public_id]
    return [(s.key, s.state, [h.name + ("✓" if h.done else "") for h in s.hands]) for s in steps]


def planned(cast: Cast) -> Item:
    row = story.underway(cast, key="rectification")
    working.send_plan(actor=cast.wangfang, item=row, measures="逐户排查，限期整改。", person="赵刚")
    return story.item(row.matter)


def noticed(cast: Cast) -> Item:
    row = planned(cast)
    row = judging.agree_plan(actor=cast.chenjing, item=row)
    row = story.reported(cast, row)
    row = working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    row = judging.check(actor=cast.chenjing, item=row, words="属实。", on_day=clock.today())
    return judging.publicize(actor=cast.wangfang, item=row, place="村务公开栏", on_day=clock.today())


TOLD: list[tuple[Callable[[Cast], Item], Said]] = [
    (
        lambda cast: story.item(story.issued(cast)),
        [
            ("accept", "now", ["王芳"]),
            ("work", "next", ["王芳"]),
            ("apply", "next", ["赵刚", "钱梅"]),
            ("check", "next", ["永登县"]),
            ("verify", "next", ["永登县"]),
        ],
    ),
    (
        lambda cast: story.reported(cast, story.underway(cast), "60"),
        [
            ("accept", "done", ["王芳✓"]),
            ("work", "now", ["王芳"]),
            ("apply", "next", ["赵刚", "钱梅"]),
            ("check", "next", ["永登县"]),
            ("verify", "next", ["永登县"]),
        ],
    ),
    (
        lambda cast: story.reported(cast, story.underway(cast)),
        [
            ("accept", "done", ["王芳✓"]),
            ("work", "done", ["王芳✓"]),
            ("apply", "now", ["赵刚", "钱梅"]),
            ("check", "next", ["永登县"]),
            ("verify", "next", ["永登县"]),
        ],
    ),
    (
        story.closed,
        [
            ("accept", "done", ["王芳✓"]),
            ("work", "done", ["王芳✓"]),
            ("apply", "done", ["赵刚✓"]),
            ("check", "done", ["陈静✓"]),
            ("verify", "done", ["陈静✓"]),
        ],
    ),
    (
        planned,
        [
            ("accept", "done", ["王芳✓"]),
            ("plan", "done", ["王芳✓"]),
            ("agree", "now", ["永登县"]),
            ("work", "next", ["王芳"]),
            ("apply", "next", ["赵刚", "钱梅"]),
            ("check", "next", ["永登县"]),
            ("publicize", "next", ["红城镇", "永登县"]),
            ("sign", "next", ["赵刚", "钱梅"]),
            ("verify", "next", ["永登县"]),
        ],
    ),
]


@pytest.mark.parametrize(
    ("happens", "said"), TOLD, ids=["issued", "under way", "at a hundred", "closed", "plan sent"]
)
def test_each_step_names_who_had_it_who_has_it_and_who_is_next(
    cast: Cast, happens: Callable[[Cast], Item], said: Said
) -> None:
    assert way(happens(cast), cast.wangfang) == said


def test_the_public_notice_is_now_until_it_is_over_or_objected_to_and_then_the_signature(cast: Cast) -> None:
    row = noticed(cast)
    now = step_now(steps_of([row], cast.chenjing)[row.public_id])
    assert now is not None
    assert (now.key, now.due_on, [hand.name for hand in now.hands]) == (
        "publicize",
        date(2026, 12, 1),
        ["红城镇", "永登县"],
    )
    with clock.moved_to(clock.now() + timedelta(days=10)):
        assert ("sign", "now", ["赵刚", "钱梅"]) in way(row, cast.chenjing)
        assert ("publicize", "done", ["王芳✓"]) in way(row, cast.chenjing)
    judging.object_to(actor=cast.wangfang, item=row, reason="村民有异议。")
    with clock.moved_to(clock.now() + timedelta(days=10)):
        assert ("publicize", "now", ["红城镇", "永登县"]) in way(row, cast.chenjing)


def test_a_return_begins_the_closing_anew_and_keeps_the_new_deadline(cast: Cast) -> None:
    row = story.checked(cast)
    with clock.moved_to(clock.now() + timedelta(hours=3)):
        judging.return_item(actor=cast.chenjing, item=row, reason="一个村未通水。", new_due_on=days(40))
        returned = clock.now()
    row = story.item(row.matter)
    steps = steps_of([row], cast.wangfang)[row.public_id]
    assert [step.state for step in steps] == ["done", "done", "now", "next", "next"]
    now = step_now(steps)
    assert now is not None
    assert now.at is not None
    assert (now.key, now.due_on, abs(now.at - returned) < timedelta(minutes=1)) == ("apply", days(40), True)
    assert steps[2].hands == steps_of([row], cast.zhaogang)[row.public_id][2].hands


def test_a_plan_that_was_sent_back_is_made_again(cast: Cast) -> None:
    row = planned(cast)
    judging.refuse_plan(actor=cast.chenjing, item=row, reason="没有写明时限。")
    assert way(row, cast.wangfang)[:3] == [
        ("accept", "done", ["王芳✓"]),
        ("plan", "now", ["王芳"]),
        ("agree", "next", ["永登县"]),
    ]


def test_the_unit_that_leads_checks_what_the_issuer_closes(cast: Cast) -> None:
    row = story.declared(cast, lead=sister())
    assert way(row, cast.chenjing)[3:] == [("check", "now", ["中堡镇"]), ("verify", "next", ["永登县"])]


def test_who_works_on_it_is_named_inside_the_unit_only_and_outside_stands_the_unit(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "60")
    for who in ("wangfang", "zhaogang"):
        assert ("work", "now", ["王芳"]) in way(row, getattr(cast, who)), who
    for who in ("lijun", "chenjing", "guoping", "wumin"):
        assert ("work", "now", ["红城镇"]) in way(row, getattr(cast, who)), who
    now = steps_of([story.item(row.matter)], cast.chenjing)[row.public_id]
    assert "红城镇" in what_follows(now)


def test_what_is_out_of_reach_and_what_is_cancelled_has_no_way(cast: Cast) -> None:
    row = story.underway(cast)
    assert list(steps_by_key(cast.chenjing, [row.public_id])) == [row.public_id]
    for who in ("maling", "sunli", "hexin", "anquan"):
        assert steps_by_key(getattr(cast, who), [row.public_id]) == {}, who
    for key in ("629999999999-2020-t1/620121101000", "nonsense", ""):
        assert steps_by_key(cast.chenjing, [key]) == {}, key
    judging.cancel(actor=cast.chenjing, item=row, reason="任务调整。", document_number="永农领〔2026〕2号")
    assert steps_by_key(cast.chenjing, [row.public_id]) == {}


def test_the_way_of_many_items_costs_the_queries_of_one(cast: Cast) -> None:
    done = story.closed(cast)
    keys = [
        done.public_id,
        story.item(done.matter, sister()).public_id,
        planned(cast).public_id,
        noticed(cast).public_id,
    ]
    reader = cast.zhaogang
    with CaptureQueriesContext(connection) as one:
        steps_by_key(reader, keys[2:3])
    with CaptureQueriesContext(connection) as many:
        assert len(steps_by_key(cast.chenjing, keys)) == 4
    reader = cast.chenjing
    with CaptureQueriesContext(connection) as many:
        steps_by_key(reader, keys)
    assert len(many) <= len(one) <= 5, [query["sql"][:150] for query in many]
