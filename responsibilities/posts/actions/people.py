"""People: entered with their first post, corrected, given a sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Func, TextField, Value
from django.utils.translation import gettext as _

from responsibilities.access import actions as access
from responsibilities.access.models import LOOK, User
from responsibilities.posts.actions.seats import give_grants
from responsibilities.posts.models import Person, Tenure
from responsibilities.posts.queries import standing_of, stands_only_within
from responsibilities.posts.rules import clean_name, name_key, refuse_name, username_base
from responsibilities.posts.rules.phones import NoPhoneError, clean_phone
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Hidden, Invalid, Refused, Stale
from revitalization.kit.language import translated
from revitalization.kit.names import skeleton
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry


@dataclass(frozen=True)
class NewPerson:
    """Somebody not entered yet: the name, family name first, and the work phone."""

    name: str
    phone: str = ""


def entered(person: Person | NewPerson) -> Person:
    """The person's row, made when new; inside a recorded change."""
    if isinstance(person, Person):
        return person
    name, phone = particulars(person.name, person.phone)
    return Person.objects.create(name=name, name_key=name_key(name), phone=phone)


def particulars(name: str, phone: str) -> tuple[str, str]:
    """Name and work phone as they are stored; `Invalid` names each that is none, with the reason."""
    errors = []
    refusal = refuse_name(name)
    cleaned = clean_name(name)
    if not name_key(cleaned) and not name.strip():
        errors.append(FieldError("name", _("Enter the name."), "required"))
    elif refusal is not None:
        errors.append(FieldError("name", translated(refusal), "name"))
    try:
        phone = clean_phone(phone)
    except NoPhoneError as error:
        errors.append(FieldError("phone", translated(error.words), "phone"))
    if errors:
        raise Invalid(errors=errors)
    return cleaned, phone


def not_oneself(actor: Actor, person: Person | NewPerson) -> None:
    """Passes unless the person is the actor; raises `Refused`: nobody appoints himself."""
    if isinstance(person, Person) and actor.user_id is not None and person.user_id == actor.user_id:
        raise Refused(_("Nobody can appoint themselves; ask the organization department above."))


def place_of(actor: Actor, person: Person) -> int:
    """Where the record files a change of the person: the place of the newest present or coming post within the
    actor's reach. A post that is over gives no right any more; nor does one here while another stands elsewhere.

    Raises `Hidden` for a person out of sight, `Forbidden` when none or not all of the present posts are where the
    actor appoints.
    """
    if not Person.objects.within(actor.reach(Capability.POST_READ)).filter(pk=person.pk).exists():
        raise Hidden
    reach = actor.reach(Capability.POST_APPOINT)
    own = standing_of(person).within(reach)
    newest = own.order_by("-since").values_list("post__lo", flat=True).first()
    if newest is None:
        raise Forbidden(_("The person holds no post where you may appoint."))
    if not stands_only_within(person, reach):
        raise Forbidden(
            _(
                "The person holds a post elsewhere too; only the organization department of a level above can do this."
            )
        )
    return int(newest)


def amend_person(*, actor: Actor, person: Person, name: str, phone: str, version: int) -> Person:
    """Corrects name and work phone; an empty phone leaves the present one.

    Raises `Hidden` or `Forbidden` as `place_of`, `Invalid` for what is no name or number, `Stale` when somebody else
    corrected since `version`.
    """
    lo = place_of(actor, person)
    name, phone = particulars(name, phone)
    entry = Entry("person.amend", actor, ("person", str(person.public_id)), name, lo)
    with recorded(entry):
        row = Person.objects.select_for_update().get(pk=person.pk)
        if row.version != version:
            raise Stale(version=row.version)
        entry.before, entry.after = {"name": row.name}, {"name": name}
        row.name, row.name_key, row.version = name, name_key(name), version + 1
        row.phone = phone or row.phone
        row.save()
    return row


def open_sign_in(*, actor: Actor, person: Person, username: str = "") -> tuple[User, str]:
    """Makes the person's account with a one-time code and the grants of present and coming posts.

    `username` is the sign-in name wanted ("": made from the name). Returns the account and the code,
    which is shown once and stored nowhere in clear. `Forbidden` also when a post lies outside the actor's reach:
    with the code one could act there.
    """
    lo = place_of(actor, person)
    not_oneself(actor, person)
    actor.require_fresh()
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        if row.user_id is not None:
            raise Conflict(_("The person already has a sign-in."))
        username = username or free_usernames([row.name])[0]
        where = Unit.objects.get(lo=lo)
        user, code = access.create_account(
            actor=actor, username=username, name=row.name, phone=row.phone, unit=where
        )
        entry = Entry("person.sign_in", actor, ("person", str(person.public_id)), person.name, lo)
        with recorded(entry):
            row.user, row.version = user, row.version + 1
            row.save()
            for tenure in _present(row):
                give_grants(actor, tenure)
    return user, code


def free_usernames(names: Sequence[str]) -> list[str]:
    """A free sign-in name for each: the name in pinyin, with a number where that or one that looks like it is taken."""
    bases = [username_base(name) for name in names]
    taken = _taken(set(bases))
    found = []
    for base in bases:
        number = 1
        while (look := skeleton(username := f"{base}{number if number > 1 else ''}")) in taken:
            number += 1
        taken.add(look)
        found.append(username)
    return found


def _taken(bases: set[str]) -> set[str]:
    """What the eye sees of the names there are that differ from one of these in their number at most."""
    numbers = "".join(sorted({skeleton(digit) for digit in "0123456789"}))
    stems = {skeleton(base).rstrip(numbers) for base in bases}
    ending = Value(f"[{numbers}]+$")
    stem = Func(LOOK, ending, Value(""), function="regexp_replace", output_field=TextField())
    rows = User.objects.annotate(look=LOOK).annotate(stem=stem)
    return set(rows.filter(stem__in=stems).values_list("look", flat=True))


def _present(person: Person) -> list[Tenure]:
    return list(standing_of(person).select_related("post__unit", "person__user"))
