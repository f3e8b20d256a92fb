"""The toolkit's workflow alone, with a thing of its own: what `perform` does and `available` offers, act for act.

A plain model says what must come of each act; random acts of random people are held to it. Whoever adds a workflow
finds here what each word of an `Act` promises.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import connection, models

from revitalization.kit import ports
from revitalization.kit.actor import Actor, Ceiling, Holding
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.errors import Conflict, Forbidden, FreshSignInNeeded, Hidden, Invalid, Refused, Stale
from revitalization.kit.forms import forms_of
from revitalization.kit.perform import perform
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.reach import Span
from revitalization.kit.words import Words
from revitalization.kit.workflow import Act, FactsMissingError, State, Workflow


class InPerson(str):
    """A right whose acts no token does."""

    in_person = True


NEW, OPEN, DONE = "new", "open", "done"
BEGIN, FINISH, SEE, NOTE = "toy.begin", "toy.finish", "toy.see", InPerson("toy.note")


class Toy(models.Model):
    """A thing with a state; its table lasts for one test."""

    status = models.CharField(max_length=8, default=NEW)
    version = models.IntegerField(default=1)
    lo = models.BigIntegerField(default=50)
    note = models.CharField(max_length=40, default="")

    class Meta:
        app_label = "toy"
        managed = False
        db_table = "toy"

    def __str__(self) -> str:
        return "a toy"


@dataclass(frozen=True)
class Facts:
    """What beginning must know."""

    ready: bool


def _ready(_row: Any, facts: Facts) -> Words | None:
    return None if facts.ready else Words("Not ready: %(why)s.", {"why": "no battery"})


def act(key: str, sources: set[str], target: str | None, capability: str, **more: Any) -> Act:
    return Act(
        key, key.title(), frozenset(sources), target, capability, f"%(who)s did {key}", sees=SEE, **more
    )


STATES = (State(NEW, "New"), State(OPEN, "Open"), State(DONE, "Done", final=True))
ACTS = (
    act("begin", {NEW}, OPEN, BEGIN, guard=_ready),
    act("finish", {OPEN}, None, FINISH, targets=frozenset({DONE, NEW}), needs=("reason",)),
    act("note", {NEW, OPEN}, None, NOTE),
    act("reopen", {DONE}, OPEN, FINISH, fresh=True),
)
TOY = Workflow("toy", STATES, frozenset({NEW}), ACTS, facts=Facts)


@pytest.fixture
def told(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The table, and what record and outbox were given."""
    written: list[Any] = []
    monkeypatch.setattr(ports.PORTS, "record", lambda entry: written.append(entry) or 1)
    monkeypatch.setattr(ports.PORTS, "tell", written.append)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE toy (id serial PRIMARY KEY, status text, version int, lo bigint, note text)"
        )
    yield written
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE toy")


def person(*rights: str, lo: int = 50, **more: Any) -> Actor:
    holding = Holding("player", Span(lo, lo), here=frozenset(rights), below=frozenset())
    return Actor(7, "王芳", holdings=(holding,), **more)


ALL = (BEGIN, FINISH, SEE, NOTE)
CEILING = Ceiling(frozenset(ALL), Span(0, 99))
PEOPLE = {
    "all": person(*ALL, fresh=True),
    "not fresh": person(*ALL),
    "begins": person(BEGIN, NOTE, SEE, fresh=True),
    "sees": person(SEE, fresh=True),
    "elsewhere": person(*ALL, lo=60, fresh=True),
    "program": person(*ALL, ceiling=CEILING),
}


@dataclass(frozen=True)
class Case:
    """One try: who, which act, with which version, reason, facts and chosen end."""

    who: str
    key: str
    seen: int | None
    words: str
    ready: bool
    end: str


