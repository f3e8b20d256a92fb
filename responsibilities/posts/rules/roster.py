"""What a roster asks for, held against what is entered: one step a row, or the reason why not.

A roster row says who holds a post from which day, or which role a member of staff has. Blank rows of a
template are left alone. A person is known again by name and work phone; without a phone, by holding the
post or another one in the same unit. The same roster twice asks for nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from responsibilities.posts.rules import (
    AHEAD,
    FIRST_DAY,
    KEY_LABELS,
    KIND_CHINESE,
    KIND_LABELS,
    PostSpec,
    TenureKind,
    clean_name,
    day_before,
    name_key,
    posts_for,
)
from responsibilities.posts.rules.roster_words import (
    STAFF_ROLES,
    Change,
    Fault,
    Known,
    KnownPerson,
    KnownTenure,
    KnownUnit,
    Plan,
    RosterRow,
    Step,
    Who,
)
from revitalization.kit.words import N_, Words


class _WrongError(Exception):
    def __init__(self, column: str, text: str, **values: object) -> None:
        super().__init__(text)
        self.column, self.words = column, Words(text, values)


def plan(rows: Iterable[RosterRow], known: Known) -> Plan:
    """The roster held against what is known; each row gives one step or one fault, blank rows neither."""
    found = Plan()
    seen: dict[object, int] = {}
    opened: set[Who] = set()
    for row in rows:
        if row.is_blank:
            continue
        try:
            step = _step(row, known, seen, opened)
        except _WrongError as wrong:
            found.faults.append(Fault(row.number, wrong.column, wrong.words))
        else:
            found.steps.append(step)
    return found


def _step(row: RosterRow, known: Known, seen: dict[object, int], opened: set[Who]) -> Step:
    unit = known.units.get(row.code)
    if unit is None:
        raise _WrongError("code", N_("There is no unit of this code where you may import rosters."))
    if row.role:
        return _role_step(row, unit, known, seen, opened)
    return _post_step(row, unit, known, seen, opened)


def _once(row: RosterRow, column: str, thing: object, seen: dict[object, int]) -> None:
    before = seen.setdefault(thing, row.number)
    if before != row.number:
        raise _WrongError(column, N_("The same is in row %(row)s already."), row=before)


# ---------------------------------------------------------------- posts


def _post_step(
    row: RosterRow, unit: KnownUnit, known: Known, seen: dict[object, int], opened: set[Who]
) -> Step:
    spec, kind = _spec(row, unit), _kind(row)
    _once(row, "post", (unit.id, spec.key), seen)
    since = _since(row, known)
    entered = known.tenures.get((unit.id, spec.key), ())
    if kind == TenureKind.VACANT:
        return _vacancy(row, unit, spec, since, entered)
    who = _who(row, unit, known, [t.person_id for t in entered if t.until is None])
    same = next((t for t in entered if t.person_id == who.id and t.since == since and t.kind == kind), None)
    if same is not None and who.id is not None:
        return _with_person(Step(row, unit, Change.NONE, spec, who, kind, since), known, opened)
    ends = _ends(row, who, kind, since, entered)
    return _with_person(Step(row, unit, Change.APPOINT, spec, who, kind, since, ends), known, opened)


def _spec(row: RosterRow, unit: KnownUnit) -> PostSpec:
    specs = posts_for(unit.level, unit.kind, unit.name)
    if not row.post:
        raise _WrongError("post", N_("Give the post, or a role."))
    for spec in specs:
        if row.post in {spec.title, spec.key.value, KEY_LABELS[spec.key], *_OTHER_WORDS.get(spec.key, ())}:
            return spec
    if not specs:
        raise _WrongError("post", N_("This unit has no posts."))
    raise _WrongError(
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
        raise _WrongError("kind", N_("Write one of: %(kinds)s."), kinds="、".join(KIND_CHINESE.values()))
    return kind


def _since(row: RosterRow, known: Known) -> date:
    if row.since is None:
        raise _WrongError("since", N_("Give the first day."))
    if row.since < FIRST_DAY:
        raise _WrongError("since", N_("The first day lies before 1 October 1949."))
    if row.since > known.today + AHEAD:
        raise _WrongError("since", N_("The first day lies more than a year ahead."))
    return row.since


def _vacancy(
    row: RosterRow, unit: KnownUnit, spec: PostSpec, since: date, entered: Sequence[KnownTenure]
) -> Step:
    if row.name:
        raise _WrongError("name", N_("A vacant post has no holder: leave the name empty."))
    if any(t.person_id is None and t.since == since for t in entered):
        return Step(row, unit, Change.NONE, spec, None, TenureKind.VACANT, since)
    ends = _ends(row, None, TenureKind.VACANT, since, entered)
    return Step(row, unit, Change.VACANCY, spec, None, TenureKind.VACANT, since, ends)


def _ends(
    row: RosterRow, who: Who | None, kind: str, since: date, entered: Sequence[KnownTenure]
) -> tuple[tuple[int, date], ...]:
    """What must end so that the post is free from `since` on; a later holder is never pushed aside."""
    found = []
    for tenure in entered:
        if tenure.until is not None and tenure.until < since:
            continue
        if tenure.person_id is None:
            found.append((tenure.id, day_before(max(since, tenure.since))))
            continue
        if tenure.since >= since:
            raise _WrongError(
                "since", N_("%(name)s is entered from %(since)s on. Put it right on the page of the post."),
                name=tenure.person, since=tenure.since.isoformat(),
            )  # fmt: skip
        if who is not None and tenure.person_id == who.id and tenure.kind == kind:
            raise _WrongError(
                "since", N_("The person is entered from %(since)s on."), since=tenure.since.isoformat()
            )
        found.append((tenure.id, day_before(since)))
    return tuple(found)


# ---------------------------------------------------------------- staff


def _role_step(
    row: RosterRow, unit: KnownUnit, known: Known, seen: dict[object, int], opened: set[Who]
) -> Step:
    if row.post:
        raise _WrongError("role", N_("The role goes with the post: leave one of the two empty."))
    role = next((key for key, words in STAFF_ROLES.items() if row.role.casefold() in _said(key, words)), None)
    if role is None:
        raise _WrongError(
            "role", N_("Write one of: %(roles)s."), roles="、".join(zh for zh, _en in STAFF_ROLES.values())
        )
    who = _who(row, unit, known, [])
    _once(row, "name", (unit.id, role, who), seen)
    held = _account(who, known)
    has = held is not None and (held, role, unit.id) in known.roles
    since = known.today if row.since is None else _since(row, known)
    change = Change.NONE if has else Change.ROLE
    return _with_person(Step(row, unit, change, None, who, role, since), known, opened)


def _said(key: str, words: tuple[str, str]) -> set[str]:
    return {key, *(word.casefold() for word in words)}


# ---------------------------------------------------------------- people


def _who(row: RosterRow, unit: KnownUnit, known: Known, holding: Sequence[int | None]) -> Who:
    key = name_key(clean_name(row.name))
    if not key:
        raise _WrongError("name", N_("Give the name."))
    named = known.people.get(key, ())
    if row.phone:
        found = [p for p in named if p.phone == row.phone]
        found = found or [p for p in named if not p.phone and unit.id in known.places.get(p.id, ())]
    else:
        found = [p for p in named if p.id in holding]
        found = found or [p for p in named if unit.id in known.places.get(p.id, ())]
    if len(found) > 1:
        raise _WrongError("phone", N_("There are several people of this name: give the work phone."))
    return Who(key, "", found[0].id) if found else Who(key, row.phone or f"unit {unit.id}")


def _person(who: Who, known: Known) -> KnownPerson | None:
    return next((p for p in known.people.get(who.key, ()) if p.id == who.id), None)


def _account(who: Who, known: Known) -> int | None:
    person = _person(who, known)
    return person.user_id if person else None


def _with_person(step: Step, known: Known, opened: set[Who]) -> Step:
    """Completes a step by what it does to the person; refuses what people would do to themselves."""
    who = step.who
    if who is None:
        return step
    person = _person(who, known)
    if step.change is not Change.NONE and person and person.user_id and person.user_id == known.user_id:
        raise _WrongError("name", N_("Nobody appoints himself; ask the organization department above."))
    if step.change is not Change.NONE and person and person.closed:
        raise _WrongError("name", N_("The account of this person is closed."))
    if step.change is Change.ROLE and person and person.elsewhere:
        raise _WrongError(
            "name", N_("Only the security administrator of a level above can give this person the role.")
        )
    opens = (person is None or person.user_id is None) and who not in opened
    opened.add(who)
    sets_phone = person is not None and bool(step.row.phone) and person.phone != step.row.phone
    return replace(step, opens_sign_in=opens, sets_phone=sets_phone)
