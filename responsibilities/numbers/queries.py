"""Reading the register: what stands where, what is free, what a reader sees of it."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from responsibilities.numbers.models import NUMBER_FROM_END, Issued
from responsibilities.numbers.rules import LAST_SEQUENCE, Parts, Sought, parts_of, same_title
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.periods import chinese_date
from revitalization.kit.registry import REGISTRY

LATEST = 1_000
"""Of the documents that only begin alike, so many of the latest are looked at."""


def seen_by(actor: Actor) -> QuerySet[Issued]:
    """The documents this reader sees, of every kind as whoever declares it says; one query."""
    return Issued.objects.filter(_seen(actor))


def _seen(actor: Actor) -> Q:
    seen = Q(pk__in=[])
    for kind in REGISTRY.papers():
        seen |= Q(kind=kind.key) & kind.seen(actor)
    return seen


def free_after(unit: Unit, number: str) -> str:
    """The next number of the same agency's word and year that no document of the unit bears.

    Once the last there can be is given, the first gap: one slip of the pen ends no year.
    """
    asked = parts_of(number)
    taken = Issued.objects.filter(unit=unit, agency=asked.agency, year=asked.year)
    last = taken.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    if last >= LAST_SEQUENCE:
        last = _before_the_first_gap(taken)
    return str(Parts(asked.agency, asked.year, last + 1))


def _before_the_first_gap(taken: QuerySet[Issued]) -> int:
    follower = taken.filter(sequence=OuterRef("after"))
    ends = taken.annotate(after=F("sequence") + 1).filter(~Exists(follower), after__lte=LAST_SEQUENCE)
    begun = taken.filter(sequence=1).exists()
    return (ends.order_by("sequence").values_list("sequence", flat=True).first() or 0) if begun else 0


def next_free(unit: Unit, kinds: Sequence[str], year: int) -> str:
    """The number the unit's next document of these kinds may bear in the year; "" when it has issued none yet.

    The agency's word is that of the latest of these kinds.
    """
    latest = Issued.objects.filter(unit=unit, kind__in=list(kinds)).order_by("-year", "-id").first()
    return free_after(unit, str(Parts(latest.agency, year, 1))) if latest else ""


def refuse_taken(
    unit: Unit,
    number: str,
    field: str,
    *,
    key: tuple[str, str] = ("", ""),
    joins: Sequence[str] = (),
    title: str = "",
) -> None:
    """`Invalid` at the field when another document of the unit bears the number: which one, and what is free instead.

    It may be the subject `key` itself, or a paper of the kinds in `joins` with this title.
    """
    found = Issued.objects.filter(unit=unit, number=number).first()
    if found is None or (found.kind, found.key) == key:
        return
    if found.kind in joins and same_title(found.title, title):
        return
    said = _(
        "%(number)s is already the number of “%(title)s” of %(day)s, issued by this unit. Free is %(free)s."
    ) % {
        "number": number,
        "title": found.title,
        "day": chinese_date(found.dated_on),
        "free": free_after(unit, number),
    }
    raise Invalid(errors=[FieldError(field, said, "twice")])


def numbered(actor: Actor, sought: Sought, limit: int) -> list[Issued]:
    """The documents of this number that the reader sees, newest first; one query.

    Where only the beginning is known, an agency's word, they are among the `LATEST` that begin so.
    """
    named = Issued.objects.alias(backwards=NUMBER_FROM_END).order_by("-dated_on", "-id")
    if sought.begins:
        named = named.filter(number__startswith=sought.begins)
    if sought.ends:
        named = named.filter(backwards__startswith=sought.ends[::-1])
    some = named.values("pk") if sought.ends else named.values("pk")[:LATEST]
    rows = Issued.objects.filter(_seen(actor), pk__in=some)
    return list(rows.order_by("-dated_on", "-id")[:limit])
