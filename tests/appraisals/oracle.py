"""The assessment worked out a second time, from its description and from nothing of the product.

It takes the tables as TOML gives them and gives the strings that are shown. Slow on purpose: unit by unit, every figure
from the beginning, one function for each rule, so that each can be read beside its sentence in `docs/assessment.md`.
"""

from fractions import Fraction
from math import floor
from typing import Any

from tests.appraisals.oracle_types import TYPES, Table, counted, exact, rounded, shown

OF_GROUP = ("group_mean", "efficacy", "rank")
"""The types that look at the others of the group."""


class Case:
    """A scheme and its inputs, to be asked; `entry` is what was entered of a leaf for a unit, None where nothing was."""

    def __init__(self, scheme: Table, inputs: Table) -> None:
        self.head: Table = scheme["scheme"]
        self.groups: list[Table] = scheme["group"]
        self.criteria: list[Table] = scheme["criterion"]
        self.limiters: list[Table] = scheme.get("limiter", [])
        self.grades: list[Table] = scheme["grade"]
        self.rows = {(row["unit"], row["criterion"]): row for row in inputs.get("value", [])}
        self.facts = {(row["unit"], row["key"]): exact(row["value"]) for row in inputs.get("fact", [])}
        self.vetoes = {(row["unit"], row["key"]) for row in inputs.get("veto", [])}
        self.last_year = {row["unit"]: row for row in inputs.get("last_year", [])}
        self.own: dict[tuple[str, str], Any] = {}

    def entry(self, unit: str, key: str) -> Table | None:
        return self.rows.get((unit, key))

    def applies(self, unit: str, key: str) -> bool:
        return not (self.entry(unit, key) or {}).get("na")

    def group(self, unit: str) -> Table:
        return next(one for one in self.groups if unit in one["units"])

    def values(self, unit: str, leaf: Table) -> list[Fraction]:
        """Those of the group of the unit, where the leaf applies and has a value."""
        rows = [self.entry(one, leaf["key"]) or {} for one in self.group(unit)["units"]]
        return [exact(row["value"]) for row in rows if "value" in row and leaf["type"] in OF_GROUP]

    def leaves(self) -> list[Table]:
        return [one for one in self.criteria if one.get("type", "bonus") not in ("bonus", "penalty")]

    def beside(self) -> list[Table]:
        return [one for one in self.criteria if one.get("type") in ("bonus", "penalty")]

    def below(self, key: str) -> list[Table]:
        """What hangs under a node, at the top under ""."""
        inside = [one for one in self.criteria if one.get("type") not in ("bonus", "penalty")]
        return [one for one in inside if one.get("parent", "") == key]


# ---------------------------------------------------------------- missing, not applicable, effective points


def has_data(case: Case, unit: str) -> bool:
    """Whether a single input is there; that a leaf does not apply is none."""
    return any(of == unit and not row.get("na") for (of, _key), row in case.rows.items())


def own(case: Case, unit: str, leaf: Table) -> Any:
    """What the unit's own inputs give, with what is pending set to nothing where the scheme says so."""
    kept = case.own.get((unit, leaf["key"]))
    if kept is None:
        row = case.entry(unit, leaf["key"])
        kept = (None, "pending") if row is None else TYPES[leaf["type"]](leaf, row, case.values(unit, leaf))
        if kept[1] == "pending" and case.head.get("missing_after") == "zero":
            kept = (Fraction(0), "")
        case.own[unit, leaf["key"]] = kept
    return kept


def mean_of_group(case: Case, unit: str, leaf: Table) -> Fraction | None:
    """The mean fraction of the units of the group that have one."""
    others = [
        one for one in case.group(unit)["units"] if has_data(case, one) and case.applies(one, leaf["key"])
    ]
    found = [own(case, one, leaf)[0] for one in others]
    there = [one for one in found if one is not None]
    return sum(there, Fraction(0)) / len(there) if there else None


def drops(case: Case, unit: str, leaf: Table) -> bool:
    """Whether the leaf does not apply to the unit and gives its points away."""
    how = case.head.get("na", "redistribute")
    if case.applies(unit, leaf["key"]) or how == "full":
        return False
    return how == "redistribute" or mean_of_group(case, unit, leaf) is None


def fraction(case: Case, unit: str, leaf: Table) -> Any:
    if case.applies(unit, leaf["key"]):
        return own(case, unit, leaf)
    how = case.head.get("na", "redistribute")
    return (Fraction(1) if how == "full" else mean_of_group(case, unit, leaf)), ""


def stands(case: Case, unit: str, node: Table) -> bool:
    """Whether anything of the node is left for the unit."""
    if "type" in node:
        return not drops(case, unit, node)
    return any(stands(case, unit, one) for one in case.below(node["key"]))


def effective(case: Case, unit: str, leaf: Table) -> Fraction:
    """Its points, times what stands over what is left below at each step up, up to the base."""
    found, above = exact(leaf["points"]), leaf.get("parent", "")
    while True:
        left = sum(
            (exact(one["points"]) for one in case.below(above) if stands(case, unit, one)), Fraction(0)
        )
        node = next((one for one in case.criteria if one["key"] == above), None)
        found *= exact(node["points"] if node else case.head["base"]) / left
        if node is None:
            return found
        above = node.get("parent", "")


# ---------------------------------------------------------------- a unit


def outside(case: Case, unit: str, one: Table) -> Fraction:
    """The points of a bonus or a penalty."""
    row = case.entry(unit, one["key"])
    points = min(exact(one["cap"]), counted(one, row)) if row else Fraction(0)
    return points if one["type"] == "bonus" else -points


