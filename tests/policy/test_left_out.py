"""What a form carries unseen is no decoration: left out or empty, the rest is refused with the reason, and nothing is done.

For every act of the table that a page offers, the form is taken from the page, filled as the table says, and sent
without each of its hidden fields in turn. What is no guard is named by its slice under `unguarded`.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.policy.brought import POLICIES, merged
from tests.policy.doors import Door, doors
from tests.policy.rows import NEEDS, OK, STATE, WHOLE, Row
from tests.policy.table import TABLE
from tests.policy.test_official import STEPS, Cell, acts, key_of
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db

NO_GUARD = {"csrfmiddlewaretoken", *merged("unguarded")}
"""Hidden fields without which the same is done: where to go on to, words for the reader."""
IN_EVERY_FRAME = {"inbox"}
"""A page on which everybody finds what stands in the frame."""


AWAITED = {name: prepare for policy in POLICIES.values() for name, prepare in policy.awaited.items()}


class Pages:
    """The forms that pages show to a person, each page asked for once."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.read: dict[tuple[str, str, str, str], list[Door]] = {}

    def form(self, cell: Cell) -> Door | None:
        """The form with hidden fields that a page shows to who may do the act; None when no page shows one."""
        url = self.walker.stage.url(cell.row.name, cell.place, dict(cell.row.args))
        for row, place in self.near(cell):
            for door in self.shown(row, place, cell.person):
                if door.method == "POST" and door.url == url and set(door.hidden) - NO_GUARD:
                    return door
        return None

    def near(self, cell: Cell) -> Iterator[tuple[Row, str]]:
        """The pages that may show the form: of the same name first, then those of the same place."""
        rows = [row for row in TABLE if row.method == "GET" and not row.name.startswith("api_")]
        rows.sort(key=lambda row: (key_of(row) != key_of(cell.row), row.stage != "drafted"))
        for row in rows:
            near = row.name.partition("_")[0] in cell.row.name
            if near or key_of(row) == key_of(cell.row) or row.name in IN_EVERY_FRAME:
                for place in (cell.place, WHOLE):
                    if place in row.at:
                        yield row, place

    def shown(self, row: Row, place: str, person: str) -> list[Door]:
        key = (key_of(row), row.query, place, person)
        if key not in self.read:
            answer = self.walker.ask(row, place, person)
            html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            url = self.walker.stage.url(row.name, place, dict(row.args)) + row.query
            self.read[key] = sorted(doors(url, answer)[0], key=str) if html else []
        return self.read[key]


def filled(walker: Walker, cell: Cell, form: Door, without: str = "") -> dict[str, Any]:
    """What a browser sends of the form, its visible fields filled as the table says.

    Without the mark of one text, that is the only one which is changed: what has its mark would rightly be saved.
    """
    marked = {name for name in form.written if f"seen-{name}" in form.hidden}
    typed = {name: [f"{value}改" for value in form.body[name]] for name in form.written}
    given = cell.row.send(walker.stage, cell.place) if callable(cell.row.send) else cell.row.send or {}
    body = typed | {name: value for name, value in given.items() if name not in form.hidden}
    if without.startswith("seen-"):
        body = {
            name: value for name, value in body.items() if name not in marked or f"seen-{name}" == without
        }
    return form.body | body


def faults(walker: Walker, cell: Cell, form: Door) -> Iterator[str]:
    """Hidden fields without which the act was done, or refused without a reason on the page."""

    def sent(without: str = "", **more: str) -> Any:
        body = {name: value for name, value in filled(walker, cell, form, without).items() if name != without}
        return walker.knock(cell.person, "POST", form.url, body | more)

    whole = sent()
    if outcome(whole) != OK:
        yield f"{cell}: the whole form is answered {whole.status_code}"
        return
    for name in sorted(set(form.hidden) - NO_GUARD):
        for how, answer in (("left out", sent(name)), ("empty", sent(name, **{name: ""}))):
            said = f"{cell}, {name} {how}: {answer.status_code}"
            again = answer.status_code == 200 and 'role="alert"' in answer.content.decode()
            if answer.changed or not (again or outcome(answer) in {NEEDS, STATE}):
                yield f"{said}, changed {answer.changed}"
            elif not reasoned(answer):
                yield f"{said}, and no reason is given"


def reasoned(answer: Any) -> bool:
    """Whether the refusal says why: the form with its errors, a page of its own, or what a script reads."""
    text = answer.content.decode()
    return any(said in text for said in ('role="alert"', 'class="problem-code"', '"detail"', '"errors"'))


def forms_of(walker: Walker, cells: list[Cell]) -> list[tuple[Cell, Door]]:
    """The acts that a page offers with something it carries unseen."""
    pages = Pages(walker)
    return [(cell, form) for cell in cells if (form := pages.form(cell))]


def by_page(step: str) -> list[Cell]:
    cells = [
        cell for cell in acts(step) if cell.row.method == "POST" and not cell.row.name.startswith("api_")
    ]
    return [cell for cell in cells if cell.row.expected(cell.person, cell.place) == OK]


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_done_without_what_the_form_carries_unseen(walker: Walker, step: str) -> None:
    with undone():
        if step != "drafted":
            walker.tell(step)
        found = forms_of(walker, by_page(step))
        wrong = [fault for cell, form in found for fault in faults(walker, cell, form)]
    assert not wrong, "\n".join(wrong)
    assert found


@pytest.mark.parametrize("awaited", AWAITED)
def test_nor_is_it_when_it_waited_for_somebody(walker: Walker, awaited: str) -> None:
    with undone():
        row = AWAITED[awaited](walker.stage)
        walker.mark()
        cells = [Cell(row, place, person) for place in row.at for person in row.people_with(OK, place)[:1]]
        found = forms_of(walker, cells)
        wrong = [fault for cell, form in found for fault in faults(walker, cell, form)]
    assert not wrong, "\n".join(wrong)
    assert found


def test_the_walk_finds_the_forms_and_notices_a_guard_that_is_gone(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = forms_of(walker, by_page("drafted"))
    carried = {(cell.row.name, name) for cell, form in found for name in form.hidden}
    assert carried >= {
        ("report_edit", "writer"), ("report_edit", "seen-text-food"), ("report_act", "draft_version"),
        ("token_new", "form_key"), ("notices_read", "notice"), ("set_language", "language"), ("person", "version"),
    }  # fmt: skip
    writing = next(one for one in found if one[0].row.name == "report_edit")
    assert not list(faults(walker, *writing))
    monkeypatch.setattr("revitalization.kit.drafts.no_writer", lambda _request: None)
    assert [fault.partition(", ")[2].partition(":")[0] for fault in faults(walker, *writing)] == [
        "writer left out", "writer empty",
    ]  # fmt: skip
