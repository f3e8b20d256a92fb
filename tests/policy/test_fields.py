"""No field points outside: what lies outside of the reach and what does not exist are refused alike.

Each field that names a unit, a person, a post, a cycle, a report or an account is sent with both, by somebody who may
do the act; nothing is changed by either, and the answers differ in nothing but what was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from responsibilities.notices.models import Notice
from responsibilities.posts.actions import check_roster
from responsibilities.posts.rules.roster_words import RosterRow
from tests.access.policy import a_grant, a_token
from tests.policy.basics import MISSING, NO_UUID, day
from tests.policy.fields import NAMES, NAMING, PLAIN, declared, found
from tests.policy.people import GANSU, NINGXIA, SISTER, TOWN, XIJI, YONGDENG
from tests.policy.rows import FORBIDDEN, HIDDEN, NEEDS, STATE, WHOLE, Row
from tests.policy.stage import Stage
from tests.policy.test_table import plain
from tests.policy.walker import Walker, outcome, undone
from tests.reports.policy_api import a_plan as an_api_plan
from tests.reports.policy_api import a_series
from tests.reports.policy_rows import a_plan

pytestmark = pytest.mark.django_db
Made = Callable[[Stage], Any]


@dataclass(frozen=True)
class Trial:
    """One field of one request: what else is sent, and both values. `public`: of a thing everybody may know of."""

    field: str
    row: str
    place: str
    by: str
    sent: Made
    outside: Made
    missing: Made
    args: tuple[tuple[str, str], ...] = ()
    step: str = "drafted"
    public: bool = False
    method: str = "POST"

    @property
    def name(self) -> str:
        return self.field.partition(".")[2]


def namesake(stage: Stage) -> dict[str, Any]:
    """A form about somebody who is entered already, so that it asks who is meant."""
    tenure = stage.tenures[TOWN]
    return {
        "name": tenure.person.name, "kind": "full", "since": day(1), "until": day(9), "on": day(0),
        "version": tenure.version,
    }  # fmt: skip


def outsider(stage: Stage) -> str:
    return str(stage.tenures[XIJI].person.public_id)


def item(stage: Stage, **more: Any) -> dict[str, Any]:
    of = {"cycle": stage.cycles[GANSU].key, "code": stage.code(TOWN), "version": stage.version(TOWN)}
    return {"act": "receive", "items": [of | more]}


def told_to_another(stage: Stage) -> str:
    return str(Notice.objects.exclude(recipient__username="maling").values_list("pk", flat=True)[:1].get())


def appointing(field: str, row: str, place: str, kind: str = "full") -> Trial:
    return Trial(
        field, row, place, "hexin", lambda s: namesake(s) | {"kind": kind}, outsider, lambda s: str(NO_UUID)
    )


VERSIONED = {"sign": lambda s: {"version": s.version(TOWN)}}
TRIALS = [
    Trial("CycleForm.scope", "cycle_new", WHOLE, "chenjing", lambda s: a_plan(s, WHOLE), lambda s: s.code(XIJI),
          lambda s: s.code(MISSING), public=True),
    # A unit's name and code are everybody's, so only the refusal is held to, not its likeness.
    Trial("CyclePlan.scope", "api_cycles", WHOLE, "chenjing", lambda s: an_api_plan(s, WHOLE), lambda s: s.code(XIJI),
          lambda s: s.code(MISSING), public=True),
    Trial("SeriesPlan.scope", "api_series", WHOLE, "chenjing", lambda s: a_series(s, WHOLE), lambda s: s.code(XIJI),
          lambda s: s.code(MISSING), public=True),
    Trial("TokenForm.unit", "token_new", WHOLE, "anlan", lambda s: a_token(s, TOWN), lambda s: s.code(XIJI),
          lambda s: s.code(MISSING)),
    Trial("TokenForm.username", "token_new", WHOLE, "anlan", lambda s: a_token(s, TOWN), lambda s: "maling",
          lambda s: "nobody"),
    Trial("GrantForm.username", "role_grant", TOWN, "anlan", lambda s: a_grant(s, TOWN), lambda s: "maling",
          lambda s: "nobody"),
    appointing("AppointForm.person", "post_appoint", SISTER),
    appointing("StandInForm.person", "post_act_for", SISTER, "acting"),
    appointing("HandOverForm.person", "tenure_hand_over", TOWN),
    Trial("BulkItem.cycle", "api_obligations_bulk", WHOLE, "chenjing", item,
          lambda s: item(s, cycle=s.cycles[NINGXIA].key)["items"], lambda s: item(s, cycle="annual-2020-1")["items"],
          step="submitted"),
    Trial("BulkItem.code", "api_obligations_bulk", WHOLE, "chenjing", item,
          lambda s: item(s, code=s.code(XIJI))["items"], lambda s: item(s, code=s.code(MISSING))["items"],
          step="submitted"),
    Trial("ReportSignForm.on_behalf_of", "report_act", TOWN, "zhaogang", VERSIONED["sign"],
          lambda s: "village_secretary", lambda s: "no_such_post", args=(("key", "sign"),), step="signing"),
    Trial("ActBody.on_behalf_of", "api_report_act", TOWN, "zhaogang", lambda s: {},
          lambda s: "village_secretary", lambda s: "no_such_post", args=(("act", "sign"),), step="signing"),
    Trial("POST.source", "acting", WHOLE, "zhaogang", lambda s: {}, lambda s: s.tenures[XIJI].source,
          lambda s: "tenure:0"),
    Trial("POST.notice", "notices_read", WHOLE, "maling", lambda s: {}, told_to_another, lambda s: "999999999",
          step="submitted"),
]  # fmt: skip

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
    bases = {"WhoForm.person"}
    tried = {trial.field for trial in TRIALS} | {"UploadForm.file"} | bases
    assert {field for field, kind in NAMES.items() if kind in NAMING} == tried


def sent(walker: Walker, trial: Trial, value: Any) -> tuple[Any, str]:
    """The answer with the value in the field, and its text without the value and the form's token."""
    stage = walker.stage
    name = "items" if trial.row == "api_obligations_bulk" else trial.name
    body = trial.sent(stage) | {name: value}
    match = (lambda s, p: f'"{s.version(p)}"') if trial.row == "api_report_act" else None
    row = Row(
        trial.row,
        trial.method,
        (trial.place,),
        {},
        args=dict(trial.args),
        send=lambda s, p: body,
        match=match,
    )
    answer = walker.ask(row, trial.place, trial.by)
    text = plain(answer, "\0")
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
    inside: dict[str, Made] = {
        "CycleForm.scope": lambda s: s.code(YONGDENG), "CyclePlan.scope": lambda s: s.code(YONGDENG), "SeriesPlan.scope": lambda s: s.code(YONGDENG),
        "TokenForm.unit": lambda s: s.code(TOWN), "TokenForm.username": lambda s: "wangfang",
        "GrantForm.username": lambda s: "wangfang",
        **dict.fromkeys(("AppointForm.person", "StandInForm.person", "HandOverForm.person"), lambda s: "new"),
    }  # fmt: skip
    wrong = []
    for trial in (trial for trial in TRIALS if trial.field in inside):
        answer, _text = sent(walker, trial, inside[trial.field](walker.stage))
        if not answer.changed:
            wrong.append(f"{trial.field}: {answer.status_code} {_text[-3000:]}")
    assert not wrong, "\n".join(wrong)


def test_a_roster_names_units_outside_and_missing_ones_alike(walker: Walker) -> None:
    stage = walker.stage
    rows = [
        RosterRow(at, code, "镇长", "马某", "", date(2026, 1, 1))
        for at, code in ((2, stage.code(XIJI)), (3, stage.code(MISSING)))
    ]
    plan = check_roster(actor=stage.cast.hexin, rows=rows)
    outside, missing = (
        str(fault).replace(row.code, "…").replace(f"{fault.row}", "n")
        for fault, row in zip(plan.faults, rows, strict=True)
    )
    assert outside == missing