def limits(case: Case, unit: str, one: Table, fractions: dict[str, Fraction]) -> bool:
    when = one["when"]
    if "veto" in when:
        return (unit, when["veto"]) in case.vetoes
    if "criterion" in when:
        return when["criterion"] in fractions and fractions[when["criterion"]] < exact(when["below"])
    fact = case.facts.get((unit, when["fact"]))
    return fact is not None and fact >= exact(when["at_least"])


def of_unit(case: Case, unit: str) -> Table:
    """Everything of one unit that does not need the totals of the others."""
    found: Table = {"unit": unit, "group": case.group(unit)["key"], "limiters": []}
    if not has_data(case, unit):
        return {**found, "state": "no_data"}
    rounding = case.head["round"]

    def round_leaf(value: Fraction) -> Fraction:
        return rounded(value, rounding["places"]) if rounding["step"] == "criterion" else value

    standing = [leaf for leaf in case.leaves() if not drops(case, unit, leaf)]
    worked = {leaf["key"]: fraction(case, unit, leaf) for leaf in standing}
    fractions = {key: part for key, (part, _why) in worked.items() if part is not None}
    found["missing"] = {key: why for key, (part, why) in worked.items() if part is None}
    found["effective"] = {leaf["key"]: effective(case, unit, leaf) for leaf in standing}
    scores = {key: round_leaf(part * found["effective"][key]) for key, part in fractions.items()}
    found["scores"] = scores | {one["key"]: round_leaf(outside(case, unit, one)) for one in case.beside()}
    total = max(Fraction(0), sum(found["scores"].values(), Fraction(0)))
    if "ceiling" in case.head:
        total = min(total, exact(case.head["ceiling"]))
    if rounding["step"] == "total":
        total = rounded(total, rounding["places"])
    found["best"] = 0
    for one in case.limiters:
        if limits(case, unit, one, fractions):
            found["limiters"].append(one["key"])
            total = min(total, exact(one.get("total_at_most", total)))
            if "grade_at_most" in one:
                words = [grade["word"] for grade in case.grades]
                found["best"] = max(found["best"], words.index(one["grade_at_most"]))
    return {**found, "total": total, "state": "provisional" if found["missing"] else "final"}


# ---------------------------------------------------------------- a group


def set_places(case: Case, ranked: list[Table]) -> None:
    """By total, then by the scores of `ties_by`; a leaf that does not apply counts as nothing."""
    marks = {
        one["unit"]: [
            one["total"],
            *(one["scores"].get(key, Fraction(0)) for key in case.head.get("ties_by", [])),
        ]
        for one in ranked
    }
    for one in ranked:
        one["place"] = 1 + sum(other > marks[one["unit"]] for other in marks.values())


def set_grades(case: Case, ranked: list[Table]) -> None:
    """From the best grade down, each given to those who reach it and have none yet, in the order of places."""
    for at, grade in enumerate(case.grades):
        eligible = [
            one
            for one in ranked
            if "grade" not in one and one["total"] >= exact(grade["from"]) and at >= one["best"]
        ]
        for one in chosen(case, grade, eligible, len(ranked)):
            one["grade"] = grade["word"]


def chosen(case: Case, grade: Table, eligible: list[Table], ranked: int) -> list[Table]:
    if "quota" not in grade:
        return eligible
    share = exact(grade["quota"]) * ranked
    left = int(rounded(share, 0)) if case.head.get("quota_round") == "half_up" else floor(share)
    found: list[Table] = []
    for place in sorted({one["place"] for one in eligible}):
        together = [one for one in eligible if one["place"] == place]
        if left <= 0 or (len(together) > left and case.head.get("quota_ties", "out") == "out"):
            break
        found += together
        left -= len(together)
    return found


def set_improvement(case: Case, ranked: list[Table]) -> None:
    for one in ranked:
        last = case.last_year.get(one["unit"])
        if last:
            before = exact(last["total"]) / exact(last["base"])
            one["improvement"] = one["total"] / exact(case.head["base"]) - before
    there = [one for one in ranked if "improvement" in one]
    for one in there:
        one["improvement_place"] = 1 + sum(other["improvement"] > one["improvement"] for other in there)


def compute(scheme: Table, inputs: Table) -> Table:
    """{"result": [...]}, as `manage.py assess --json` prints it."""
    case = Case(scheme, inputs)
    found = []
    for group in case.groups:
        units = [of_unit(case, unit) for unit in group["units"]]
        ranked = [one for one in units if one["state"] == "final"]
        set_places(case, ranked)
        set_grades(case, ranked)
        set_improvement(case, ranked)
        found += [said(case, one) for one in units]
    return {"result": found}


def said(case: Case, one: Table) -> Table:
    if one["state"] == "no_data":
        return {"unit": one["unit"], "group": one["group"], "state": "no_data"}
    places = case.head["round"]["places"]
    found = {
        name: one[name]
        for name in ("unit", "group", "state", "place", "grade", "improvement_place")
        if name in one
    }
    found |= {name: one[name] for name in ("limiters", "missing") if one[name]}
    found["total"] = shown(one["total"], places)
    if "improvement" in one:
        found["improvement"] = shown(one["improvement"] * 100, 2)
    found["scores"] = {key: shown(score, places) for key, score in one["scores"].items()}
    found["effective"] = {key: shown(points, 4) for key, points in one["effective"].items()}
    return found
