"""How many first responsible posts are held, by unit and day, for the one board."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from responsibilities.posts.rules import PostKey, TenureKind
from responsibilities.units.rules import QUASI_KINDS
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import SUMMED, YEARS_BACK, At, Figure, Period
from revitalization.kit.periods import MEASURES_SINCE
from revitalization.kit.reach import Span
from revitalization.kit.words import N_, Words

LEADERS = [str(PostKey.PARTY_SECRETARY), str(PostKey.GOVERNMENT_HEAD)]

# Posts of the units the year's work is about, as in the list of vacancies, without those of departments. An unnoted
# vacancy began on the day after the last holder's. Below units that have tallies these say it, and of their own posts
# alone is looked up who holds them. Each unit is looked up for its posts, however many the planner expects.
FILLED = """
WITH shown AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(los)s::bigint[], %(his)s::bigint[]) AS s(id, lo, hi)
), days AS (
    SELECT * FROM unnest(%(keys)s::text[], %(days)s::date[]) AS d(key, day)
), below AS (
    SELECT t.unit_id AS id, d.key, t.village, t.state, t.since, sum(t.n) AS n
    FROM days d JOIN posts_tally t ON t.day <= d.day AND t.unit_id = ANY(%(wide)s)
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(t.n) <> 0
)
SELECT id, key, NOT village, false, sum(n)::bigint,
    sum(n * (state = 'full')::int)::bigint, sum(n * (state IN ('full', 'stand_in'))::int)::bigint,
    sum(n * (state <> 'empty')::int)::bigint, min(since), NULL
FROM below GROUP BY 1, 2, 3
UNION ALL
SELECT p.shown, d.key, p.key = ANY(%(leaders)s), p.own, count(*),
    count(*) FILTER (WHERE t.kind = ANY(%(full)s)), count(*) FILTER (WHERE t.person_id IS NOT NULL), count(t.id),
    min(coalesce(t.since, past.until + 1)) FILTER (WHERE t.person_id IS NULL),
    string_agg(p.title, '、' ORDER BY p.rank) FILTER (WHERE t.person_id IS NULL AND p.own)
FROM (
    SELECT s.id AS shown, p.unit_id = s.id AS own, p.* FROM shown s JOIN posts_post p ON p.unit_id = s.id
    UNION ALL
    SELECT s.id, false, p.* FROM shown s JOIN posts_post p ON p.lo BETWEEN s.lo + 1 AND s.hi
    WHERE s.id <> ALL(%(wide)s)
) p
CROSS JOIN LATERAL (SELECT * FROM units_unit WHERE id = p.unit_id LIMIT 1) u
JOIN days d ON u.valid_from <= d.day AND (u.valid_to IS NULL OR u.valid_to > d.day)
LEFT JOIN LATERAL (
    SELECT in_scope FROM units_unityear WHERE unit_id = p.unit_id AND year <= date_part('year', d.day)
    ORDER BY year DESC LIMIT 1
) y ON true
LEFT JOIN posts_tenure t ON t.post_id = p.id AND t.since <= d.day AND (t.until IS NULL OR t.until >= d.day)
LEFT JOIN LATERAL (
    SELECT max(e.until) AS until FROM posts_tenure e
    WHERE t.id IS NULL AND e.post_id = p.id AND e.until < d.day AND e.until >= e.since AND e.person_id IS NOT NULL
) past ON true
WHERE p.is_first_responsible AND p.key = ANY(%(posts)s) AND NOT u.is_body AND u.kind <> ALL(%(quasi)s)
    AND y.in_scope IS DISTINCT FROM false
GROUP BY 1, 2, 3, 4
"""
SEATS = """
UNION ALL
SELECT p.unit_id, d.key, NULL, true, p.rank, 0, 0, 0, coalesce(t.office_since, past.until + 1),
    json_build_array(p.title, p.public_id, t.kind, who.name, who.public_id)::text
