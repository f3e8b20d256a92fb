"""The table of a report, written by hand: every state, act, person and time; and what a part played forbids."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from reporting.reports import rules
from reporting.reports.actions import DO, cycles, deciding, filing
from reporting.reports.models import Cycle, Decision, Draft, Obligation, Signature, Submission
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Refused
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db

# ---- who stands how to the report of Hongcheng town --------------------------------------------------------------
FILER, REVIEWER, SECRETARY, HEAD = "wangfang", "lijun", "zhaogang", "qianmei"
COUNTY = "chenjing"
SEE_ONLY = ("zhouqiang", "wumin", "linnan", "guoping", "fengbo", "weiwei")
"""City, province and centre receive from those directly below them; the reader and the county's principals read."""
OUTSIDE = ("sunli", "zhenghua", "maling", "hexin", "xitong", "anquan", "shenji")
"""The sister town, another county, another province, the organization department, the three administrators."""

# ---- act: who may do it at all, from which states it leads where -------------------------------------------------
Row = tuple[tuple[str, ...], dict[str, str]]
TABLE: dict[str, Row] = {
    "write": ((FILER,), {"open": "draft", "draft": "draft", "returned": "draft"}),
    "send": ((FILER,), {"draft": "review"}),
    "approve": ((REVIEWER,), {"review": "signing"}),
    "send_back": ((REVIEWER,), {"review": "draft"}),
    "recall": ((FILER,), {"review": "draft"}),
    "sign": ((SECRETARY, HEAD), {"signing": "signing"}),
    "decline": ((SECRETARY, HEAD), {"signing": "draft", "signed": "draft"}),
    "submit": ((FILER,), {"signed": "submitted"}),
    "withdraw": ((FILER,), {"submitted": "draft"}),
    "receive": ((COUNTY,), {"submitted": "received"}),
    "accept": ((COUNTY,), {"received": "accepted"}),
    "return": ((COUNTY,), {"received": "returned"}),
    "exempt": (
        (COUNTY,),
        dict.fromkeys(("open", "draft", "review", "signing", "signed", "returned"), "exempt"),
    ),
}
# City, province and centre hold the right below, but the report is not theirs to decide.
RECEIVES_ELSEWHERE = ("zhouqiang", "wumin", "linnan")
DECIDING = tuple(act for act, (who, _steps) in TABLE.items() if who == (COUNTY,))
# Outside the window nothing moves towards the level above, and nothing is sent where it could not come back from.
NEEDS_WINDOW = ("write", "send", "submit", "withdraw", "return")

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
EARLY = datetime(2026, 11, 14, 4, tzinfo=UTC)  # the day before filing opens
LATE = datetime(2026, 12, 20, 4, tzinfo=UTC)  # two weeks after the deadline

STATES = tuple(state.key for state in rules.WORKFLOW.states)


def expected(act: str, person: str, state: str, window: bool) -> str:
    """What must come out: the state it leads to, or the name of the refusal."""
    who, steps = TABLE[act]
    if person in OUTSIDE:
        return "Hidden"
    if person not in who and not (act in DECIDING and person in RECEIVES_ELSEWHERE):
        return "Forbidden"
    if state not in steps:
        return "Conflict"
    if person not in who or (act in NEEDS_WINDOW and not window):
        return "Refused"
    return steps[state]


def act_of(act: str, actor: Actor, row: Obligation) -> Obligation:
    """Does the act as pages and programs do."""
    if act == "write":
        version = Draft.objects.filter(obligation=row).values_list("version", flat=True).first() or 0
        first = row.cycle.kind.parts()[0].key
        filing.save_draft(actor=actor, obligation=row, texts={first: "改写"}, version=version)
        return Obligation.objects.get(pk=row.pk)
    # Everything an act may take; the text that is sent is not the question here.
    given = {"reason": "有误", "new_due_on": date(2026, 12, 31)}
    return DO.do(act, actor=actor, subject=row, version=None, given=given)


