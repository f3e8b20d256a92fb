"""Results as plain data, with the strings that stand on every page, paper and answer."""

from collections.abc import Sequence
from typing import Any

from assessments.appraisals.rules.computing import DROPPED, NO_DATA, Result
from assessments.appraisals.rules.numbers import shown
from assessments.appraisals.rules.schemes import Scheme

EFFECTIVE_PLACES, IMPROVEMENT_PLACES = 4, 2


def results_data(scheme: Scheme, results: Sequence[Result]) -> dict[str, Any]:
    """{"result": [...]}: scores and totals with the scheme's digits, improvement in percentage points of the base."""
    return {"result": [result_data(scheme, one) for one in results]}


def result_data(scheme: Scheme, one: Result) -> dict[str, Any]:
    """One unit; what there is not is left out."""
    if one.state == NO_DATA:
        return {"unit": one.unit, "group": one.group, "state": one.state}
    places = scheme.places
    found: dict[str, Any] = {
        "unit": one.unit,
        "group": one.group,
        "total": shown(one.total, places) if one.total is not None else None,
        "state": one.state,
        "place": one.place,
        "grade": one.grade,
        "improvement": shown(one.improvement * 100, IMPROVEMENT_PLACES)
        if one.improvement is not None
        else None,
        "improvement_place": one.improvement_place,
        "limiters": list(one.limiters) or None,
        "missing": dict(one.missing) or None,
    }
    # Each leaf is made when it is asked for: once here.
    leaves = dict(one.leaves)
    scores = {key: leaf.score for key, leaf in leaves.items() if leaf.score is not None}
    return {
        **{name: value for name, value in found.items() if value is not None},
        "scores": {key: shown(score, places) for key, score in {**scores, **one.beside}.items()},
        "effective": {
            key: shown(leaf.effective, EFFECTIVE_PLACES)
            for key, leaf in leaves.items()
            if leaf.how != DROPPED
        },
    }
