"""The changes of a roster, line by line, as they are listed before they are confirmed; pure."""

from enum import StrEnum

from responsibilities.posts.rules import KIND_CHINESE, KIND_LABELS, TenureKind, clean_name
from responsibilities.posts.rules.roster_words import STAFF_ROLES, Change, Plan, Step
from revitalization.kit.changes import Change as Line
from revitalization.kit.words import N_

COLUMNS = ("unit", "post", "before", "last_day", "after", "since", "kind", "sign_in")
"""Cells of a line; `kind` is a way of holding the post, `sign_in` "new", "phone" or "new phone", and in a
second line, if a new person has a namesake, "phone" or "name" (what tells them apart) and the namesake's post."""


class ChangeKind(StrEnum):
    """What the list can be narrowed to."""

    NEW = "new"
    HANDOVER = "handover"
    CORRECTION = "correction"
    VACANCY = "vacancy"
    ROLE = "role"
    ACCOUNT = "account"


KIND_WORDS = {
    ChangeKind.NEW: N_("New holders"),
    ChangeKind.HANDOVER: N_("Handovers"),
    ChangeKind.CORRECTION: N_("Corrections"),
    ChangeKind.VACANCY: N_("Vacancies"),
    ChangeKind.ROLE: N_("Roles"),
    ChangeKind.ACCOUNT: N_("New sign-ins"),
}


def lines_of(plan: Plan) -> list[Line]:
    """One line for each row that changes something, in the order of the sheet."""
    return [_line(step) for step in plan.steps if step.changes]


def _line(step: Step) -> Line:
    person = clean_name(step.row.name)
    held = [end for end in step.ends if end.tenure.person_id is not None]
    cells = (
        f"{step.unit.path or step.unit.name}",
        step.spec.title if step.spec else "",
        "、".join(end.tenure.person for end in held) or (TenureKind.VACANT.value if step.ends else ""),
        max(end.last for end in held).isoformat() if held else "",
        person if step.who is not None else TenureKind.VACANT.value,
        step.since.isoformat() if step.change is not Change.NONE else "",
        step.kind if step.change is not Change.NONE else "",
        " ".join(_account(step)) + _namesake(step),
    )
    return Line(step.row.number, _kinds(step), cells, _behind(step), step.unit.code)


def _account(step: Step) -> list[str]:
    return [word for word, is_so in (("new", step.opens_sign_in), ("phone", step.sets_phone)) if is_so]


def _namesake(step: Step) -> str:
    if step.namesake is None:
        return ""
    return f"\n{'phone' if step.namesake.other_phone else 'name'} {step.namesake.office}"


def _kinds(step: Step) -> tuple[str, ...]:
    found = []
    if step.change is Change.APPOINT:
        found.append(_appointed(step))
    if step.change is Change.VACANCY:
        found.append(ChangeKind.VACANCY)
    if step.change is Change.ROLE:
        found.append(ChangeKind.ROLE)
    if step.sets_phone and ChangeKind.CORRECTION not in found:
        found.append(ChangeKind.CORRECTION)
    if step.opens_sign_in:
        found.append(ChangeKind.ACCOUNT)
    return tuple(kind.value for kind in found)


def _appointed(step: Step) -> ChangeKind:
    before = {end.tenure.person_id for end in step.ends} - {None}
    if not before:
        return ChangeKind.NEW
    return ChangeKind.CORRECTION if step.who and before == {step.who.id} else ChangeKind.HANDOVER


def _behind(step: Step) -> str:
    who = f"{step.who.id or step.who.mark}" if step.who else ""
    ends = " ".join(f"{end.tenure.id}:{end.last}" for end in step.ends)
    return f"{step.unit.id}|{who}|{step.row.phone if step.opens_sign_in or step.sets_phone else ''}|{ends}"


def kind_words(kind: str) -> tuple[str, str]:
    """How a post is held, or which role: in Chinese and in English."""
    if kind in STAFF_ROLES:
        return STAFF_ROLES[kind]
    return KIND_CHINESE[TenureKind(kind)], KIND_LABELS[TenureKind(kind)]
