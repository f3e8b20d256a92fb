"""A trial in tables: places and limiters, grades, what criteria separate, who moves, every point in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.rules.computing import FINAL, NO_DATA, Result
from assessments.appraisals.rules.explaining import REASONS, cases, explain
from assessments.appraisals.rules.fields import Fault
from assessments.appraisals.rules.moved import Moved
from assessments.appraisals.rules.numbers import shown
from assessments.appraisals.rules.places import place_words
from assessments.appraisals.rules.saying import formula
from assessments.appraisals.rules.trial import Apart, GradeCount, GroupTrial, Separation, Trial
from assessments.appraisals.rules.trial_data import MORE, fraction, percent
from responsibilities.units.models import Unit
from revitalization.kit.columns import Column, Grey, Stacked
from revitalization.kit.language import said_together, translated
from revitalization.kit.ledgers import Ledger

MOST_EXPLAINED = 60
"""Units of a group whose points stand on the page in sentences; larger groups have the workbook and the command."""
FAULTS = (
    Column("place", _("Where"), value=lambda it: translated(place_words(it.place)), lead=True),
    Column("what", _("What is wrong"), value=lambda it: translated(it.words)),
)


def faults_ledger(found: Sequence[Fault]) -> Ledger:
    """What keeps a scheme from being sent or tried out, each at its place in the words of the pages."""
    return Ledger(FAULTS, found)


@dataclass(frozen=True)
class Point:
    """One criterion of a unit: its name, what it comes to, and why, in sentences."""

    name: str
    points: str
    sentences: str


@dataclass(frozen=True)
class UnitExplained:
    """Every point of a unit."""

    code: str
    name: str
    total: str
    points: Sequence[Point]


@dataclass(frozen=True)
class GroupShown:
    """A group as the page shows it."""

    key: str
    title: str
    places: Ledger
    grades: Ledger
    spread: Sequence[tuple[str, str]]
    criteria: Ledger
    nothing: str
    explained: Sequence[UnitExplained]
    too_many: bool


def groups_shown(trial: Trial, units: Mapping[str, Unit]) -> list[GroupShown]:
    """The groups in the order of the scheme."""
    return [_group(trial, one, units) for one in trial.groups]


def _group(trial: Trial, one: GroupTrial, units: Mapping[str, Unit]) -> GroupShown:
    few = len(one.results) <= MOST_EXPLAINED
    return GroupShown(
        one.group.key,
        one.group.title,
        _places(trial, one, units, linked=few),
        _grades(one),
        _spread(one.apart, trial.scheme.places) if one.apart else [],
        _criteria(one),
        "、".join(f"{it.key} {it.title}" for it in one.criteria if it.nothing),
        list(_explained(trial, one, units)) if few else [],
        not few,
    )


def _named(code: str, units: Mapping[str, Unit]) -> str:
    return units[code].name if code in units else code


def _places(trial: Trial, one: GroupTrial, units: Mapping[str, Unit], *, linked: bool) -> Ledger:
    limiters = {it.key: it.title for it in trial.scheme.limiters}
    places = trial.scheme.places

    def place(it: Result) -> Any:
        return str(it.place) if it.place is not None else Grey(gettext("none"))

    def total(it: Result) -> str:
        return shown(it.total, places) if it.total is not None else ""

    def state(it: Result) -> Any:
        return Stacked(_STATES[it.state], _missing(trial, it))

    def limited(it: Result) -> str:
        return "、".join(limiters[key] for key in it.limiters)

    columns = (
        Column("place", _("Ranking place"), "number", value=place),
        Column(
            "unit", _("Unit"), value=lambda it: Stacked(_named(it.unit, units), it.unit), lead=True,
            url=(lambda it: "" if it.state == NO_DATA else f"#unit-{it.unit}") if linked else None,
        ),
        Column("total", _("Total points"), "number", value=total, missing=Grey(_("no data"))),
        Column("grade", _("Grade"), value=lambda it: it.grade),
        Column("limiters", _("Limited by"), value=limited),
        Column("state", _("State"), value=state),
    )  # fmt: skip
    return Ledger(columns, one.results)


_STATES = {
    FINAL: _("ranked"),
    "provisional": _("provisional, not ranked"),
    NO_DATA: _("no data, not ranked"),
}


def _missing(trial: Trial, one: Result) -> str:
    titles = trial.scheme.by_key
    return "；".join(
        f"{key} {titles[key].title}：{gettext(REASONS[reason])}" for key, reason in one.missing.items()
    )


def _grades(one: GroupTrial) -> Ledger:
    def quota(it: GradeCount) -> Any:
        return gettext("all") if it.quota is None else str(it.quota)

    columns = (
        Column("word", _("Grade"), value=lambda it: it.word, lead=True),
        Column("many", _("Units"), "number", value=lambda it: str(it.many)),
        Column("quota", _("Places of its quota"), "number", value=quota),
    )
    return Ledger(columns, one.grades)


def _spread(found: Apart, places: int) -> list[tuple[str, str]]:
    more = places + MORE
    return [
        (gettext("Highest"), shown(found.highest, places)),
        (gettext("Median"), shown(found.median, more)),
        (gettext("Lowest"), shown(found.lowest, places)),
        (gettext("From lowest to highest"), shown(found.gap, places)),
        (gettext("Standard deviation"), shown(found.deviation(more), more)),
    ]


def _criteria(one: GroupTrial) -> Ledger:
    def full(it: Separation) -> str:
        return "" if it.mean is None else gettext("%(n)s of %(all)s") % {"n": it.full, "all": it.units}

    def share(it: Separation) -> str:
        said = percent(it.share)
        return "" if said is None else f"{said}%"

    columns = (
        Column("criterion", _("Criterion"), value=lambda it: f"{it.key} {it.title}", lead=True),
        Column("lowest", _("Lowest f"), "number", value=lambda it: fraction(it.lowest)),
        Column("mean", _("Mean f"), "number", value=lambda it: fraction(it.mean)),
        Column("highest", _("Highest f"), "number", value=lambda it: fraction(it.highest)),
        Column("distinct", _("Different scores"), "number", value=lambda it: str(it.distinct)),
        Column("full", _("In full"), "number", value=full),
        Column("share", _("Part of the differences"), "number", value=share),
    )
    return Ledger(columns, one.criteria)


# ---------------------------------------------------------------- every point in sentences


def _explained(trial: Trial, group: GroupTrial, units: Mapping[str, Unit]) -> Iterator[UnitExplained]:
    for one in group.results:
        if one.state != NO_DATA and one.total is not None:
            total = shown(one.total, trial.scheme.places)
            yield UnitExplained(one.unit, _named(one.unit, units), total, list(_points(trial, one)))


def _points(trial: Trial, one: Result) -> Iterator[Point]:
    scheme, given = trial.scheme, trial.inputs.given[one.unit]
    for leaf in scheme.leaves:
        score = one.leaves[leaf.key].score
        sentences = explain(scheme, one, leaf.key, given.get(leaf.key)).sentences
        yield Point(
            f"{leaf.key} {leaf.title}",
            shown(score, scheme.places) if score is not None else "",
            said_together(sentences),
        )
    for it in scheme.beside:
        said = said_together(formula(it))
        found = cases(it.parameters["items"], given[it.key]) if it.key in given else ""
        yield Point(
            f"{it.key} {it.title}", shown(one.beside[it.key], scheme.places), f"{said} {found}".strip()
        )


# ---------------------------------------------------------------- who moves


def moves_shown(trial: Trial, units: Mapping[str, Unit]) -> Ledger | None:
    """Who stands elsewhere than under the present scheme; None where there is none to compare with."""
    found = trial.comparison
    if found is None:
        return None
    titles = {it.key: it.title for it in trial.scheme.groups}

    def group(it: Moved) -> str:
        return "" if it.before.group == it.now.group else titles.get(it.now.group, it.now.group)

    columns = (
        Column("unit", _("Unit"), value=lambda it: Stacked(_named(it.unit, units), it.unit), lead=True),
        Column("place", _("Ranking place"), value=lambda it: _arrow(_place(it.before), _place(it.now))),
        Column("grade", _("Grade"), value=lambda it: _arrow(it.before.grade, it.now.grade)),
        Column("group", _("Other group"), value=group),
    )
    return Ledger(columns, found.moved, empty=gettext("Nobody moves"))


def _place(one: Result) -> str | None:
    return None if one.place is None else str(one.place)


def _arrow(before: str | None, now: str | None) -> str:
    """Before → now; one word where both are alike."""
    was, is_ = before or gettext("none"), now or gettext("none")
    return was if was == is_ else f"{was} → {is_}"
