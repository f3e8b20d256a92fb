"""The types of leaves worked out a second time, one function for each, from their description alone.

Each takes the leaf and the entry as TOML gives them and `values`, those that the units of the group have there, and
gives the fraction of the points and "", or None and why there is none.
"""

from fractions import Fraction
from math import floor
from typing import Any

Table = dict[str, Any]


def exact(given: Any) -> Fraction:
    return Fraction(str(given))


def rounded(value: Fraction, places: int) -> Fraction:
    """Half up, and away from zero where it is negative."""
    size = Fraction(floor(abs(value) * 10**places + Fraction(1, 2)), 10**places)
    return size if value >= 0 else -size


def shown(value: Fraction, places: int) -> str:
    found = rounded(value, places)
    whole, rest = divmod(int(abs(found) * 10**places), 10**places)
    sign = "-" if found < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


# ---------------------------------------------------------------- the types


def below_target(leaf: Table, ratio: Fraction) -> Fraction:
    """What is reached below the target, where `ratio` of it is there."""
    if "steps" in leaf:
        for at, gives in sorted(((exact(at), exact(gives)) for at, gives in leaf["steps"]), reverse=True):
            if ratio >= at:
                return gives
        return Fraction(0)
    if leaf.get("below", "none") == "none":
        return Fraction(0)
    if "zero_below" in leaf and ratio < exact(leaf["zero_below"]):
        return Fraction(0)
    return max(Fraction(0), ratio)


def at_least(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    target = exact(leaf.get("targets", {}).get(row["unit"], leaf["target"]))
    value = exact(row["value"])
    return (Fraction(1) if value >= target else below_target(leaf, value / target)), ""


def at_most(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    value, target = exact(row["value"]), exact(leaf["target"])
    if value <= target:
        return Fraction(1), ""
    if "zero_at" not in leaf or value >= exact(leaf["zero_at"]):
        return Fraction(0), ""
    return (exact(leaf["zero_at"]) - value) / (exact(leaf["zero_at"]) - target), ""


def within(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    value, low, high = exact(row["value"]), exact(leaf["low"]), exact(leaf["high"])
    if low <= value <= high:
        return Fraction(1), ""
    outside = low - value if value < low else value - high
    if "tolerance" not in leaf:
        return Fraction(0), ""
    return max(Fraction(0), 1 - outside / exact(leaf["tolerance"])), ""


def growth(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    if "last" not in row or exact(row["last"]) == 0:
        return None, "no_basis"
    rate = (exact(row["value"]) - exact(row["last"])) / abs(exact(row["last"]))
    target = exact(leaf["target"])
    if rate >= target:
        return Fraction(1), ""
    return (below_target(leaf, rate / target) if target > 0 else Fraction(0)), ""


def group_mean(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    mean, value = sum(values, Fraction(0)) / len(values), exact(row["value"])
    if mean <= 0:
        return None, "no_basis"
    if leaf["direction"] == "down":
        return (Fraction(1) if value <= mean else mean / value), ""
    if value >= mean:
        return Fraction(1), ""
    if "zero_below" in leaf and value / mean < exact(leaf["zero_below"]):
        return Fraction(0), ""
    return max(Fraction(0), value / mean), ""


def efficacy(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    up = leaf["direction"] == "up"
    best = exact(leaf["best"]) if "best" in leaf else (max(values) if up else min(values))
    worst = exact(leaf["worst"]) if "worst" in leaf else (min(values) if up else max(values))
    if best == worst:
        return Fraction(1), ""
    low = exact(leaf.get("floor", "0.6"))
    found = low + (1 - low) * (exact(row["value"]) - worst) / (best - worst)
    return min(Fraction(1), max(Fraction(0), found)), ""


def rank(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    value, up = exact(row["value"]), leaf["direction"] == "up"
    better = [one for one in values if (one > value if up else one < value)]
    return max(exact(leaf["floor"]), 1 - exact(leaf["step"]) * len(better)), ""


def word(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    return exact(leaf["words"][row["value"]]), ""


def done(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    return Fraction(1 if row["value"] in (True, "1", "是") else 0), ""


def expert(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    points = exact(leaf["points"])
    if "decided" in row:
        return exact(row["decided"]) / points, ""
    sheets = [exact(one) for one in row["sheets"]]
    if leaf["sheets"] == 1:
        return sheets[0] / points, ""
    if len(sheets) < 2:
        return None, "pending"
    if abs(sheets[0] - sheets[1]) <= exact(leaf["spread"]):
        return (sheets[0] + sheets[1]) / 2 / points, ""
    if len(sheets) < 3:
        return None, "third_needed"
    low, middle, high = sorted(sheets)
    if middle - low == high - middle:
        return (low + middle + high) / 3 / points, ""
    nearest = (low + middle) / 2 if middle - low < high - middle else (middle + high) / 2
    return nearest / points, ""


def survey(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    if row["asked"] < leaf["sample"]:
        return None, "sample_too_small"
    return min(Fraction(1), Fraction(row["satisfied"], row["asked"]) / exact(leaf.get("full_at", "1"))), ""


def counted(leaf: Table, row: Table) -> Fraction:
    return sum((count * exact(leaf["items"][item]) for item, count in row["counts"].items()), Fraction(0))


def deduct(leaf: Table, row: Table, values: list[Fraction]) -> Any:
    points = exact(leaf["points"])
    return max(exact(leaf.get("floor_points", "0")), points - counted(leaf, row)) / points, ""


TYPES = {
    "at_least": at_least, "at_most": at_most, "range": within, "growth": growth, "group_mean": group_mean,
    "efficacy": efficacy, "rank": rank, "word": word, "done": done, "expert": expert, "survey": survey, "deduct": deduct,
}  # fmt: skip
