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
    """What people whose name begins or ends so hold or held within reach, a person once; two queries at most.

    Names that are just so come first, then what is held on the day, then the order of the tree. The others are not
    looked at where names that are just so fill the list: of one name the nation has thousands, of a beginning
    thousands more.
    """
    key = name_key(text)
    if not reach or not SHORTEST <= len(key) <= LONGEST_NAME:
        return []
    found = _held(Q(name_key=key), reach, day, limit)
    if len(found) < limit:
        longer = (Q(name_key__startswith=key) | Q(backwards__startswith=key[::-1])) & ~Q(name_key=key)
        found += _held(longer, reach, day, limit - len(found))
    return found


def _held(so: Q, reach: Reach, day: date, limit: int) -> list[Tenure]:
    people = Person.objects.alias(backwards=Reverse("name_key")).filter(so)
    rows = Tenure.objects.standing().within(reach).filter(person__in=people.values("pk"))
    now = Case(When(Q(until__isnull=True) | Q(until__gte=day), then=Value(0)), default=Value(1))
    first = rows.order_by(now, "post__lo", "id").values("pk")[: 3 * limit]
    some = (
        Tenure.objects.filter(pk__in=first)
        .select_related("post__unit", "person")
        .order_by(now, "post__lo", "id")
    )
    seen: dict[int | None, Tenure] = {}
    for tenure in some:
        seen.setdefault(tenure.person_id, tenure)
    return list(seen.values())[:limit]
