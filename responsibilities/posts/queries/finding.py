"""Finding people by what they are called."""

from datetime import date

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Reverse

from responsibilities.posts.models import Person, Tenure
from responsibilities.posts.rules.names import LONGEST_NAME, name_key
from revitalization.kit.reach import Reach

SHORTEST = 2
"""Characters of a name before it is looked for: with one, half a province answers."""


def named(text: str, reach: Reach, day: date, limit: int) -> list[Tenure]:
    """What people whose name begins or ends so hold or held within reach, a person once; one query.

    Names that are just so come first, then what is held on the day, then the order of the tree.
    """
    key = name_key(text)
    if not reach or not SHORTEST <= len(key) <= LONGEST_NAME:
        return []
    people = Person.objects.alias(backwards=Reverse("name_key"))
    so = people.filter(Q(name_key__startswith=key) | Q(backwards__startswith=key[::-1]))
    rows = Tenure.objects.standing().within(reach).filter(person__in=so.values("pk"))
    held = Q(until__isnull=True) | Q(until__gte=day)
    order = [Case(When(each, then=Value(0)), default=Value(1)) for each in (Q(person__name_key=key), held)]
    some = rows.select_related("post__unit", "person").order_by(*order, "post__lo", "id")[: 3 * limit]
    seen: dict[int | None, Tenure] = {}
    for tenure in some:
        seen.setdefault(tenure.person_id, tenure)
    return list(seen.values())[:limit]
