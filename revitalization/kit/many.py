"""One act on many picked rows: each done or refused by itself, and each told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from revitalization.kit.errors import Hidden, Problem
from revitalization.kit.inbox import Outcome, Picked, gone


def picked_rows(picked: Sequence[Picked], rows: Any) -> dict[str, Any]:
    """Those of the rows that were picked, by public key; `Hidden` when none of them is among them."""
    keys = {one.key for one in picked}
    found = {row.public_id: row for row in rows if row.public_id in keys}
    if not found:
        raise Hidden
    return found


def done_each(
    picked: Sequence[Picked],
    rows: Mapping[str, Any],
    do: Callable[[Any, int], object],
    outcome: Callable[[Any, str], Outcome],
) -> list[Outcome]:
    """Does the act on each row in the version that was shown; `outcome` makes of a row and its refusal what is told.

    Done in the order of the table, so that two of these at once wait for each other; told in the order of the page.
    """
    versions = {rows[one.key].pk: one.version for one in picked if one.key in rows}
    refused: dict[int, str] = {}
    for row in sorted(rows.values(), key=lambda row: row.pk):
        try:
            with transaction.atomic():
                do(row, versions[row.pk])
        except Problem as problem:
            refused[row.pk] = " ".join(str(error.message) for error in problem.errors) or str(problem.detail)
    return told_each(picked, {key: outcome(row, refused.get(row.pk, "")) for key, row in rows.items()})


def told_each(picked: Sequence[Picked], outcomes: Mapping[str, Outcome]) -> list[Outcome]:
    """In the order in which they were picked; a line that is gone or out of reach is refused by itself."""
    return [outcomes.get(one.key) or gone() for one in picked]
