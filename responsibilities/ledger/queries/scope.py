"""Which units a matter concerns, and what issuing it would create."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, Matter
from responsibilities.units.queries import WITH_SCOPE
from responsibilities.units.rules import QUASI_KINDS
from revitalization.kit import clock

# Units strictly below the issuer that exist while the matter runs: those of its levels that the year's work is about,
# and those named by code, departments among them. One text for the count before and the creating at issuing.
CONCERNED = f"""
{WITH_SCOPE}
WHERE u.lo > %(lo)s AND u.lo <= %(hi)s
    AND u.valid_from <= %(due_on)s AND (u.valid_to IS NULL OR u.valid_to > %(start_on)s)
    AND ((u.level = ANY(%(levels)s) AND NOT u.is_body AND u.kind <> ALL(%(quasi)s)) OR u.code = ANY(%(codes)s))
"""
_WANTED = "(y.in_scope IS DISTINCT FROM false OR u.code = ANY(%(codes)s))"
COUNT = f"SELECT u.level, {_WANTED}, count(*) {CONCERNED} GROUP BY 1, 2"
MISSING = f"""{CONCERNED} AND {_WANTED}
    AND NOT EXISTS (SELECT 1 FROM ledger_item i WHERE i.matter_id = %(matter)s AND i.unit_id = u.id)"""
COUNT_MISSING = f"SELECT count(*) {MISSING}"
ANY_MISSING = f"SELECT EXISTS (SELECT 1 {MISSING})"
NAMES = f"SELECT u.name {MISSING} ORDER BY u.lo LIMIT %(most)s"
NAMED = 40
"""Units named before they are given a matter; of more it is said how many there are."""


@dataclass(frozen=True)
class Preview:
    """By level how many units a matter concerns, and how many are left out as not agriculture-related."""

    owing: dict[str, int]
    left_out: dict[str, int]

    @property
    def total(self) -> int:
        """How many units would have it."""
        return sum(self.owing.values())


def preview(matter: Matter) -> Preview:
    """What issuing would create, counted in one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, concerned_values(matter))
        rows = cursor.fetchall()
    return Preview(
        owing={level: n for level, wanted, n in rows if wanted},
        left_out={level: n for level, wanted, n in rows if not wanted},
    )


def missing(matter: Matter) -> int:
    """How many units it concerns by now that do not have it yet; one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_MISSING, concerned_values(matter))
        return int(cursor.fetchone()[0])


def concerns_any(matter: Matter) -> bool:
    """Whether it concerns any unit that does not have it yet; one query, which counts nothing."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_MISSING, concerned_values(matter))
        return bool(cursor.fetchone()[0])


def names_of(matter: Matter) -> list[str]:
    """The units that would be given the matter now, in the order of the tree, at most `NAMED`; one query."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {**concerned_values(matter), "most": NAMED})
        return [name for (name,) in cursor.fetchall()]


def concerned_values(matter: Matter) -> dict[str, Any]:
    """The parameters of `CONCERNED` and `MISSING` for this matter."""
    return {
        "matter": matter.pk,
        "year": matter.year,
        "lo": matter.lo,
        "hi": matter.hi,
        "start_on": matter.start_on,
        "due_on": matter.due_on,
        "levels": list(matter.levels),
        "codes": list(matter.codes),
        "quasi": sorted(kind.value for kind in QUASI_KINDS),
    }


def matter_facts(matter: Matter, counted: Preview | None = None) -> rules.MatterFacts:
    """What the guards of a matter must know; `counted` spares the question where it was asked already."""
    drafted = matter.status == rules.DRAFTED
    above = Item.objects.filter(handed_down=matter).values_list("status", "matter__words").first()
    parent, words = above or ("", matter.parent_words)
    return rules.MatterFacts(
        concerns=drafted and (bool(counted.total) if counted else concerns_any(matter)),
        due_on=matter.due_on,
        today=clock.today(),
        parent_open=matter.parent_id is None or parent in rules.OPEN,
        words_moved=words > matter.parent_words,
    )
