"""Schemes of a few leaves, to try one rule at a time: tables of TOML, and what the product makes of them."""

from datetime import date
from typing import Any

from assessments.appraisals.rules.computing import Result, compute
from assessments.appraisals.rules.inputs import Inputs
from assessments.appraisals.rules.reading import read_scheme
from assessments.appraisals.rules.reading_inputs import read_inputs
from assessments.appraisals.rules.schemes import Scheme
from assessments.appraisals.rules.writing import results_data

Table = dict[str, Any]
UNITS = [f"62{number:04d}000000" for number in range(1, 13)]
AT_LEAST: Table = {"type": "at_least", "target": "100", "below": "proportional"}
"""A leaf of 100 points that gives as many points as the value says, up to 100."""


def scheme(leaves: dict[str, Table], *, units: int = 1, head: Table | None = None, **tables: Any) -> Table:
    """A scheme of these leaves, each of 100 points unless it says otherwise, with its first so many units in one group."""
    criteria = [
        {
            "key": key,
            "title": key,
            "source": "office",
            **({} if leaf["type"] in ("bonus", "penalty") else {"points": "100"}),
            **leaf,
        }
        for key, leaf in leaves.items()
    ]
    base = sum(int(one["points"]) for one in criteria if "points" in one and "parent" not in one)
    said: Table = {
        "key": "k", "title": "办法", "issuer": "620000000000", "year": 2026, "cut_off": date(2027, 1, 20),
        "base": str(base), "round": {"step": "criterion", "places": 4}, **(head or {}),
    }  # fmt: skip
    found: Table = {
        "scheme": said,
        "group": [{"key": "A", "title": "A", "units": UNITS[:units]}],
        "criterion": criteria,
    }
    return found | {"grade": [{"word": "好", "from": "0"}]} | tables


def values(key: str, *entries: Any) -> list[Table]:
    """Entries of a leaf for the units in order: a table, a plain value, or None for nothing."""
    tables = [one if isinstance(one, dict) else {"value": one} for one in entries if one is not None]
    units = [unit for unit, one in zip(UNITS, entries, strict=False) if one is not None]
    return [{"unit": unit, "criterion": key, **table} for unit, table in zip(units, tables, strict=True)]


def read(said: Table, given: Table) -> tuple[Scheme, Inputs]:
    found = read_scheme(said)
    return found, read_inputs(given, found)


def computed(said: Table, given: Table) -> list[Table]:
    """What the product writes for each unit."""
    of, inputs = read(said, given)
    return results_data(of, compute(of, inputs))["result"]


def results(said: Table, given: Table) -> tuple[Result, ...]:
    return compute(*read(said, given))


def leaf_scores(leaf: Table, *entries: Any, **head: Any) -> list[str | None]:
    """The score of each unit at a single leaf of 100 points, or why there is none."""
    found = computed(scheme({"1": leaf}, units=len(entries), head=head), {"value": values("1", *entries)})
    return [
        one["scores"].get("1", one.get("missing", {}).get("1")) if "scores" in one else None for one in found
    ]