def told_up_to(cast: Cast, cycle: Cycle, state: str) -> Obligation:
    """The town's report in that state, by the story's own steps."""
    if state == "exempt":
        return deciding.exempt(actor=cast.chenjing, obligation=story.owed(cycle), reason="整乡搬迁")
    if state in {"review", "signing"}:
        row = filing.send(actor=cast.wangfang, obligation=story.drafted(cast, cycle))
        if state == "signing":
            filing.approve(actor=cast.lijun, obligation=row)
        return story.owed(cycle)
    told: dict[str, Callable[[Cast, Cycle], Obligation]] = {
        "draft": story.drafted,
        "signed": story.signed,
        "submitted": story.submitted,
        "received": story.received,
        "accepted": story.accepted,
        "returned": story.returned,
    }
    return told[state](cast, cycle) if state in told else story.owed(cycle)


def everything(row: Obligation) -> tuple[Any, ...]:
    """All that a refused act must leave as it was."""
    tables = (Submission, Signature, Decision, Entry)
    counts = tuple(model._default_manager.count() for model in tables)
    texts = list(Draft.objects.filter(obligation=row).values_list("texts", "version"))
    return (Obligation.objects.filter(pk=row.pk).values().get(), counts, texts)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(act: str, actor: Actor, row: Obligation) -> str:
    try:
        return act_of(act, actor, row).status
    except (Hidden, Forbidden, Refused, Conflict) as refusal:
        return type(refusal).__name__


def differences(
    cast: Cast, cycle: Cycle, state: str, at: datetime, window: bool, people: tuple[str, ...]
) -> Any:
    """Where the product and the table disagree; what is done as expected is taken back, a refusal must leave nothing."""
    wrong = {}
    # Rights are those of the day and are tested elsewhere: here only the window moves.
    actors = {person: getattr(cast, person) for person in people}
    before = everything(story.owed(cycle))
    with clock.moved_to(at):
        for act in TABLE:
            for person, actor in actors.items():
                wanted = expected(act, person, state, window)
                with undone() if wanted in STATES else nullcontext():
                    found = outcome(act, actor, story.owed(cycle))
                if found != wanted:
                    wrong[act, person, at] = f"{found} instead of {wanted}"
    if everything(story.owed(cycle)) != before:
        wrong["refused", "but changed", at] = str(before)
    return wrong


@pytest.mark.parametrize("state", STATES)
def test_each_act_does_what_the_table_says_and_nothing_else(cast: Cast, state: str) -> None:
    cycle = story.running(cast)
    told_up_to(cast, cycle, state)
    able = (FILER, REVIEWER, SECRETARY, HEAD, COUNTY)
    assert differences(cast, cycle, state, NOON, True, (*able, *SEE_ONLY, *OUTSIDE)) == {}
    able = (*able, *RECEIVES_ELSEWHERE)
    assert differences(cast, cycle, state, EARLY, False, able) == {}
    assert differences(cast, cycle, state, LATE, True, able) == {}
    cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="年度工作结束")
    assert differences(cast, cycle, state, NOON, False, able) == {}


def test_the_table_names_every_act_and_state() -> None:
    assert set(TABLE) == {act.key for act in rules.WORKFLOW.acts} - {"start"} | {"write"}
    pairs = {
        (source, target)
        for _who, steps in TABLE.values()
        for source, target in steps.items()
        if source != target
    }
    # Two ends that the table's one town does not show: the second signature, and levels without a review (the village's
    # table in test_small_tables.py).
    assert pairs | {("signing", "signed"), ("draft", "signing")} == set(rules.WORKFLOW.transitions())


@pytest.mark.parametrize(
    ("submit_at", "timely"),
    [
        (datetime(2026, 12, 5, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 5, 16, 0, 0, tzinfo=UTC), False),
    ],
)
def test_returned_and_filed_again_it_is_judged_by_the_first_submission(
    cast: Cast, submit_at: datetime, timely: bool
) -> None:
    cycle = story.running(cast)
    row = story.signed(cast, cycle)
    with clock.moved_to(submit_at):
        filing.submit(actor=cast.wangfang, obligation=row)
    with clock.moved_to(LATE):
        deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
        deciding.return_report(
            actor=cast.chenjing, obligation=story.owed(cycle), reason="补充", new_due_on=date(2026, 12, 31)
        )
        row = story.submitted(cast, cycle)
    assert (row.timely, row.first_submitted_at) == (timely, submit_at)
    assert town().pk == row.unit_id
