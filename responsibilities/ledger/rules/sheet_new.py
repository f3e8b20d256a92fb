"""A row without a number of ours: what it says of a new matter, or everything that is wrong with it; pure."""

from collections.abc import Sequence

from responsibilities.ledger.rules import sheet_words as w
from responsibilities.ledger.rules.matters import TERM
from responsibilities.ledger.rules.sheet_known import Known, Place
from responsibilities.ledger.rules.sheet_words import Fault, NewRow, SheetRow, Step


def new_row(row: SheetRow, number: str, known: Known) -> Step | list[Fault]:
    """The matter that the row draws up. `number` is what stands in its column of numbers, none of ours."""
    if known.issuer is None:
        return [row.fault("number", w.NO_ISSUER)]
    faults: list[Fault] = []
    if not row.text("title"):
        faults.append(row.fault("title", w.NO_TITLE))
    if row.due_on is not None and row.due_on < known.today:
        faults.append(row.fault("due_on", w.PAST, day=row.due_on.isoformat()))
    levels, units = _units(row, known.issuer, known, faults)
    lead = _lead(row, known.issuer, known, faults)
    categories = _categories(row, known, faults)
    how_soon = _chosen(row, "how_soon", w.HOW_SOON, w.NO_HOW_SOON, faults) or TERM
    extent = _chosen(row, "extent", w.EXTENT, w.NO_EXTENT, faults)
    if faults or row.due_on is None:
        return faults
    new = NewRow(
        title=row.text("title"),
        target=row.text("target"),
        measure=row.text("measure"),
        supporting=row.text("supporting"),
        source=_source(row, number),
        due_on=row.due_on,
        issued_on=row.issued_on,
        categories=categories,
        how_soon=how_soon,
        extent=extent,
        levels=levels,
        codes=[unit.code for unit in units],
        lead=lead,
        basis=row.text("basis"),
        approval=row.text("approval"),
    )
    said = row.text(_answering(row))
    # Progress is of an item, which is there once the matter was issued.
    kept = ("progress",) if row.text("progress") else ()
    return Step(row, w.CREATE, new=new, units=said, kept=kept)


def _source(row: SheetRow, number: str) -> str:
    """Where it was found, with the number that the sheet gave it, so that it can be found there again."""
    if not number or (number.isdigit() and len(number) <= len("1234")):
        return row.text("source")
    return f"{row.text('source')}（原编号{number}）"


def _answering(row: SheetRow) -> str:
    """The column that names who answers: that of problems may be the place, that of tasks the lead unit."""
    others = "place" if row.form == w.PROBLEM else "lead"
    return "unit" if row.text("unit") else others


def _units(row: SheetRow, issuer: Place, known: Known, faults: list[Fault]) -> tuple[list[str], list[Place]]:
    column = _answering(row)
    names = w.places_of(row.text(column))
    if not names:
        faults.append(row.fault("unit", w.NO_UNIT))
    levels, units = [], []
    for name in names:
        level = w.every_level(name)
        if level and level not in known.levels:
            faults.append(row.fault(column, w.HIGH_LEVEL, name=name, issuer=issuer.name))
        elif level:
            levels.append(level)
        elif found := _place(row, column, name, issuer, known.places.get(name, ()), faults):
            units.append(found)
    return levels, units


def _place(
    row: SheetRow, column: str, name: str, issuer: Place, there: Sequence[Place], faults: list[Fault]
) -> Place | None:
    if len(there) == 1:
        return there[0]
    if there:
        paths = "、".join(place.whole for place in there[:3])
        faults.append(row.fault(column, w.UNCLEAR_UNIT, name=name[:40], paths=paths))
    else:
        faults.append(row.fault(column, w.UNKNOWN_UNIT, name=name[:40], issuer=issuer.name))
    return None


def _lead(row: SheetRow, issuer: Place, known: Known, faults: list[Fault]) -> str:
    names = w.places_of(row.text("lead"))
    if len(names) > 1 and _answering(row) != "lead":
        faults.append(row.fault("lead", w.ONE_LEAD))
    if len(names) != 1 or w.every_level(names[0]):
        return ""
    if names[0] in {issuer.name, issuer.whole}:
        return issuer.code
    refused: list[Fault] = []
    found = _place(row, "lead", names[0], issuer, known.places.get(names[0], ()), refused)
    if _answering(row) != "lead":  # else it was said already
        faults.extend(refused)
    return found.code if found else ""


def _categories(row: SheetRow, known: Known, faults: list[Fault]) -> list[str]:
    """The responsibilities by their titles or keys; a title may hold the very comma that stands between two."""
    left, found = row.text("categories"), []
    for title in sorted(known.categories, key=len, reverse=True):
        if title in left:
            left = left.replace(title, "")
            found.append(known.categories[title])
    left = left.strip(" 、，,;；/")
    if left:
        faults.append(row.fault("categories", w.NO_CATEGORY, name=left[:40]))
    return sorted(set(found))


def _chosen(row: SheetRow, column: str, known: dict[str, str], said: str, faults: list[Fault]) -> str:
    text = row.text(column).replace(" ", "")
    if text and text not in known:
        faults.append(row.fault(column, said))
    return known.get(text, "")
