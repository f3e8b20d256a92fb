"""A trial as plain data for programs: the results as everywhere, and what is said of groups, criteria and moves."""

from fractions import Fraction
from typing import Any

from assessments.appraisals.rules.computing import FINAL, NO_DATA, PROVISIONAL
from assessments.appraisals.rules.moved import Comparison, Moved
from assessments.appraisals.rules.numbers import shown
from assessments.appraisals.rules.trial import Apart, GroupTrial, Separation, Trial
from assessments.appraisals.rules.writing import results_data

F_PLACES, PERCENT_PLACES = 4, 1
MORE = 2
"""Digits of a median or a deviation beyond those of the totals."""


def trial_data(trial: Trial) -> dict[str, Any]:
    """{"result": [...], "groups": [...], "moves": {...} or null}, all numbers as texts."""
    places = trial.scheme.places
    return {
        **results_data(trial.scheme, trial.results),
        "groups": [_group(one, places) for one in trial.groups],
        "moves": _moves(trial.comparison) if trial.comparison else None,
    }


def _group(one: GroupTrial, places: int) -> dict[str, Any]:
    return {
        "key": one.group.key,
        "title": one.group.title,
        "ranked": one.many(FINAL),
        "provisional": one.many(PROVISIONAL),
        "no_data": one.many(NO_DATA),
        "grades": [{"word": it.word, "units": it.many, "quota": it.quota} for it in one.grades],
        "spread": _apart(one.apart, places) if one.apart else None,
        "criteria": [_criterion(it) for it in one.criteria],
    }


def _apart(one: Apart, places: int) -> dict[str, str]:
    return {
        "highest": shown(one.highest, places),
        "median": shown(one.median, places + MORE),
        "lowest": shown(one.lowest, places),
        "gap": shown(one.gap, places),
        "deviation": shown(one.deviation(places + MORE), places + MORE),
    }


def _criterion(one: Separation) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "units": one.units,
        "distinct": one.distinct,
        "full": one.full,
        "lowest": fraction(one.lowest),
        "mean": fraction(one.mean),
        "highest": fraction(one.highest),
        "share_percent": percent(one.share),
        "separates_nothing": one.nothing,
    }


def fraction(f: Fraction | None) -> str | None:
    """An f with four digits."""
    return None if f is None else shown(f, F_PLACES)


def percent(share: Fraction | None) -> str | None:
    """A share in per cent with one digit, without the sign."""
    return None if share is None else shown(share * 100, PERCENT_PLACES)


def _moves(one: Comparison) -> dict[str, Any]:
    return {
        "against": one.key,
        "left_out": dict(one.left_out),
        "unmoved": one.unmoved,
        "new": one.new,
        "units": [_moved(it) for it in one.moved],
    }


def _moved(it: Moved) -> dict[str, Any]:
    return {
        "unit": it.unit,
        "group_before": it.before.group,
        "group": it.now.group,
        "place_before": it.before.place,
        "place": it.now.place,
        "grade_before": it.before.grade,
        "grade": it.now.grade,
    }
