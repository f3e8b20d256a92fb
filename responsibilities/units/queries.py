"""Finding units and looking around in the tree."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext

from responsibilities.units.models import LEVEL_CHOICES, LEVEL_LABELS, LEVEL_RANK, Unit, UnitYear
from responsibilities.units.rules import LEVELS, NATION_LO, SEATS, Kind, Level
from responsibilities.units.rules.naming import folded, query_pairs, village_name
from responsibilities.units.rules.organs import organ_names
from revitalization.kit import parameters
from revitalization.kit.errors import Hidden
from revitalization.kit.reach import Reach

LIMIT = 20
CANDIDATES = 500
"""Villages looked at for one search: enough to rank, few enough to stay quick for a word many share."""

RUN_TOGETHER = 30
"""Characters of places named without blanks between them: 新疆维吾尔自治区伊犁哈萨克自治州 and a county have 25."""

_CODE = re.compile(r"\d{2,12}(-d\d{0,3})?", re.ASCII)
_COLUMNS = ("code", "name", "path", "lo")


@dataclass(frozen=True)
class Hit:
    """One found unit: what is public of it."""

    code: str
    name: str
    path: str
    lo: int

    @property
    def above(self) -> str:
        """The path without its own name."""
        return " / ".join(self.path.split(" / ")[:-1])


@dataclass(frozen=True)
class Branch:
    """One row of the tree: what is public of a unit, and whether something lies under it."""

    code: str
    name: str
    has_children: bool
    is_body: bool


WITH_SCOPE = """
FROM units_unit u
LEFT JOIN (
    SELECT DISTINCT ON (unit_id) unit_id, in_scope FROM units_unityear WHERE year <= %(year)s
    ORDER BY unit_id, year DESC
) y ON y.unit_id = u.id
"""
"""SQL: units with what the latest decision up to `year` says of their scope (`y.in_scope`; none means in scope)."""


def levels_below(units: Collection[Unit]) -> list[tuple[str, Any]]:
    """The levels, with their words, of which one of `units` can ask something: nobody asks a level of its own or above.

    From the top; none where no unit is given.
    """
    top = min((LEVELS.index(Level(unit.level)) for unit in units), default=len(LEVELS))
    return [(level, words) for level, words in LEVEL_CHOICES if LEVELS.index(Level(level)) > top]


def by_code(code: str) -> Unit:
    """The unit of the code, the one in being before any that was closed; raises `Hidden`."""
    found = Unit.objects.filter(code=code).order_by(F("valid_to").desc(nulls_first=True)).first()
    if found is None:
        raise Hidden
    return found


def unit_under(code: str) -> Unit:
    """The unit a list is narrowed to, whoever may read what lies there; raises `Invalid` on `under`."""
    unit = Unit.objects.live().filter(code=code).first()
    if unit is None:
        raise parameters.invalid("under", gettext("There is no unit with this code."))
    return unit


def ancestors(unit: Unit) -> list[Unit]:
    """The units it lies in, from the province down; without the centre."""
    known = (unit.province_id, unit.city_id, unit.county_id, unit.parent_id)
    ids = {own for own in known if own is not None and own != unit.pk}
    if not ids:
        return []
    return list(Unit.objects.filter(pk__in=ids, lo__gt=NATION_LO).order_by("lo", "-hi"))


WITH_ABOVE = """
SELECT p.*, u.id AS own FROM units_unit u
CROSS JOIN LATERAL (VALUES (u.id), (u.parent_id), (u.county_id), (u.city_id), (u.province_id)) AS above(id)
JOIN units_unit p ON p.id = above.id
WHERE u.code = %s AND (p.id = u.id OR p.lo > %s) ORDER BY u.valid_to DESC NULLS FIRST, p.lo, p.hi DESC
"""


def with_ancestors(code: str) -> tuple[Unit, list[Unit]]:
    """The unit of the code as `by_code` finds it, and `ancestors` of it, with one query; raises `Hidden`."""
    rows: list[Any] = list(Unit.objects.raw(WITH_ABOVE, [code, NATION_LO]))
    if not rows:
        raise Hidden
    own = rows[0].own
    found = {row.pk: row for row in rows if row.own == own}
    return found.pop(own), list(found.values())


def branches(unit: Unit, *, bodies: bool = False) -> list[Branch]:
    """The units directly under it, and with `bodies` its departments first; one query."""
    under = Unit.objects.live().filter(parent=OuterRef("pk"), is_body=False)
    rows = Unit.objects.live().filter(parent=unit).annotate(open=Exists(under)).order_by("lo")
    if not bodies:
        rows = rows.filter(is_body=False)
    return [Branch(*row) for row in rows.values_list("code", "name", "open", "is_body")]


def children_by_kind(unit: Unit) -> list[tuple[str, int]]:
    """How many live units of each kind stand directly under it, bodies left out; the most frequent first."""
    rows = (
        Unit.objects.live()
        .children_of(unit)
        .order_by()
        .values("kind")
        .annotate(n=Count("pk"))
        .order_by("-n", "kind")
    )
    return [(row["kind"], row["n"]) for row in rows]


@dataclass(frozen=True)
class Beside:
    """What a unit has to do with besides the administrative line: its own bodies, whom it leads, who leads it."""

    bodies: list[Unit]
    led: list[Unit]
    leader: Unit | None


def beside(unit: Unit) -> Beside:
    """All three with one query, in the order of the tree; bodies that ended are left out."""
    own_bodies = Q(parent=unit, is_body=True, valid_to=None)
    found = list(Unit.objects.filter(own_bodies | Q(led_by=unit) | Q(pk=unit.led_by_id)).order_by("lo"))
    return Beside(
        bodies=[row for row in found if row.is_body and row.parent_id == unit.pk and row.valid_to is None],
        led=[row for row in found if row.led_by_id == unit.pk],
        leader=next((row for row in found if row.pk == unit.led_by_id), None),
    )


def scope_history(unit: Unit) -> list[UnitYear]:
    """The decisions on its scope, the newest first; none means in scope."""
    return list(UnitYear.objects.filter(unit=unit).order_by("-year"))


def scope_in(decisions: Sequence[UnitYear], year: int) -> bool:
    """What the decisions, the newest first, say for the year."""
    return next((found.in_scope for found in decisions if found.year <= year), True)


def in_scope(unit: Unit, year: int) -> bool:
    """Whether the unit is agriculture-related in the year."""
    latest = UnitYear.objects.filter(unit=unit, year__lte=year).order_by("-year").first()
    return latest is None or latest.in_scope


def find(text: str, near: Reach | None = None, limit: int = LIMIT) -> list[Hit]:
    """Live units for what somebody typed, best first, at most `limit`.

    Digits are the beginning of a code; letters are pinyin or initials from the beginning of a name; Chinese
    is any part of a name, words before the last one standing somewhere in its path (`永登 城关`); run together they
    are told apart where nothing has such a name (`兰州红城`). Full matches come first, then what lies within `near`,
    then higher levels, then the tree's order.
    """
    typed = unicodedata.normalize("NFKC", text).strip().casefold()
    if not typed:
        return []
    compact = re.sub(r"[\s'·]", "", typed)
    if _CODE.fullmatch(compact):
        rows = Unit.objects.live().filter(code__startswith=compact.upper())
        return _hits((rows if "-" in compact else rows.territorial()).order_by("code"), limit)
    letters = _letters(compact)
    if letters:
        return _ranked(_sounds(letters), Q(pinyin=letters) | Q(initials=letters), Q(), near, limit)
    return _by_name(typed, near, limit) or _run_together(compact, near, limit)


def _letters(text: str) -> str:
    """Pinyin without tones, ü as v; "" when it is not pinyin."""
    parts = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    plain = "".join(char for char in parts if not unicodedata.combining(char))
    return plain if plain.isascii() and plain.isalnum() else ""


def _sounds(letters: str) -> Q:
    """Names that begin so; the second readings are asked for as their partial indexes are declared."""
    found = Q(pinyin__startswith=letters) | Q(initials__startswith=letters)
    found |= Q(pinyin_other__startswith=letters) & ~Q(pinyin_other="")
    return found | (Q(initials_other__startswith=letters) & ~Q(initials_other=""))


def _by_name(typed: str, near: Reach | None, limit: int) -> list[Hit]:
    *above, last = [word for word in re.split(r"[\s/,,、]+", typed) if word] or [""]
    pairs = query_pairs(last)
    if not pairs:
        return []
    wanted = Q(name_pairs__contains=pairs)
    for word in above:
        wanted &= Q(path__contains=word)
    said = village_name(last)
    exact = Q(name__iexact=last) | Q(short_name__iexact=said)
    whole = Q(name__icontains=said) | Q(short_name__icontains=said) if len(folded(said)) > 2 else Q()
    return _ranked(wanted, exact, whole, near, limit)


def _run_together(typed: str, near: Reach | None, limit: int) -> list[Hit]:
    """Places named without the blanks between them: every cut is tried, the last part a name, the rest above it.

    Above, the characters only have to follow one another: people leave out the words for province, city and county.
    """
    word = folded(typed)
    if not 4 <= len(word) <= RUN_TOGETHER:
        return []
    wanted, exact = Q(), Q()
    for at in range(1, len(word) - 1):
        last, above = word[at:], ".*".join(word[:at])
        wanted |= Q(name_pairs__contains=query_pairs(last)) & Q(path__regex=f"{above}.* / ")
        exact |= Q(name=last) | Q(short_name=last)
    return _ranked(wanted, exact, Q(), near, limit)


def _ranked(wanted: Q, exact: Q, whole: Q, near: Reach | None, limit: int) -> list[Hit]:
    """The upper levels first; villages fill what is left of the limit."""
    order: list[Any] = [
        _first(exact),
        *([_first(whole)] if whole else []),
        *([_first(near.q("lo"))] if near else []),
    ]
    live = Unit.objects.live()
    upper = (
        live.filter(wanted).exclude(level=Level.VILLAGE.value).order_by(*order, "is_body", LEVEL_RANK, "lo")
    )
    found = _hits(upper, limit)
    if len(found) < limit:
        some = live.filter(wanted, level=Level.VILLAGE.value).order_by().values("pk")[:CANDIDATES]
        found += _hits(Unit.objects.filter(pk__in=some).order_by(*order, "lo"), limit - len(found))
    return found


def _first(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def _hits(rows: QuerySet[Unit], limit: int) -> list[Hit]:
    return [Hit(*row) for row in rows.values_list(*_COLUMNS)[:limit]]


AMONG = 4
"""Places of one name that are looked at: enough to say that there are several."""


def codes_of(typed: Sequence[str], above: Unit) -> dict[str, list[Hit]]:
    """By name as it was typed the units below `above` that are called so, `AMONG` at most; codes are not looked up.

    The whole name goes before the short one: 红城镇 is that town, 红城 every place of that short name. Two queries.
    """
    names = [word for word in typed if not _CODE.fullmatch(word)]
    found = _called("name", names, above)
    return _called("short_name", [word for word in names if not found[word]], above) | {
        word: hits for word, hits in found.items() if hits
    }


def _called(column: str, names: Sequence[str], above: Unit) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {word: [] for word in names}
    if found:
        nth = Window(RowNumber(), partition_by=F(column), order_by="lo")
        rows = Unit.objects.live().under(above).filter(**{f"{column}__in": names}).annotate(nth=nth)
        for row in rows.filter(nth__lte=AMONG).order_by("lo").values("short_name", *_COLUMNS):
            found[row[column]].append(Hit(*(row[name] for name in _COLUMNS)))
    return found


def organs_of(unit: Unit) -> tuple[str, ...]:
    """The full names of the organs in whose name the unit writes, the main one first."""
    return organs_by_unit([unit])[unit.pk]


def organs_by_unit(units: Sequence[Unit]) -> dict[int, tuple[str, ...]]:
    """The same of several units by their ids; one query at most."""
    named = {
        unit.county_id for unit in units if unit.level in {Level.TOWNSHIP, Level.VILLAGE} and unit.county_id
    }
    counties = dict(Unit.objects.filter(pk__in=named).values_list("pk", "name")) if named else {}
    return {
        unit.pk: organ_names(unit.level, unit.kind, unit.name, counties.get(unit.county_id or 0, ""))
        for unit in units
    }


def office_of(unit: Unit) -> tuple[str, ...]:
    """In whose name the unit's office for rural work writes: its own, or the unit's organs where there is none."""
    seats = Unit.objects.live().filter(lo__gt=unit.lo, lo__lt=unit.lo + SEATS, is_body=True)
    office = seats.filter(kind=Kind.LEADING_GROUP_OFFICE).order_by("lo").first()
    return organs_of(office or unit)


def by_level(counts: Mapping[str, int]) -> list[tuple[Any, int]]:
    """Counts with the levels' words, from the top."""
    return [(LEVEL_LABELS[level], counts[level]) for level in LEVELS if level in counts]
