"""Schemes and inputs at random, as tables of TOML: every choice of the head, totals on and around grades and caps."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.appraisals import oracle
from tests.appraisals.oracle_types import Table, exact
from tests.appraisals.random_leaves import DIGIT, POINTS, SHARES, TYPES, Draw, one_of, outside, written


@st.composite
def cases(draw: Draw) -> tuple[Table, Table]:
    """A valid scheme and inputs for it."""
    groups = _groups(draw)
    units = [unit for group in groups for unit in group["units"]]
    criteria, entries = _tree(draw, units)
    leaves = [one["key"] for one in criteria if "type" in one]
    for kind in draw(st.lists(one_of("bonus", "penalty"), max_size=2)):
        own, entries[f"S{len(criteria)}"] = outside(draw, units, Fraction(0))
        criteria.append({"key": f"S{len(criteria)}", "title": "外", "type": kind, "source": "office", **own})
    scheme = {
        "scheme": _head(
            draw, leaves, sum(exact(one["points"]) for one in criteria if one.get("parent") == "")
        ),
        "group": groups,
        "criterion": [
            {name: it for name, it in one.items() if (name, it) != ("parent", "")} for one in criteria
        ],
        "grade": [{"word": "好", "from": "0"}],
    }
    inputs = _inputs(draw, units, leaves, entries, exact(scheme["scheme"]["base"]))
    totals = [exact(one["total"]) for one in oracle.compute(scheme, inputs)["result"] if "total" in one]
    scheme["grade"] = _grades(draw, totals)
    scheme["limiter"] = _limiters(draw, leaves, totals, [one["word"] for one in scheme["grade"]])
    inputs |= _reasons(draw, units, scheme["limiter"])
    return scheme, inputs


def _head(draw: Draw, leaves: list[str], base: Fraction) -> Table:
    found = {
        "key": "k", "title": "办法", "issuer": "620000000000", "year": 2026, "cut_off": date(2027, 1, 20), "base": written(base),
        "round": {"step": draw(one_of("criterion", "total")), "places": draw(one_of(0, 1, 2, 2, 4))},
        "ties_by": draw(st.lists(one_of(*leaves), max_size=2)),
    }  # fmt: skip
    choices: Table = {
        "na": ("redistribute", "group_mean", "full"), "missing_after": ("pending", "zero"),
        "quota_round": ("down", "half_up"), "quota_ties": ("out", "in"), "ceiling": (written(base), written(base + Fraction("0.75"))),
    }  # fmt: skip
    chosen = {name: draw(one_of(None, *values)) for name, values in choices.items()}
    return found | {name: value for name, value in chosen.items() if value}


def _groups(draw: Draw) -> list[Table]:
    sizes = draw(one_of([1], [2], [5], [12], [3, 2], [6, 1], [4, 4]))
    codes = iter(f"62{number:04d}000000" for number in range(1, 99))
    return [
        {"key": key, "title": key, "units": [next(codes) for _n in range(size)]}
        for key, size in zip("AB", sizes, strict=False)
    ]


def _tree(draw: Draw, units: list[str]) -> tuple[list[Table], dict[str, Any]]:
    """The criteria of a tree of one to three levels, parents at random before or after, and what each leaf may hold."""
    criteria: list[Table] = []
    entries: dict[str, Any] = {}

    def grow(key: str, parent: str, depth: int) -> Fraction:
        if depth < 3 and draw(st.integers(0, 2)) == 2:
            points = sum(
                (grow(f"{key}.{n}", key, depth + 1) for n in range(1, 1 + draw(st.integers(1, 3)))),
                Fraction(0),
            )
            criteria.append({"key": key, "title": key, "points": written(points), "parent": parent})
            return points
        points = exact(draw(one_of(*POINTS)))
        kind = draw(one_of(*TYPES))
        own, entries[key] = TYPES[kind](draw, units, points)
        criteria.append(
            {
                "key": key,
                "title": key,
                "points": written(points),
                "parent": parent,
                "type": kind,
                "source": "office",
                **own,
            }
        )
        return points

    for number in range(1, 1 + draw(st.integers(1, 4))):
        grow(str(number), "", 1)
    return criteria, entries


def _grades(draw: Draw, totals: list[Fraction]) -> list[Table]:
    """From the best down; thresholds on and around the totals that come out, the last one sometimes out of reach."""
    at = one_of(
        *[
            Fraction(written(abs(one + step)))
            for one in totals or [Fraction(5)]
            for step in (0, 0, -DIGIT, DIGIT)
        ],
        Fraction(0),
    )
    found = sorted({draw(at) for _n in range(draw(st.integers(1, 4)))}, reverse=True)
    quotas = [draw(one_of(None, None, *SHARES, "0.25", "0.33")) for _one in found]
    return [
        {"word": word, "from": written(one), **({"quota": quota} if quota else {})}
        for word, one, quota in zip("优良中差", found, quotas, strict=False)
    ]


def _limiters(draw: Draw, leaves: list[str], totals: list[Fraction], words: list[str]) -> list[Table]:
    least = min(totals, default=Fraction(5))
    # The least total as a cap, half of the time: many totals are shared then, and the scores of `ties_by` decide.
    caps = [written(one + step) for one in totals or [least] for step in (0, DIGIT)]
    caps += [written(least)] * len(caps)
    whens = [{"veto": "v"}, {"fact": "f", "at_least": "1"}, {"fact": "g", "at_least": "0.5"}]
    whens += [{"criterion": leaf, "below": share} for leaf in leaves for share in ("0.5", "0.85", "1")]
    found = []
    for number in range(draw(st.integers(0, 3))):
        effects = draw(one_of(["total_at_most"], ["grade_at_most"], ["total_at_most", "grade_at_most"]))
        all_effects = {"total_at_most": draw(one_of(*caps)), "grade_at_most": draw(one_of(*words))}
        effect = {name: all_effects[name] for name in effects}
        found.append({"key": f"L{number}", "title": "限", "when": draw(one_of(*whens)), **effect})
    return found


# ---------------------------------------------------------------- the inputs


NA: Table = {"na": True, "reason": "不涉及"}
LIKE = one_of(*["own"] * 6, "copy", "copy", "nothing", "na")


def _inputs(
    draw: Draw, units: list[str], leaves: list[str], entries: dict[str, Any], base: Fraction
) -> Table:
    rows: list[Table] = []
    offered = {
        key: one_of(*found, {}, *([{}, NA] * (1 + len(found) // 15) if key in leaves else []))
        for key, found in entries.items()
    }
    for at, unit in enumerate(units):
        like = draw(LIKE)
        if like == "nothing":
            continue
        if like == "copy" and at:
            rows += [row | {"unit": unit} for row in rows if row["unit"] == units[at - 1]]
            continue
        for key, options in offered.items():
            entry = NA if like == "na" and key in leaves else draw(options)
            if entry:
                rows.append({"unit": unit, "criterion": key, **entry})
    before = one_of(
        {"total": "80.05", "base": "100"},
        {"total": "0", "base": "3"},
        {"total": written(base / 2), "base": written(base)},
    )
    last = [{"unit": unit, **draw(before)} for unit in units if draw(st.booleans())]
    return {"value": rows, "last_year": last}


def _reasons(draw: Draw, units: list[str], limiters: list[Table]) -> Table:
    """Vetoes and facts that some of the limiters name."""
    named = {
        key: sorted({one["when"][key] for one in limiters if key in one["when"]}) for key in ("veto", "fact")
    }
    values = one_of("0", "0.5", "1", "0.999999", "2")
    return {
        "veto": [
            {"unit": unit, "key": key} for key in named["veto"] for unit in units if draw(st.booleans())
        ],
        "fact": [
            {"unit": unit, "key": key, "value": draw(values)}
            for key in named["fact"]
            for unit in units
            if draw(st.booleans())
        ],
    }
