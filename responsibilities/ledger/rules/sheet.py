"""What each row of an office's sheet does to the ledger: a new matter, progress, or nothing; pure."""

import re
from datetime import date

from responsibilities.ledger.rules import sheet_words as w
from responsibilities.ledger.rules.guards import WITH_THE_UNIT
from responsibilities.ledger.rules.lamps import per_cent
from responsibilities.ledger.rules.sheet_known import KEPT, Known, KnownItem, Place
from responsibilities.ledger.rules.sheet_new import new_row
from responsibilities.ledger.rules.sheet_words import Fault, Said, SheetRow, Step

LINE = 300
"""Characters of a line of progress."""


def judged_row(row: SheetRow, known: Known) -> Step | list[Fault]:
    """What the row does, or everything that is wrong with it."""
    if row.faults:
        return list(row.faults)
    number = row.text("number").replace(" ", "")
    return _ours(row, number, known) if known.is_ours(number) else new_row(row, number, known)


# ---------------------------------------------------------------- rows of items that are there


def _ours(row: SheetRow, number: str, known: Known) -> Step | list[Fault]:
    found = _one_item(row, number, known)
    if isinstance(found, Fault):
        return [found]
    faults = []
    if row.text("title") and _flat(row.text("title")) != _flat(found.title):
        faults.append(row.fault("title", w.OTHER_TITLE, number=number, title=found.title[:60]))
    if row.due_on is not None and row.due_on != found.due_on:
        faults.append(row.fault("due_on", w.OTHER_DUE, number=number, day=found.due_on.isoformat()))
    if faults:
        return faults
    step = Step(
        row,
        w.SAME,
        key=found.key,
        number=found.number,
        units=found.unit.name,
        before=found.latest,
        kept=tuple(name for name in KEPT if _differs(row, name, found)),
    )
    said = _said(row)
    if said is None or _flat(row.text("progress")) == _flat(found.latest) or _again(said, found):
        return step
    return _reported(row, said, found, step, known.today)


def _one_item(row: SheetRow, number: str, known: Known) -> KnownItem | Fault:
    there = known.items.get(number, ())
    if not there:
        return row.fault("number", w.NO_NUMBER, number=number)
    named = set(w.places_of(row.text("unit")))
    fitting = [item for item in there if not named or any(_is(item.unit, name) for name in named)]
    if not fitting:
        units = "、".join(sorted({item.unit.name for item in there})[:5])
        return row.fault("unit", w.OTHER_UNIT, number=number, unit=units, named=row.text("unit")[:60])
    for narrowed in (
        [item for item in fitting if item.issuer == row.text("issuer")],
        [item for item in fitting if _flat(item.title) == _flat(row.text("title"))],
    ):
        fitting = fitting if len(fitting) == 1 or not narrowed else narrowed
    if len(fitting) == 1:
        return fitting[0]
    issuers = "、".join(sorted({item.issuer for item in fitting})[:5])
    return row.fault("number", w.SEVERAL, number=number, issuers=issuers)


def _is(place: Place, name: str) -> bool:
    return name in {place.name, place.code} or place.whole.endswith(name)


def _flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def _differs(row: SheetRow, name: str, item: KnownItem) -> bool:
    return (
        name in row.texts
        and bool(row.text(name))
        and _flat(row.text(name)) != _flat(item.texts.get(name, ""))
    )


def _said(row: SheetRow) -> Said | None:
    """What the row says of progress; None where it says nothing."""
    text = row.text("progress")
    if row.percent is not None:
        said = w.said_progress(text)
        return Said(row.percent, said.words, said.on_day)
    return w.said_progress(text) if text and text != NOTHING_YET else None


NOTHING_YET = "尚未填报"
"""How the product writes that nothing was reported."""


def _again(said: Said, item: KnownItem) -> bool:
    """Whether it is what was reported last, sent once more."""
    same = (
        said.percent == item.percent and _flat(said.words) == _flat(item.words) and item.percent is not None
    )
    return same and said.on_day in {None, item.on_day}


def _reported(row: SheetRow, said: Said, item: KnownItem, step: Step, today: date) -> Step | list[Fault]:
    # The day of the report before, left standing behind new words, is not theirs.
    day = said.on_day if said.on_day is not None and said.on_day != item.on_day else today
    faults = _no_report(row, item) or _wrong_report(row, said, item, day, today)
    if faults:
        return faults
    return Step(
        row, w.REPORT, key=step.key, number=step.number, units=step.units, before=step.before,
        percent=said.percent, words=said.words, on_day=day, kept=step.kept,
    )  # fmt: skip


def _no_report(row: SheetRow, item: KnownItem) -> list[Fault]:
    if not item.may_report:
        return [row.fault("progress", w.NOT_YOURS, unit=item.unit.name)]
    if item.status not in WITH_THE_UNIT:
        return [row.fault("progress", w.NOT_OPEN, number=item.number, unit=item.unit.name)]
    return [row.fault("progress", w.SUMMED)] if item.summed else []


def _wrong_report(row: SheetRow, said: Said, item: KnownItem, day: date, today: date) -> list[Fault]:
    if said.percent is None:
        return [row.fault("progress", w.NO_PERCENT)]
    found = []
    if not 0 <= said.percent <= 100 or said.percent != round(said.percent, 1):
        found.append(row.fault("progress", w.WRONG_PERCENT))
    if not said.words:
        found.append(row.fault("progress", w.NO_WORDS))
    if len(said.words) > LINE:
        found.append(row.fault("progress", w.TOO_LONG, n=LINE))
    if not item.since <= day <= today:
        found.append(row.fault("progress", w.AHEAD))
    elif item.on_day is not None and day < item.on_day:
        found.append(row.fault("progress", w.BACK, day=item.on_day.isoformat()))
    elif item.percent is not None and said.percent < item.percent and not row.text("reason"):
        values = {"percent": per_cent(item.percent).rstrip("%"), "day": str(item.on_day)}
        found.append(row.fault("progress", w.LESS, **values))
    return found
