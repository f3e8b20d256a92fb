"""Who is meant by a row of a roster: somebody entered already, or somebody new; pure.

A person is known again by name and work phone; without a phone, by holding the post or another one in the same unit.
Where a number could be the same in another spelling, the row is refused: one human must not get two accounts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from responsibilities.posts.rules import clean_name, name_key
from responsibilities.posts.rules.phones import masked, may_be_same, phone_key
from responsibilities.posts.rules.roster_words import (
    Change,
    Known,
    KnownPerson,
    KnownUnit,
    Namesake,
    RosterRow,
    Step,
    Who,
)
from revitalization.kit.words import N_, Words


class WrongError(Exception):
    """One thing wrong with a row: the column and the reason."""

    def __init__(self, column: str, text: str, **values: object) -> None:
        super().__init__(text)
        self.column, self.words = column, Words(text, values)


@dataclass
class Sheet:
    """What the rows read so far have asked for, by which doubles are seen."""

    things: dict[object, int] = field(default_factory=dict)
    phones: dict[Who, tuple[str, int]] = field(default_factory=dict)
    new: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    opened: set[Who] = field(default_factory=set)

    def once(self, row: RosterRow, column: str, thing: object) -> None:
        """Notes the thing for the row; raises `WrongError` on the column when an earlier row asks for the same."""
        before = self.things.setdefault(thing, row.number)
        if before != row.number:
            raise WrongError(column, N_("Row %(row)s already contains the same."), row=before)


def find(row: RosterRow, unit: KnownUnit, known: Known, sheet: Sheet, holding: Sequence[int | None]) -> Who:
    """The person of the row, known or new; `holding` are those who hold its post.

    By name and work phone, else by name and place. Raises `WrongError` on `phone` when several people could be meant,
    and when one telephone or one person is named in two ways.
    """
    key = name_key(clean_name(row.name))
    named = known.people.get(key, ())
    phone = phone_key(row.phone)
    found = _by_phone(named, phone, unit, known) if phone else _by_place(named, unit, known, holding)
    if len(found) > 1:
        found = _by_place(found, unit, known, holding)
    if len(found) > 1:
        raise WrongError("phone", N_("There are several people of this name: give the work phone."))
    who = Who(key, "", found[0].id) if found else Who(key, phone or f"unit {unit.id}")
    if who.id is None:
        _not_spelt_otherwise(row, unit, phone, sheet.new.setdefault(key, []))
    _one_phone(row, who, phone, sheet)
    return who


def _by_phone(named: Sequence[KnownPerson], phone: str, unit: KnownUnit, known: Known) -> list[KnownPerson]:
    found = [p for p in named if phone_key(p.phone) == phone]
    found = found or [p for p in named if not p.phone and unit.id in known.places.get(p.id, ())]
    near = next((p for p in named if may_be_same(phone_key(p.phone), phone)), None)
    if not found and near is not None:
        raise WrongError(
            "phone",
            N_("Somebody of this name is entered with %(phone)s. Write the number exactly like that, "
               "with the area code; if this is somebody else, the number must differ by more than that."),
            phone=masked(near.phone),
        )  # fmt: skip
    return found


def _by_place(
    named: Sequence[KnownPerson], unit: KnownUnit, known: Known, holding: Sequence[int | None]
) -> list[KnownPerson]:
    found = [p for p in named if p.id in holding]
    return found or [p for p in named if unit.id in known.places.get(p.id, ())]


def _not_spelt_otherwise(
    row: RosterRow, unit: KnownUnit, phone: str, earlier: list[tuple[str, int, int]]
) -> None:
    for other, unit_id, number in earlier:
        half = unit_id == unit.id and bool(other) != bool(phone)
        if half or may_be_same(other, phone):
            raise WrongError(
                "phone",
                N_("Row %(row)s has the same name with the phone written otherwise."
                   " Write the same number in both rows."),
                row=number,
            )  # fmt: skip
    earlier.append((phone, unit.id, row.number))


def _one_phone(row: RosterRow, who: Who, phone: str, sheet: Sheet) -> None:
    if phone:
        before, number = sheet.phones.setdefault(who, (phone, row.number))
        if before != phone:
            raise WrongError("phone", N_("Row %(row)s gives another phone for this person."), row=number)


def person_of(who: Who, known: Known) -> KnownPerson | None:
    """What is known of the person."""
    return next((p for p in known.people.get(who.key, ()) if p.id == who.id), None)


def with_person(step: Step, known: Known, sheet: Sheet) -> Step:
    """Completes a step by what it does to the person; refuses what people would do to themselves."""
    who = step.who
    if who is None:
        return step
    person = person_of(who, known)
    if step.change is not Change.NONE and person and person.user_id and person.user_id == known.user_id:
        raise WrongError("name", N_("Nobody can appoint themselves; ask the organization department above."))
    if step.change is not Change.NONE and person and person.closed:
        raise WrongError("name", N_("The account of this person is closed."))
    if step.change is Change.ROLE and person and person.elsewhere:
        raise WrongError(
            "name", N_("Only the security administrator of a level above can give this person the role.")
        )
    opens = (person is None or person.user_id is None) and who not in sheet.opened
    sheet.opened.add(who)
    phone = phone_key(step.row.phone)
    sets_phone = person is not None and bool(phone) and phone_key(person.phone) != phone
    if sets_phone and person is not None and person.beyond:
        raise WrongError(
            "phone",
            N_("This person holds a post elsewhere too: leave the phone empty, the level above enters it."),
        )
    namesake = None if person else _namesake(who, phone, known)
    return replace(step, opens_sign_in=opens, sets_phone=sets_phone, namesake=namesake)


def _namesake(who: Who, phone: str, known: Known) -> Namesake | None:
    """Whom the reader could have meant by a row that enters a new person: another phone before none, a post before
    none.
    """
    found = [
        Namesake(known.offices.get(p.id, ""), bool(phone and p.phone)) for p in known.people.get(who.key, ())
    ]
    return max(found, key=lambda same: (same.other_phone, bool(same.office)), default=None)
