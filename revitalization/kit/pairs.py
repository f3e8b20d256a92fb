"""Words in the middle of texts, found by an index: the pairs of neighbouring characters, for which nothing is cut.

The database's own function makes them, so that an index over it (`GinIndex(pairs("title", "notice_title"), …)`) follows
whatever is written. A list that is searched names the same `pairs`, takes the latest that hold all pairs of the words,
and looks at those alone for the words themselves.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, QuerySet, TextField
from django.db.models.functions import Collate, Lower

SHORTEST = 2
"""Characters of a word that has a pair."""

AGAIN = 4
"""Rows looked at for each that is wanted: few texts hold all pairs of a word and not the word."""


def pairs(one: str, other: str) -> Func:
    """The pairs of two columns that stand side by side, without case for Latin letters; null where one is null."""
    return Func(F(one), F(other), function="baton_pairs", output_field=ArrayField(TextField()))


def without_case(word: str) -> str:
    """The word as the database's function reads texts: only Latin letters without marks lose their case."""
    return "".join(char.lower() if char.isascii() else char for char in word)


def pairs_of(word: str) -> list[str]:
    """The pairs a text has that holds the word; none of a single character."""
    return sorted({word[at : at + 2] for at in range(len(word) - 1)})


def holding(rows: QuerySet[Any], fields: tuple[str, str], words: Sequence[str], limit: int) -> QuerySet[Any]:
    """Those of the ordered rows in one of whose two fields each of the words stands, in their order; two queries.

    The words are lower-case; one of them at least has `SHORTEST` characters. Looked at are the first `AGAIN * limit`
    rows that have all the pairs.
    """
    wanted = sorted({pair for word in words for pair in pairs_of(word)})
    some = rows.alias(pairs=pairs(*fields)).filter(pairs__contains=wanted)
    # Asked for by itself: within the other question the planner may cut every row's text anew for each row.
    found_first = list(some.values_list("pk", flat=True)[: AGAIN * limit])
    # Only Latin letters have two cases; told so, the database compares ten times as fast.
    said = {f"said_{field}": Lower(Collate(field, "C")) for field in fields}
    found = (
        rows.model._default_manager.filter(pk__in=found_first).alias(**said).order_by(*rows.query.order_by)
    )
    for word in words:
        found = found.filter(reduce(or_, (Q(**{f"{name}__contains": word}) for name in said)))
    return found[:limit]
