"""What a list of items is narrowed to besides its own columns: where they come from, who answers for them."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from responsibilities.ledger.models import Matter
from responsibilities.posts.models import Tenure
from responsibilities.posts.rules import clean_name, name_key
from revitalization.kit import clock
from revitalization.kit.cleaning import clean_line
from revitalization.kit.words import N_

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])
ORIGINS = {
    "own": N_("drawn up by the office that issues it"),
    "handed": N_("handed down from above"),
    "found": N_("followed from something else, such as a finding"),
}


def from_origin(rows: Rows, origin: str) -> Rows:
    """Those drawn up by an office itself, handed down, or that another mechanism put on the ledger."""
    if origin == "found":
        return rows.exclude(matter__origin_kind="")
    return rows.filter(matter__origin_kind="", matter__parent__isnull=origin == "own")


def from_source(rows: Rows, text: str) -> Rows:
    """Those whose source (问题来源) holds the words."""
    return rows.filter(matter__in=Matter.objects.filter(source__contains=clean_line(text)))


def of_person(rows: Rows, name: str) -> Rows:
    """Those of units whose first responsible person bears the name: today, of what is closed on the day of closing.

    Found by the post and the day, never stored with the item; the name is the whole one.
    """
    tenures = Tenure.objects.standing().filter(
        person__name_key=name_key(clean_name(name)), post__is_first_responsible=True
    )
    day = Coalesce(OuterRef("closed_on"), clock.today(), output_field=DateField())
    held = tenures.filter(
        Q(until__isnull=True) | Q(until__gte=day), post__unit=OuterRef("unit_id"), since__lte=day
    )
    return rows.filter(Exists(held), unit__in=tenures.values("post__unit"))


def narrowed(rows: Rows, given: Mapping[str, Any]) -> Rows:
    """The rows after those of `origin`, `source` and `person` that are given."""
    for name, apply in {"origin": from_origin, "source": from_source, "person": of_person}.items():
        rows = apply(rows, given[name]) if given[name] else rows
    return rows
