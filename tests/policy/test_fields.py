"""No field points outside: what lies outside of the reach and what does not exist are refused alike.

Each field that names a unit, a person, a post, a cycle, a report or an account is sent with both, by somebody who may
do the act; nothing is changed by either, and the answers differ in nothing but what was typed.
"""

from collections.abc import Callable
from typing import Any

import pytest

from revitalization.kit.api.bodies import Body
from tests.policy.basics import Trial
from tests.policy.brought import listed, merged
from tests.policy.fields import NAMES, NAMING, PLAIN, below, declared, found
from tests.policy.rows import FORBIDDEN, HIDDEN, NEEDS, STATE, Row
from tests.policy.stage import Stage
from tests.policy.test_table import plain
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db
Made = Callable[[Stage], Any]


TRIALS: list[Trial] = listed("trials")
REFUSED = {NEEDS, STATE, FORBIDDEN, HIDDEN}


def test_every_field_is_declared() -> None:
    there, known = found(), set(declared())
    assert known - there == set(), "gone from the product"
    assert there - known == set(), "declare in tests/<slice>/policy.py what they name"


def test_a_field_is_either_words_or_a_name() -> None:
    assert not {
        name for form, fields in PLAIN.items() for name in (f"{form}.{f}" for f in fields.split())
    } & set(NAMES)


def test_every_field_that_names_something_is_tried() -> None:
    tried = {trial.field for trial in TRIALS} | set(merged("tried"))
    assert {field for field, kind in NAMES.items() if kind in NAMING} == tried


def test_what_an_act_takes_is_tried_on_its_page_and_by_a_program() -> None:
    """A form and a body that are made of one table are both sent."""
    tables = {body.table for body in below(Body) if hasattr(body, "table")}
    assert "report" in tables
    both = {field for field in NAMES if field.partition(".")[0] in tables}
    for field in sorted(both):
        assert {trial.row.startswith("api_") for trial in TRIALS if trial.field == field} == {True, False}, (
            field
        )


def sent(walker: Walker, trial: Trial, value: Any) -> tuple[Any, str]:
    """The answer with the value in the field, and its text without the value and the form's token."""
    body = trial.sent(walker.stage) | {trial.name: value}
    row = Row(
        trial.row,
        "POST",
        (trial.place,),
        {},
        args=dict(trial.args),
        send=lambda s, p: body,
        match=trial.match,
    )
    answer = walker.ask(row, trial.place, trial.by)
    text = plain(answer, "\0", "")
    typed = value if isinstance(value, str) else ""
    return answer, text.replace(f'"{typed}"', "…").replace(f" {typed} ", " … ") if typed else text


@pytest.mark.parametrize("step", sorted({trial.step for trial in TRIALS}))
def test_what_lies_outside_and_what_is_missing_are_refused_alike(walker: Walker, step: str) -> None:
    wrong = []
    with undone():
        if step != "drafted":
            walker.tell(step)
        for trial in (trial for trial in TRIALS if trial.step == step):
            outside, missing = (
                sent(walker, trial, made(walker.stage)) for made in (trial.outside, trial.missing)
            )
            for said, (answer, _text) in (("outside", outside), ("missing", missing)):
                if outcome(answer) not in REFUSED or answer.changed:
                    wrong.append(f"{trial.field} {said}: {answer.status_code} {answer.changed}")
            if not trial.public and (outside[0].status_code, outside[1]) != (
                missing[0].status_code,
                missing[1],
            ):
                wrong.append(f"{trial.field}: {outside[0].status_code} {missing[0].status_code}: not alike")
    assert not wrong, "\n".join(wrong)


def test_the_same_request_with_what_lies_inside_is_done(walker: Walker) -> None:
    """The trials fail for the value alone: with one inside the same request is accepted."""
    wrong = []
    for trial in (trial for trial in TRIALS if trial.inside is not None):
        answer, _text = sent(walker, trial, trial.inside(walker.stage))
        if not answer.changed:
            wrong.append(f"{trial.field}: {answer.status_code} {_text[-3000:]}")
    assert not wrong, "\n".join(wrong)