FROM days d JOIN posts_post p ON p.unit_id = (%(ids)s::bigint[])[1] AND p.is_first_responsible
LEFT JOIN posts_tenure t ON t.post_id = p.id AND t.since <= d.day AND (t.until IS NULL OR t.until >= d.day)
LEFT JOIN posts_person who ON who.id = t.person_id
LEFT JOIN LATERAL (
    SELECT max(e.until) AS until FROM posts_tenure e
    WHERE t.id IS NULL AND e.post_id = p.id AND e.until < d.day AND e.until >= e.since AND e.person_id IS NOT NULL
) past ON true
"""
"""Who holds the posts of the first unit itself, whatever its scope; the rank stands where others count."""


@dataclass(frozen=True)
class Seats:
    """Posts on one day: how many there are, how many are held in full, how many by a stand-in."""

    whole: int = 0
    full: int = 0
    stand_in: int = 0
    since: date | None = None
    own: str = ""
    own_vacant: int = 0

    @property
    def vacant(self) -> int:
        """How many posts have neither a holder nor somebody who stands in."""
        return self.whole - self.full - self.stand_in

    def __add__(self, other: "Seats") -> "Seats":
        return Seats(
            self.whole + other.whole,
            self.full + other.full,
            self.stand_in + other.stand_in,
            min(filter(None, (self.since, other.since)), default=None),
            self.own or other.own,
            self.own_vacant + other.own_vacant,
        )


@dataclass(frozen=True)
class Seat:
    """A post on one day: who holds it and since when, or the first day of the vacancy (None: nothing was entered)."""

    rank: int
    title: str
    post: str
    kind: str
    person: str
    person_id: str
    since: date | None


@dataclass(frozen=True)
class Held:
    """Of one unit on one day: posts of leaders down to the township, of village secretaries, and its own by rank."""

    leaders: Seats
    villages: Seats
    own: tuple[Seat, ...] = ()


class Years:
    """Years as the periods of measures: this one as it stands today, those before as they ended."""

    def periods(self, actor: Actor, span: Span, wanted: str = "") -> list[Period]:
        """This year and those before, from the first that the Measures were in force."""
        this = clock.today().year
        found = [_period(year) for year in range(this, MEASURES_SINCE - 1, -1)]
        return [period for period in found if period.key == wanted] if wanted else found

    def past(self, actor: Actor, period: Period) -> list[Period]:
        """The years before, from the first that the Measures were in force."""
        last = int(period.key)
        return [_period(last - back) for back in range(1, YEARS_BACK + 1) if last - back >= MEASURES_SINCE]

    def latest(
        self, actor: Actor, span: Span, units: Sequence[At], today: date
    ) -> tuple[Period | None, Mapping[int, Held]]:
        """This year, and with it who holds the posts of the first unit itself."""
        period = _period(today.year)
        found = _read(FILLED + SEATS, units, [period], today)
        return period, {unit: held for (unit, _key), held in found.items()}

    def read(
        self, units: Sequence[At], periods: Sequence[Period], today: date
    ) -> Mapping[tuple[int, str], Held]:
        """Who holds what; of a year that is over only where anything was entered for its last day."""
        return _read(FILLED, units, periods, today) if units and periods else {}


def _read(
    sql: str, units: Sequence[At], periods: Sequence[Period], today: date
) -> dict[tuple[int, str], Held]:
    found: dict[tuple[int, str], dict[bool, Seats]] = defaultdict(lambda: defaultdict(Seats))
    seats: dict[tuple[int, str], list[Seat]] = defaultdict(list)
    entered: dict[tuple[int, str], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(units, periods))
        for unit, key, leaders, own, whole, full, held, known, since, words in cursor.fetchall():
            if leaders is None:
                title, post, kind, name, person = (one or "" for one in json.loads(words))
                seats[unit, key].append(Seat(whole, title, post, kind, name, person, since))
                continue
            vacant = whole - held if own else 0
            found[unit, key][leaders] += Seats(whole, full, held - full, since, words or "", vacant)
            entered[unit, key] += known
    return {
        at: Held(found[at][True], found[at][False], tuple(sorted(seats[at], key=lambda seat: seat.rank)))
        for at in {**found, **seats}
        if entered[at] or at[1] == str(today.year)
    }


def _values(units: Sequence[At], periods: Sequence[Period]) -> dict[str, Any]:
    return {
        "ids": [unit.id for unit in units],
        "los": [unit.lo for unit in units],
        "his": [unit.hi for unit in units],
        "wide": [unit.id for unit in units if unit.hi - unit.lo >= SUMMED],
        "keys": [period.key for period in periods],
        "days": [period.ref for period in periods],
        "leaders": LEADERS,
        "posts": [*LEADERS, str(PostKey.VILLAGE_SECRETARY)],
        "full": [str(TenureKind.FULL), str(TenureKind.CONCURRENT)],
        "quasi": [str(kind) for kind in QUASI_KINDS],
    }


def _period(year: int) -> Period:
    today = clock.today()
    if year == today.year:
        return Period(str(year), _("%(year)s, as of today") % {"year": year}, None, today, year)
    return Period(str(year), _("end of %(year)s") % {"year": year}, None, date(year, 12, 31), year)


def leaders(held: Held) -> Figure:
    """The two first responsible persons of each unit down to the township."""
    return _figure(held.leaders)


def village_secretaries(held: Held) -> Figure:
    """How the first posts of the villages are held, in posts: in full, by a stand-in, vacant."""
    return _figure(held.villages)


def _figure(seats: Seats) -> Figure:
    parts = {"full": seats.full, "stand_in": seats.stand_in, "vacant": seats.vacant}
    reasons = []
    if seats.own_vacant:
        reasons.append(Words(N_("vacant: %(titles)s"), {"titles": seats.own}))
    if seats.vacant > seats.own_vacant:
        reasons.append(Words(N_("%(n)s posts below vacant"), {"n": seats.vacant - seats.own_vacant}))
    return Figure(parts, seats.whole, seats.full + seats.stand_in, reasons, seats.since)
