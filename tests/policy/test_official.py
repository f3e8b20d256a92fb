"""Act by act: one entry for each official change, none without one, no change when the record cannot be written.

Every row of the table that may change something is sent at each of its places by somebody who may. An address that
records nothing must be named here with the tables it writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.policy.brought import POLICIES
from tests.policy.official import Done, Watch, histories, unwritable_record
from tests.policy.people import EVERYBODY, SISTER, TOWN
from tests.policy.rows import OK, SIGN_IN, Row
from tests.policy.table import TABLE
from tests.policy.walker import Walker, fingerprint, undone

pytestmark = pytest.mark.django_db

SEVERAL = {verbs for policy in POLICIES.values() for verbs in policy.several}
"""Requests that are more than one official act, each with its own entry."""

DRAFT, TRIES = {"reports_draft", "reports_involvement"}, {"access_securityevent"}
UNRECORDED: dict[str, set[str]] = {
    # What is written before it is sent is no official fact; only the first save is (the report is begun).
    "api_report_draft": DRAFT, "report_autosave": DRAFT, "report_edit": DRAFT,
    # Long work and its files, notices that were read, and how pages look.
    **{key: {"jobs_job"} for key in ("record_export", "events_export", "record_verify_now")},
    "welcomed": {"access_user"}, "board_pick": set(),
    "cycle_export": set(), "unit_roster": {"jobs_job"}, "job_cancel": {"jobs_job"}, "report_pdf": {"jobs_job"}, "notices_read": {"notices_notice"}, "announcement_put_away": {"notices_putaway"},
    "set_language": {"access_user"}, "set_text_size": set(), "view_save": {"access_savedview"}, "view_drop": {"access_savedview"}, "api_cycle_open": {"jobs_idempotencykey"},
    # What each slice says of its own addresses, and papers, which are drawn by a job.
    **{key: tables for policy in POLICIES.values() for key, tables in policy.unrecorded.items()},
    **{row.name: {"jobs_job"} for row in TABLE if row.name.endswith("_paper") and row.method == "POST"},
    # Signing in and out are security events, not entries of the record.
    "account_login": TRIES, "account_logout": TRIES, "account_change_password": TRIES,
    **{key: TRIES | {"access_calendaraddress"} for key in ("calendar_address", "calendar_address_end")},
    "account_reauthenticate": TRIES, "account_sign_out_others": TRIES | {"access_user"},
    "mfa_activate_totp": set(), "mfa_add_webauthn": set(), "mfa_authenticate": set(), "mfa_login_webauthn": set(),
    "mfa_generate_recovery_codes": set(),
}  # fmt: skip
"""Addresses that may leave no entry, and the tables they then write."""


def key_of(row: Row) -> str:
    """An address with what is done there."""
    return " ".join((row.name, *row.args.values()))


@dataclass
class Cell:
    row: Row
    place: str
    person: str
    done: Done | None = None
    changed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.row.method} {key_of(self.row)} at {self.place} by {self.person}"

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(verb for verb, _context in self.done.entries) if self.done else ()


def acts(step: str) -> Iterator[Cell]:
    """Each row that may change something, at each place at which somebody may."""
    for row in (row for row in TABLE if row.method != "GET" and row.stage == step):
        for place in row.at:
            person = next((p for p in sorted(EVERYBODY) if row.expected(p, place) in {OK, SIGN_IN}), None)
            if person:
                yield Cell(row, place, person)


STEPS = sorted({row.stage for row in TABLE if row.method != "GET"})


def do(walker: Walker, cell: Cell) -> Any:
    watch = Watch()
    answer = walker.ask(cell.row, cell.place, cell.person, look=watch.done)
    cell.done, cell.changed = answer.seen, answer.changed
    return answer


def faults(cell: Cell) -> Iterator[str]:
    """What is wrong with what the request recorded."""
    assert cell.done is not None, str(cell)
    contexts = {context for _verb, context in cell.done.entries}
    for context, tables in cell.done.changed.items():
        if context not in contexts:
            yield f"{cell}: changed {sorted(tables)} without an entry"
    if len(cell.verbs) > 1 and cell.verbs not in SEVERAL:
        yield f"{cell}: {len(cell.verbs)} entries {cell.verbs}"
    if not cell.verbs and not set(cell.changed) <= UNRECORDED.get(key_of(cell.row), set()):
        yield f"{cell}: no entry, but changed {cell.changed}"


@pytest.mark.parametrize("step", STEPS)
def test_each_act_leaves_one_entry_and_none_happens_without(walker: Walker, step: str) -> None:
    with undone():
        if step != "drafted":
            walker.tell(step)
        cells = list(acts(step))
        for cell in cells:
            do(walker, cell)
        wrong = [fault for cell in cells for fault in faults(cell)]
        recorded = [cell for cell in cells if cell.verbs]
        quiet = {key_of(cell.row) for cell in cells} - {key_of(cell.row) for cell in recorded}
        wrong += [f"{key}: records nothing anywhere" for key in sorted(quiet - set(UNRECORDED))]
        wrong += unwritten(walker, recorded)
    assert not wrong, "\n".join(wrong)


def unwritten(walker: Walker, cells: list[Cell]) -> list[str]:
    """Acts that were not refused whole when the record could not be written: once for each act."""
    wrong = []
    once = {(key_of(cell.row), cell.verbs): cell for cell in cells}
    with undone(), unwritable_record():
        walker.mark()
        for cell in once.values():
            answer = walker.ask(cell.row, cell.place, cell.person, look=fingerprint)
            now = answer.seen or walker.baseline
            differ = [name for name in now if now[name] != walker.baseline[name]]
            if answer.status_code != 503 or differ:
                wrong.append(f"{cell}, the record being gone: {answer.status_code}, changed {differ}")
    walker.mark()
    return wrong


def test_the_history_of_every_tracked_table_is_watched(walker: Walker) -> None:
    known = {model._meta.db_table for model in histories()}
    assert {
        "reports_obligationevent",
        "reports_cycleevent",
        "posts_tenureevent",
        "access_grantevent",
    } <= known
    for name, place in (("unit_change", TOWN), ("report_edit", SISTER)):
        row = next(row for row in TABLE if row.name == name and row.method == "POST")
        cell = next(cell for cell in acts("drafted") if cell.row == row and cell.place == place)
        do(walker, cell)
        assert len(cell.verbs) == 1, (name, cell.verbs)
        assert not list(faults(cell))
        assert cell.done is not None
        missing = Cell(row, place, cell.person, Done([], cell.done.changed), cell.changed)
        assert len(list(faults(missing))) == 2, "a change without its entry is not noticed"
