"""Sheets of offices: checked, then carried out as confirmed, all rows or none; sent twice they do nothing twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.jobs.actions.sent import Desk, PlanChanged, confirmed_plan
from responsibilities.ledger.actions.drawing import draw_up_all, drawn_before, hold, same_as
from responsibilities.ledger.actions.drawn import Drawn, faults_of, plain
from responsibilities.ledger.actions.working import report_progress
from responsibilities.ledger.models import Item, Kind
from responsibilities.ledger.models.sheets import SentSheet
from responsibilities.ledger.queries.sheet import known_to
from responsibilities.ledger.queries.within import items_for, named
from responsibilities.ledger.rules import sheet_words as w
from responsibilities.ledger.rules.lamps import per_cent
from responsibilities.ledger.rules.sheet import judged_row
from responsibilities.ledger.rules.sheet_words import Fault, NewRow, Plan, SheetRow, Step
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.changes import Change, digest
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Forbidden, Invalid, Problem, Refused
from revitalization.kit.language import translated
from revitalization.kit.ports import Entry
from revitalization.kit.words import Words

CHECK_JOB = "ledger.sheet_check"
IMPORT_JOB = "ledger.sheet_import"
PROBLEM_KIND = "rectification"
Progress = Callable[[int, int], None]


def sender_place(actor: Actor) -> int | None:
    """Where the actor issues matters or reports progress first of all; None for who does neither."""
    mine = (held.place.lo for held in actor.holdings if {C.LEDGER_ISSUE, C.LEDGER_WORK} & set(held.here))
    return next(mine, None)


DESK = Desk(SentSheet, CHECK_JOB, IMPORT_JOB, "sheet", C.LEDGER_READ, sender_place)
"""Where sheets of the ledger are sent."""


def send_sheet(*, actor: Actor, name: str, data: bytes, language: str, said: Mapping[str, Any]) -> SentSheet:
    """Keeps the workbook with what was `said` of its new rows, and queues its check; raises as `Desk.send`, `Invalid`
    for a document number that is none.
    """
    if number := said.get("document_number"):
        said = {**said, "document_number": full_number(number, "document_number")}
    said_of(actor, said)
    return DESK.send(actor=actor, name=name, data=data, language=language, said=dict(said))


@dataclass(frozen=True)
class Said:
    """What holds for each new row and stands in none of them."""

    issuer: Unit
    kind: Kind
    problems: Kind
    year: int
    issued_on: date
    start_on: date
    document_number: str
    document_title: str
    basis: str
    approval: str

    def kind_of(self, row: SheetRow) -> Kind:
        """Problems are of their own kind, whatever is said of tasks."""
        return self.problems if row.form == w.PROBLEM else self.kind


@dataclass(frozen=True)
class Done:
    """What became of a sheet: matters drawn up, progress reported, rows left as they were."""

    created: int
    reported: int
    same: int


def said_of(actor: Actor, said: Mapping[str, Any]) -> Said | None:
    """What was said of the new rows, as far as the actor may still issue there; None where nothing was."""
    if not said.get("issuer"):
        return None
    issuer = Unit.objects.live().filter(code=said["issuer"]).first()
    if issuer is None or not actor.can(C.LEDGER_ISSUE, issuer):
        raise Forbidden
    kinds = {kind.key: kind for kind in Kind.objects.filter(current=True)}
    if said["kind"] not in kinds:
        raise Refused(_("There is no kind of the ledger with this key."))
    return Said(
        issuer,
        kinds[said["kind"]],
        kinds[PROBLEM_KIND],
        int(said["year"]),
        date.fromisoformat(said["issued_on"]),
        date.fromisoformat(said["start_on"]),
        *(str(said[name]) for name in ("document_number", "document_title", "basis", "approval")),
    )


def plan_of(actor: Actor, rows: Sequence[SheetRow], said: Said | None) -> Plan:
    """What the rows do and why others are refused; changes nothing. A fixed number of queries for each thousand."""
    issuer, year = (said.issuer, said.year) if said else (None, clock.today().year)
    known = known_to(actor, rows, issuer, year)
    steps, faults = [], []
    for row in rows:
        found = judged_row(row, known)
        if isinstance(found, Step):
            steps.append(found)
        else:
            faults.extend(found)
    steps, twice = _once_each(steps)
    steps, unfounded = _new_or_there(steps, said) if said else (steps, [])
    return Plan(steps, [*faults, *twice, *unfounded])


def _once_each(steps: Sequence[Step]) -> tuple[list[Step], list[Fault]]:
    """Two rows of one workbook that report of the same item: the second one is refused."""
    first: dict[str, SheetRow] = {}
    kept, faults = [], []
    for step in steps:
        there = first.setdefault(step.key, step.row) if step.key else step.row
        if there is step.row:
            kept.append(step)
        else:
            faults.append(step.row.fault("number", w.TWICE, row=there.row, sheet=there.sheet))
    return kept, faults


def _new_or_there(steps: Sequence[Step], said: Said) -> tuple[list[Step], list[Fault]]:
    """Those that draw up a matter held against what the issuer has drawn up already, and against each other."""
    new = [(step, drawn_of(step.new, said)) for step in steps if step.new is not None]
    units = Unit.objects.by_code({code for _step, drawn in new for code in drawn.codes})
    leads = Unit.objects.by_code({step.new.lead for step, _drawn in new if step.new and step.new.lead})
    there = drawn_before(said.issuer, said.year, [drawn.title for _step, drawn in new])
    first: dict[Any, SheetRow] = {}
    judged: dict[int, Step] = {}
    faults: list[Fault] = []
    for step, without_lead in new:
        lead = leads.get(step.new.lead) if step.new else None
        drawn = replace(without_lead, lead=lead)
        if wrong := _unfounded(step.row, drawn, said, units):
            faults += wrong
            continue
        same = same_as(said.kind_of(step.row), plain(drawn))
        earlier = first.setdefault(same, step.row)
        if earlier is not step.row:
            faults.append(step.row.fault("title", w.TWICE, row=earlier.row, sheet=earlier.sheet))
        elif same in there:
            judged[id(step)] = replace(step, kind=w.SAME, new=None, number=there[same])
        else:
            judged[id(step)] = step
    return [judged.get(id(step), step) for step in steps if step.new is None or id(step) in judged], faults


COLUMN = {"codes": "unit", "levels": "unit", "start_on": "due_on", "issuer": "title"}
"""Where the sheet says what a matter calls by another name."""


def _unfounded(row: SheetRow, drawn: Drawn, said: Said, units: Mapping[str, Unit]) -> list[Fault]:
    wrong = faults_of(drawn, said.kind_of(row), said.issuer, said.year, units)
    faults = []
    for error in wrong:
        column = COLUMN.get(error.field, error.field)
        faults.append(
            w.Fault(
                row.sheet,
                row.row,
                column,
                Words(str(error.message)),
                row.text(column),
                row.text("title"),
                row.form,
            )
        )
    return faults


def drawn_of(new: NewRow, said: Said) -> Drawn:
    """What a new row draws up, without its lead unit, which many rows look up together."""
    return Drawn(
        title=new.title,
        target=new.target,
        measure=new.measure,
        supporting=new.supporting,
        source=new.source,
        start_on=said.start_on,
        due_on=new.due_on,
        issued_on=new.issued_on or said.issued_on,
        document_number=said.document_number,
        document_title=said.document_title,
        categories=new.categories,
        how_soon=new.how_soon,
        extent=new.extent,
        levels=new.levels,
        codes=new.codes,
        basis=new.basis or said.basis,
        approval=new.approval or said.approval,
    )


# ---------------------------------------------------------------- the list of changes, and carrying it out


def lines_of(plan: Plan) -> list[Change]:
    """One line for each row, in the order of the sheets: what it draws up, reports, or leaves as it is."""
    return [_line(step) for step in plan.steps]


def _line(step: Step) -> Change:
    after = f"{per_cent(step.percent)}：{step.words}" if step.percent is not None else ""
    day = step.on_day or step.row.due_on if step.kind != w.SAME else None
    cells = (
        step.row.text("title"),
        step.number,
        step.units,
        step.before,
        after,
        day.isoformat() if day else "",
        " ".join(step.kept),
        step.row.sheet,
    )
    behind = repr(step.new) if step.new else step.row.text("reason")
    return Change(step.row.row, (step.kind,), cells, behind, step.key)


def carry_out(*, actor: Actor, sheet: SentSheet, rows: Sequence[SheetRow], progress: Progress) -> Done:
    """Does what was confirmed, with the rights of now: all rows or none.

    Raises `PlanChanged` when by now they would do something else, `Invalid` that names every bad row.
    """
    said = said_of(actor, sheet.said)
    with transaction.atomic():
        _hold(actor, rows, said)
        plan = plan_of(actor, rows, said)
        if plan.faults:
            raise Invalid(
                _("The sheet contains rows that cannot be taken; nothing was changed."),
                errors=faults_as_errors(plan.faults),
            )
        if digest(lines_of(plan)) != confirmed_plan(sheet):
            raise PlanChanged(
                _("Something has changed in the meantime; nothing was done. Check the new list.")
            )
        created = _draw_up(actor, sheet, plan, said)
        _report(actor, plan, progress)
    return Done(created, len(plan.of_kind(w.REPORT)), len(plan.of_kind(w.SAME)))


def _hold(actor: Actor, rows: Sequence[SheetRow], said: Said | None) -> None:
    """Nobody draws up at the issuer, nor reports of these items, before the end of the transaction."""
    if said is not None:
        hold(said.issuer)
    numbers = {row.text("number").partition("-")[0].replace(" ", "") for row in rows}
    mine = actor.reach(C.LEDGER_WORK).q("lo")
    items = Item.objects.filter(mine, matter__number__in=numbers).order_by("pk")
    list(items.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _draw_up(actor: Actor, sheet: SentSheet, plan: Plan, said: Said | None) -> int:
    new = [(step, step.new) for step in plan.of_kind(w.CREATE) if step.new is not None]
    if said is None or not new:
        return 0
    leads = Unit.objects.by_code({row.lead for _step, row in new if row.lead})
    rows = [
        (said.kind_of(step.row), replace(drawn_of(row, said), lead=leads.get(row.lead))) for step, row in new
    ]
    entry = Entry(
        "ledger_sheet.import",
        actor,
        ("ledger_sheet", str(sheet.public_id)),
        sheet.name,
        said.issuer.lo,
        count=len(rows),
    )
    return len(draw_up_all(actor=actor, issuer=said.issuer, year=said.year, rows=rows, entry=entry))


def _report(actor: Actor, plan: Plan, progress: Progress) -> None:
    """Each by the same door as from its page, in the order of the table, so that two at once wait for each other."""
    steps = {step.key: step for step in plan.of_kind(w.REPORT)}
    for done, item in enumerate(_items(actor, list(steps)), start=1):
        step = steps[item.public_id]
        try:
            report_progress(
                actor=actor,
                item=item,
                percent=f"{step.percent.normalize():f}" if step.percent is not None else "",
                words=step.words,
                on_day=step.on_day,
                reason=step.row.text("reason"),
            )
        except Problem as problem:
            said = " ".join(str(error.message) for error in problem.errors) or str(problem.detail)
            fault = step.row.fault("progress", "%(said)s", said=said)
            raise Invalid(errors=faults_as_errors([fault])) from problem
        progress(done, len(steps))


def _items(actor: Actor, keys: Sequence[str]) -> list[Item]:
    found: list[Item] = []
    for at in range(0, len(keys), 1_000):
        chunk = set(keys[at : at + 1_000])
        found += [row for row in items_for(actor).filter(named(chunk)) if row.public_id in chunk]
    return sorted(found, key=lambda row: row.pk)


def faults_as_errors(faults: Sequence[Fault]) -> list[FieldError]:
    """The faults of the rows as errors of a problem, each with its row and column, in the reader's language."""
    return [FieldError(fault.column, translated(fault.words), "sheet", fault.row) for fault in faults]
