"""What the tests of the editor share: addresses of its pages, what a page sends, whether anything was changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.tree import rows
from assessments.appraisals.rules.typed import as_typed
from tests.appraisals import story


def tree_of(row: Scheme) -> str:
    return f"/assessment/schemes/{row.key}/tree/"


def rows_of(row: Scheme) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = story.again(row).content["criterion"]
    return found


def at(row: Scheme, key: str) -> int:
    return next(n for n, one in enumerate(rows_of(row), 1) if one["key"] == key)


def criterion_page(row: Scheme, key: str) -> str:
    return f"/assessment/schemes/{row.key}/criteria/{at(row, key)}/"


def typed(row: Scheme, do: str = "save", **changes: str) -> dict[str, str]:
    """What a page of the tree sends: its rows as they stand, with changes such as `title_3="…"`."""
    row = story.again(row)
    said = {"version": str(row.version), "do": do}
    shown = [as_typed(one) for one in row.content["criterion"]]
    said["was"] = json.dumps([[one.key, one.title, one.points] for one in shown])
    for n, one in enumerate(shown, 1):
        said |= {f"key-{n}": one.key, f"title-{n}": one.title, f"points-{n}": one.points}
    return said | {name.replace("_", "-"): text for name, text in changes.items()}


def unchanged(row: Scheme) -> bool:
    now = story.again(row)
    return (now.version, now.content) == (row.version, row.content)


def walk_keys(criteria: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The keys in the order of the rows."""
    return (row.key for row in rows([dict(one) for one in criteria]))