def expected(status: str, version: int, case: Case) -> type[Exception] | str:
    """What must come of it, said once more in plain words: the refusal, or the state afterwards."""
    rights = {
        "all": {BEGIN, FINISH}, "not fresh": {BEGIN, FINISH}, "begins": {BEGIN}, "program": {BEGIN, FINISH},
    }.get(case.who, set())  # fmt: skip
    if case.who == "elsewhere":
        return Hidden
    if {"begin": BEGIN, "note": BEGIN, "finish": FINISH, "reopen": FINISH}[case.key] not in rights:
        return Forbidden
    if case.key == "note" and case.who == "program":
        return Forbidden
    if case.key == "reopen" and case.who in {"not fresh", "program"}:
        return Forbidden if case.who == "program" else FreshSignInNeeded
    if case.seen is not None and case.seen != version:
        return Stale
    steps = {("begin", NEW): OPEN, ("finish", OPEN): case.end, ("reopen", DONE): OPEN}
    steps |= {("note", NEW): NEW, ("note", OPEN): OPEN}
    if (case.key, status) not in steps:
        return Conflict
    if case.key == "finish" and not case.words.strip():
        return Invalid
    if case.key == "begin" and not case.ready:
        return Refused
    return steps[case.key, status]


def done(row: Toy, case: Case) -> type[Exception] | str:
    def change(found: Toy) -> str | None:
        found.note = f"{case.key} {case.words}"
        return case.end if case.key == "finish" else None

    try:
        after = perform(
            TOY,
            case.key,
            row,
            actor=PEOPLE[case.who],
            reason=case.words,
            version=case.seen,
            facts=lambda _row: Facts(case.ready),
            apply=change,
            tellings=lambda found: [Telling(f"toy:{found.version}", "toy", found.lo, Words("x"), "/")],
        )
    except (Hidden, Forbidden, FreshSignInNeeded, Stale, Conflict, Invalid) as refusal:
        return type(refusal)
    return after.status


def offered(status: str, version: int, who: str, ready: bool) -> list[str]:
    """The acts the model would let this person do now; a fresh sign-in is asked for when it comes to it."""
    person_fresh = {"not fresh": "all"}.get(who, who)
    found = []
    for one in ACTS:
        came = expected(status, version, Case(person_fresh, one.key, None, "why", ready, DONE))
        if isinstance(came, str) or (one.key, who, status) == ("reopen", "program", DONE):
            found.append(one.key)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_random_acts_come_out_as_the_plain_model_says(told: list[Any], seed: int) -> None:
    dice = random.Random(seed)
    row, status, version, told_before = Toy.objects.create(), NEW, 1, 0
    for _step in range(60):
        case = Case(
            dice.choice([*PEOPLE, "all", "all"]), dice.choice([one.key for one in ACTS]),
            dice.choice([None, version, version, version - 1]), dice.choice(["", "  ", "因故"]), dice.random() < 0.7,
            dice.choice([DONE, NEW]),
        )  # fmt: skip
        before = Toy.objects.filter(pk=row.pk).values().get()
        stored = Toy.objects.get(pk=row.pk)
        buttons = [
            one.key for one in TOY.available(stored, PEOPLE[case.who], lambda _row, c=case: Facts(c.ready))
        ]
        assert buttons == offered(status, version, case.who, case.ready), case
        wanted, came = expected(status, version, case), done(row, case)
        assert came == wanted, case
        after = Toy.objects.filter(pk=row.pk).values().get()
        if isinstance(wanted, str):
            status, version, told_before = wanted, version + 1, told_before + 2
            entry = told[-2]
            assert isinstance(entry, Entry)
            assert (entry.verb, entry.actor.name, entry.reason) == (f"toy.{case.key}", "王芳", case.words)
            assert entry.after.get("status", before["status"]) == status
        else:
            assert after == before, "a refusal changed something"
        assert (after["status"], after["version"], len(told)) == (status, version, told_before)


def test_without_facts_nothing_is_done_and_nothing_offered(told: list[Any]) -> None:
    row = Toy.objects.create()
    for facts in (None, lambda _row: None, lambda _row: {"ready": True}):
        with pytest.raises(FactsMissingError):
            perform(TOY, "begin", row, actor=PEOPLE["all"], facts=facts)
        with pytest.raises(FactsMissingError):
            TOY.available(row, PEOPLE["all"], facts)
    assert Toy.objects.values_list("status", "version").get() == (NEW, 1)
    assert told == []
    # What no guard judges asks for no facts.
    assert perform(TOY, "note", row, actor=PEOPLE["all"]).version == 2


