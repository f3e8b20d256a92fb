"""What a roster asks for, held against what is entered: one step a row, or all the reasons why not.

A roster row says who holds a post from which day, or which role a member of staff has. Blank rows of a template are
left alone. Who is meant is said in `roster_people`. The same roster twice asks for nothing.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from responsibilities.posts.rules import (
    AHEAD,
    FIRST_DAY,
    KEY_LABELS,
    KIND_CHINESE,
    KIND_LABELS,
    PostSpec,
    TenureKind,
    day_before,
    posts_for,
    refuse_name,
)
from responsibilities.posts.rules.roster_people import Sheet, WrongError, find, person_of, with_person
from responsibilities.posts.rules.roster_words import (
    HEADINGS,
    STAFF_ROLES,
    Change,
    End,
    Fault,
    Known,
    KnownTenure,
    KnownUnit,
    Plan,
    RosterRow,
    Step,
    Who,
)
from revitalization.kit.words import N_

T = TypeVar("T")
_ORDER = list(HEADINGS)


def plan(rows: Iterable[RosterRow], known: Known) -> Plan:
    """The roster held against what is known; each row gives one step or all its faults, blank rows neither."""
    found = Plan()
    sheet = Sheet()
    for row in rows:
        if row.is_blank:
            continue
        asked = _Asked(row, known, sheet)
        step = asked.step()
        if step is None or asked.faults:
            found.faults.extend(sorted(asked.faults, key=lambda fault: _ORDER.index(fault.column)))
        else:
            found.steps.append(step)
    return found


class _Asked:
    """One row while it is judged: every column by itself first, then what they ask for together."""

    def __init__(self, row: RosterRow, known: Known, sheet: Sheet) -> None:
        self.row, self.known, self.sheet = row, known, sheet
        self.unit = known.units.get(row.code)
        self.faults = [self._fault(fault.column, fault) for fault in row.faults]
        self._unread = {fault.column for fault in row.faults}

    def _fault(self, column: str, found: Fault | WrongError) -> Fault:
        row = self.row
        value = found.value if isinstance(found, Fault) else _written(row, column)
        unit = self.unit.name if self.unit else row.unit or row.code
        return Fault(row.number, column, found.words, value, unit, row.name)

    def _ask(self, column: str, judge: Callable[[], T]) -> T | None:
        """What `judge` finds in the column; None when it refuses or the cell could not be read."""
        if column in self._unread:
            return None
        try:
            return judge()
        except WrongError as wrong:
            self.faults.append(self._fault(wrong.column, wrong))
            return None

    def step(self) -> Step | None:
        """What the row asks for; None when there are faults."""
        row = self.row
        self._ask("code", lambda: _require_unit(self.unit))
        if self.unit is not None:
            unit = self.unit
            self._ask("unit", lambda: _same_unit(row, unit))
        return self._role_step() if row.role or "role" in self._unread else self._post_step()

    def _post_step(self) -> Step | None:
        row, known, unit = self.row, self.known, self.unit
        spec = self._ask("post", lambda: _spec(row, unit))
        kind = self._ask("kind", lambda: _kind(row))
        since = self._ask("since", lambda: _since(row, known))
        self._ask("name", lambda: _vacant_name(row) if kind is TenureKind.VACANT else _name(row))
        if unit is not None and spec is not None:
            seat = (unit.id, spec.key)
            self._ask("post", lambda: self.sheet.once(row, "post", seat))
        if self.faults or unit is None or spec is None or kind is None or since is None:
            return None
        place, title, held, day = unit, spec, kind, since
        return self._ask("", lambda: _seated(row, place, title, held, day, known, self.sheet))

    def _role_step(self) -> Step | None:
        row, known, unit = self.row, self.known, self.unit
        role = self._ask("role", lambda: _role(row))
        self._ask("kind", lambda: _no_kind(row))
        since = self._ask("since", lambda: known.today if row.since is None else _since(row, known))
        self._ask("name", lambda: _name(row))
        if self.faults or unit is None or role is None or since is None:
            return None
        place, chosen, day = unit, role, since
        return self._ask("", lambda: _employed(row, place, chosen, day, known, self.sheet))


def _written(row: RosterRow, column: str) -> str:
    value = getattr(row, column, "")
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _require_unit(unit: KnownUnit | None) -> None:
    if unit is None:
        raise WrongError("code", N_("There is no unit of this code where you may import rosters."))


def _same_unit(row: RosterRow, unit: KnownUnit) -> None:
    """The name beside the code, where one stands, must be the unit's: a wrong digit gives the post to another place."""
    parts = [_squeezed(part) for part in unit.path.split("/")]
    paths = {"".join(parts[start:]) for start in range(len(parts))}
    if row.unit and _squeezed(row.unit) not in {_squeezed(unit.name), _squeezed(unit.short_name), *paths}:
        raise WrongError(
            "unit", N_("The code %(code)s belongs to %(unit)s, not to “%(given)s”."),
            code=row.code, unit=unit.name, given=row.unit,
        )  # fmt: skip


def _squeezed(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in kept if not char.isspace() and unicodedata.category(char)[0] not in "PZ")


def _name(row: RosterRow) -> None:
    if not row.name:
        raise WrongError("name", N_("Enter the name."))
    refusal = refuse_name(row.name)
    if refusal is not None:
        raise WrongError("name", refusal.text, **refusal.values)


def _vacant_name(row: RosterRow) -> None:
    if row.name:
        raise WrongError("name", N_("A vacant post has no holder: leave the name empty."))


