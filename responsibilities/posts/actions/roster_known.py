"""What the database knows of the units and people a roster names: a fixed number of queries, whatever its length."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from responsibilities.access.models import Grant
from responsibilities.access.queries import not_known_elsewhere
from responsibilities.posts.models import Person, Tenure
from responsibilities.posts.queries import standing_of
from responsibilities.posts.rules import clean_name, name_key
from responsibilities.posts.rules.roster_words import (
    STAFF_ROLES,
    Known,
    KnownPerson,
    KnownTenure,
    KnownUnit,
    RosterRow,
    Seat,
)
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor

RIGHT = Capability.ROSTER_IMPORT


def known_units(actor: Actor, rows: Sequence[RosterRow]) -> dict[str, KnownUnit]:
    """The units of the rows where the actor may import rosters, by code."""
    codes = {row.code for row in rows}
    found = Unit.objects.live().within(actor.reach(RIGHT)).filter(code__in=codes)
    names = ("code", "id", "name", "lo", "level", "kind", "short_name", "path")
    return {
        code: KnownUnit(pk, name, lo, level, kind, short, path, code)
        for code, pk, name, lo, level, kind, short, path in found.values_list(*names)
    }


def known_to(actor: Actor, rows: Sequence[RosterRow]) -> Known:
    """What the rows are held against, within the actor's reach."""
    units = known_units(actor, rows)
    people = _people(actor, {name_key(clean_name(row.name)) for row in rows if row.name})
    ids = [person.id for same in people.values() for person in same]
    accounts = [person.user_id for same in people.values() for person in same if person.user_id]
    return Known(
        today=clock.today(),
        user_id=actor.user_id,
        units=units,
        tenures=_tenures([unit.id for unit in units.values()]),
        people=people,
        places=_places(ids),
        offices=_offices(actor, ids),
        roles=_roles(accounts),
    )


def _people(actor: Actor, keys: set[str]) -> dict[str, list[KnownPerson]]:
    found: dict[str, list[KnownPerson]] = defaultdict(list)
    reach = actor.reach(RIGHT)
    own = Exists(not_known_elsewhere(reach).filter(pk=OuterRef("user_id")))
    beyond = Exists(standing_of(OuterRef("pk")).exclude(reach.q("post__lo")))
    rows = Person.objects.within(reach).filter(name_key__in=keys).annotate(own=own, beyond=beyond)
    names = ("id", "name_key", "phone", "user_id", "user__is_active", "own", "beyond")
    for pk, key, phone, user_id, is_open, own_account, is_beyond in rows.order_by("id").values_list(*names):
        elsewhere = user_id is not None and not own_account
        found[key].append(KnownPerson(pk, key, phone, user_id, is_open is False, elsewhere, is_beyond))
    return found


def _tenures(unit_ids: Sequence[int]) -> dict[Seat, list[KnownTenure]]:
    found: dict[Seat, list[KnownTenure]] = defaultdict(list)
    rows = Tenure.objects.standing().filter(post__unit__in=unit_ids).order_by("since", "id")
    names = ("post__unit_id", "post__key", "id", "person_id", "person__name", "kind", "since", "until")
    for unit_id, key, pk, person_id, name, kind, since, until in rows.values_list(*names):
        found[unit_id, key].append(KnownTenure(pk, person_id, name or "", kind, since, until))
    return found


def _places(person_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Where each of them holds a post or has a role now or later."""
    today = clock.today()
    found: dict[int, set[int]] = defaultdict(set)
    held = Tenure.objects.standing().filter(
        Q(until__isnull=True) | Q(until__gte=today), person__in=person_ids
    )
    for person_id, unit_id in held.values_list("person_id", "post__unit_id"):
        found[person_id].add(unit_id)
    granted = Grant.objects.filter(Q(until__isnull=True) | Q(until__gte=today), user__person__in=person_ids)
    for person_id, unit_id in granted.values_list("user__person__id", "content_object_id"):
        found[person_id].add(unit_id)
    return {person_id: frozenset(units) for person_id, units in found.items()}


def _offices(actor: Actor, person_ids: Sequence[int]) -> dict[int, str]:
    """The post each of them holds today within the actor's reach, the longest held where there are several."""
    today = clock.today()
    held = Tenure.objects.standing().filter(
        Q(until__isnull=True) | Q(until__gte=today),
        actor.reach(RIGHT).q("post__lo"),
        person__in=person_ids,
        since__lte=today,
    )
    rows = held.order_by("-since", "-id").values_list("person_id", "post__unit__name", "post__title")
    return {person_id: f"{unit}{title}" for person_id, unit, title in rows}


def _roles(accounts: Sequence[int]) -> frozenset[tuple[int, str, int]]:
    rows = Grant.objects.filter(user__in=accounts, role__in=STAFF_ROLES, until__isnull=True)
    return frozenset(rows.values_list("user_id", "role", "content_object_id"))