def test_the_facts_are_read_once_and_only_where_a_guard_judges(told: list[Any]) -> None:
    asked: list[str] = []

    def read(row: Toy) -> Facts:
        asked.append(row.status)
        return Facts(ready=True)

    TOY.available(Toy(status=DONE), PEOPLE["all"], read)
    TOY.available(Toy(status=NEW), PEOPLE["sees"], read)
    assert asked == []
    TOY.available(Toy(status=NEW), PEOPLE["all"], read)
    assert asked == [NEW]


def test_a_table_whose_guards_could_guess_is_refused() -> None:
    @dataclass(frozen=True)
    class Guessing:
        ready: bool = True

    @dataclass
    class Changing:
        ready: bool

    for facts in (None, Guessing, Changing, dict):
        with pytest.raises(ValueError, match="frozen dataclass without defaults"):
            replace(TOY, facts=facts, _by_key={})


def test_an_end_outside_the_table_is_a_fault_and_changes_nothing(told: list[Any]) -> None:
    row = Toy.objects.create(status=OPEN)
    with pytest.raises(ValueError, match="cannot lead to"):
        perform(TOY, "finish", row, actor=PEOPLE["all"], reason="x", apply=lambda _row: OPEN)
    assert Toy.objects.values_list("status", "version").get() == (OPEN, 1)


# ---- from a button to an action ----------------------------------------------------------------------------------


def run(**values: Any) -> dict[str, Any]:
    return values


COLOUR = Take("colour", str, "Of the box.", "Colour", most=5)
SEEN = Take("seen", int, "What was read.", asked="Say what you read.")
DO = Doings(
    TOY,
    "toy",
    {"begin": Doing(run, COLOUR), "finish": Doing(run, reason("Why.")), "reopen": Doing(run, SEEN)},
    inner=frozenset({"note"}),
)


def test_one_map_gives_forms_what_is_asked_and_the_call() -> None:
    forms = forms_of(DO)
    assert {key: sorted(form.base_fields) for key, form in forms.items()} == {  # type: ignore[attr-defined]
        "begin": ["colour", "version"],
        "finish": ["reason", "version"],
        "reopen": ["seen", "version"],
    }
    assert sorted(forms["finish"]({"version": 1}).errors) == ["reason"]
    assert sorted(forms["begin"]({"version": 1, "colour": "white!"}).errors) == ["colour"]
    assert forms["begin"]({"version": 1}).is_valid()
    called = DO.do("begin", actor=PEOPLE["all"], subject="it", version=3, given={"version": 3, "other": 1})
    assert called == {"actor": PEOPLE["all"], "toy": "it", "version": 3, "colour": ""}


@pytest.mark.parametrize(
    ("key", "given", "field", "code"),
    [
        ("begin", {"reason": "x"}, "reason", "unknown"),
        ("reopen", {}, "seen", "required"),
        ("finish", {"colour": "x", "reason": "y"}, "colour", "unknown"),
    ],
)
def test_programs_are_told_what_an_act_does_not_take_and_what_it_asks(
    key: str, given: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        DO.check(key, given)
    assert [(e.field, e.code) for e in refused.value.errors] == [(field, code)]


def test_a_map_that_forgets_an_act_or_what_it_needs_is_refused() -> None:
    whole = dict(DO.by_key)
    for by_key, inner in (
        ({k: v for k, v in whole.items() if k != "begin"}, frozenset({"note"})),
        (whole, frozenset({"note", "begin"})),
        (whole | {"finish": Doing(run)}, frozenset({"note"})),
        (whole | {"dance": Doing(run)}, frozenset({"note"})),
    ):
        with pytest.raises(ValueError, match="toy"):
            Doings(TOY, "toy", by_key, inner=inner)