# ---------------------------------------------------------------- posts


def _seated(
    row: RosterRow, unit: KnownUnit, spec: PostSpec, kind: TenureKind, since: date, known: Known, sheet: Sheet
) -> Step:
    entered = known.tenures.get((unit.id, spec.key), ())
    if kind is TenureKind.VACANT:
        return _vacancy(row, unit, spec, since, entered)
    who = find(row, unit, known, sheet, [t.person_id for t in entered if t.until is None])
    same = next((t for t in entered if t.person_id == who.id and t.since == since and t.kind == kind), None)
    if same is not None and who.id is not None:
        return with_person(Step(row, unit, Change.NONE, spec, who, kind, since), known, sheet)
    ends = _ends(who, kind, since, entered)
    return with_person(Step(row, unit, Change.APPOINT, spec, who, kind, since, ends), known, sheet)


def _spec(row: RosterRow, unit: KnownUnit | None) -> PostSpec | None:
    if not row.post:
        raise WrongError("post", N_("Enter the post or a role."))
    if unit is None:
        return None
    specs = posts_for(unit.level, unit.kind, unit.name)
    for spec in specs:
        if row.post in {spec.title, spec.key.value, KEY_LABELS[spec.key], *_OTHER_WORDS.get(spec.key, ())}:
            return spec
    if not specs:
        raise WrongError("post", N_("This unit has no posts."))
    raise WrongError(
        "post", N_("This unit has the posts: %(posts)s."), posts="、".join(s.title for s in specs)
    )


_OTHER_WORDS: dict[str, tuple[str, ...]] = {
    "party_secretary": ("党委书记", "书记", "党组织书记"),
    "government_head": ("政府主要负责人", "行政主要负责人"),
    "village_secretary": ("党组织书记", "村党组织书记", "村党支部书记", "书记"),
    "department_leader": ("主要负责人",),
    "deputy_in_charge": ("分管领导",),
}

_KINDS = {
    word.casefold(): kind
    for kind in TenureKind
    for word in (kind.value, KIND_CHINESE[kind], KIND_LABELS[kind])
}


def _kind(row: RosterRow) -> TenureKind:
    if not row.kind:
        return TenureKind.FULL
    kind = _KINDS.get(row.kind.casefold())
    if kind is None:
        raise WrongError("kind", N_("Write one of: %(kinds)s."), kinds="、".join(KIND_CHINESE.values()))
    return kind


def _since(row: RosterRow, known: Known) -> date:
    if row.since is None:
        raise WrongError("since", N_("Enter the first day."))
    if row.since < FIRST_DAY:
        raise WrongError("since", N_("The first day is before 1 October 1949."))
    if row.since > known.today + AHEAD:
        raise WrongError("since", N_("The first day is more than a year ahead."))
    return row.since


def _vacancy(
    row: RosterRow, unit: KnownUnit, spec: PostSpec, since: date, entered: Sequence[KnownTenure]
) -> Step:
    if any(t.person_id is None and t.since == since for t in entered):
        return Step(row, unit, Change.NONE, spec, None, TenureKind.VACANT, since)
    ends = _ends(None, TenureKind.VACANT, since, entered)
    return Step(row, unit, Change.VACANCY, spec, None, TenureKind.VACANT, since, ends)


def _ends(who: Who | None, kind: str, since: date, entered: Sequence[KnownTenure]) -> tuple[End, ...]:
    """What must end so that the post is free from `since` on; a later holder is never pushed aside."""
    found = []
    for tenure in entered:
        if tenure.until is not None and tenure.until < since:
            continue
        if tenure.person_id is None:
            found.append(End(tenure, day_before(max(since, tenure.since))))
            continue
        if tenure.since >= since:
            raise WrongError(
                "since", N_("%(name)s is entered from %(since)s on. Correct this on the page of the post."),
                name=tenure.person, since=tenure.since.isoformat(),
            )  # fmt: skip
        if who is not None and tenure.person_id == who.id and tenure.kind == kind:
            raise WrongError(
                "since", N_("The person is entered from %(since)s on."), since=tenure.since.isoformat()
            )
        found.append(End(tenure, day_before(since)))
    return tuple(found)


# ---------------------------------------------------------------- staff


def _role(row: RosterRow) -> str:
    if row.post:
        raise WrongError("role", N_("The role goes with the post: leave one of the two empty."))
    role = next((key for key, words in STAFF_ROLES.items() if row.role.casefold() in _said(key, words)), None)
    if role is None:
        raise WrongError(
            "role", N_("Write one of: %(roles)s."), roles="、".join(zh for zh, _en in STAFF_ROLES.values())
        )
    return role


def _no_kind(row: RosterRow) -> None:
    if row.kind:
        raise WrongError(
            "kind", N_("How a post is held applies only to posts: leave this empty in a row with a role.")
        )


def _employed(row: RosterRow, unit: KnownUnit, role: str, since: date, known: Known, sheet: Sheet) -> Step:
    who = find(row, unit, known, sheet, [])
    sheet.once(row, "name", (unit.id, role, who))
    person = person_of(who, known)
    has = person is not None and (person.user_id, role, unit.id) in known.roles
    change = Change.NONE if has else Change.ROLE
    return with_person(Step(row, unit, change, None, who, role, since), known, sheet)


def _said(key: str, words: tuple[str, str]) -> set[str]:
    return {key, *(word.casefold() for word in words)}
