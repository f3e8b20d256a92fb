"""What the ledger puts into the inbox: work of the unit, of its principal, of the office that issued it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.actions.many import accept_each
from responsibilities.ledger.queries.inbox import todo_lines, todo_work
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.inbox import Asked, Picked, counted
from tests.cast import Cast, days
from tests.ledger import story

pytestmark = pytest.mark.django_db


def lines(actor: Actor, waiting: bool = False) -> list[tuple[str, str, str]]:
    found = todo_lines(actor, Asked(clock.today(), waiting=waiting))
    return [(line.kind.key, line.unit, line.step) for line in found]


def test_the_unit_has_it_until_it_is_declared_and_waits_afterwards(cast: Cast) -> None:
    matter = story.issued(cast)
    assert lines(cast.wangfang) == [("ledger-do", "红城镇", "To be accepted")]
    assert counted(todo_work(cast.wangfang, clock.today())) == 1
    story.reported(cast, story.item(matter))
    assert lines(cast.wangfang) == [("ledger-do", "红城镇", "")]
    working.declare(actor=cast.zhaogang, item=story.item(matter), **story.WORDS)
    assert lines(cast.wangfang) == []
    assert lines(cast.wangfang, waiting=True) == [("ledger-sent", "红城镇", "")]


def test_the_principal_has_what_lies_ready_and_nothing_before(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast))
    assert lines(cast.zhaogang) == []
    working.prepare(actor=cast.wangfang, item=row, **story.WORDS)
    assert lines(cast.zhaogang) == [("ledger-sign", "红城镇", "Closing to apply for")]


def test_the_office_decides_plans_deadlines_checks_and_reviews(cast: Cast) -> None:
    row = story.underway(cast, key="rectification")
    assert lines(cast.chenjing) == []
    working.send_plan(actor=cast.wangfang, item=row, measures="逐户排查。")
    assert lines(cast.chenjing) == [("ledger-decide", "红城镇", "Plan to be agreed")]
    judging.agree_plan(actor=cast.chenjing, item=story.item(row.matter))
    assert lines(cast.chenjing) == []
    working.ask_extension(
        actor=cast.wangfang, item=story.item(row.matter), reason="冬季停工。", new_due_on=days(200)
    )
    assert lines(cast.chenjing) == [("ledger-decide", "红城镇", "Later deadline asked for")]
    assert lines(cast.zhouqiang) == []


def test_while_a_notice_runs_nobody_has_it_and_then_the_principal_signs(cast: Cast) -> None:
    row = story.checked(cast, key="project")
    judging.publicize(actor=cast.chenjing, item=row, place="公开栏", on_day=clock.today())
    assert lines(cast.chenjing) == []
    with clock.moved_to(clock.now() + timedelta(days=10)):
        assert lines(cast.chenjing) == [("ledger-decide", "红城镇", "Notice over, to go on")]


def test_what_is_red_below_is_among_what_others_have(cast: Cast) -> None:
    story.issued(cast)
    assert {unit for kind, unit, _step in lines(cast.chenjing, waiting=True) if kind == "ledger-red"} == {
        "城关镇", "红城镇", "中堡镇",
    }  # fmt: skip


def test_many_are_accepted_at_once_and_one_that_cannot_be_is_refused_by_itself(cast: Cast) -> None:
    first, second = story.item(story.issued(cast)), story.item(story.issued(cast))
    working.accept(actor=cast.wangfang, item=second)
    picked = [Picked(row.public_id, 1) for row in (first, second)]
    told = accept_each(cast.wangfang, picked)
    assert [bool(one.refused) for one in told] == [False, True]
    assert story.item(first.matter).status == "running"
    with pytest.raises(Hidden):
        accept_each(cast.maling, picked)


def test_as_many_queries_for_one_line_as_for_several(cast: Cast) -> None:
    def queries() -> int:
        actor = cast.wangfang
        with CaptureQueriesContext(connection) as found:
            list(todo_lines(actor, Asked(clock.today())))
        return len(found)

    story.issued(cast)
    one = queries()
    for _n in range(3):
        story.issued(cast)
    assert queries() == one
