"""Computing assessments of the whole nation: 2,850 counties by 127 criteria, 41,000 townships by 60, all types in turn.

Floor: the same scores, totals and places in PostgreSQL's numeric, one statement over a table of the same inputs.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import cycle, islice
from random import Random
from typing import Any

from assessments.appraisals.rules.computing import compute
from assessments.appraisals.rules.inputs import Given, Inputs
from assessments.appraisals.rules.reading import read_scheme
from assessments.appraisals.rules.schemes import Scheme
from bench.readers import least, paired, timed
from bench.registry import Result

KINDS: dict[str, dict[str, Any]] = {
    "share": {"type": "at_least", "target": "95", "below": "proportional", "zero_below": "0.5"},
    "steps": {"type": "at_least", "target": "95", "steps": [["0.9", "0.75"], ["0.8", "0.5"]]},
    "at_most": {"type": "at_most", "target": "20", "zero_at": "90"},
    "range": {"type": "range", "low": "70", "high": "95", "tolerance": "40"},
    "growth": {"type": "growth", "target": "0.07", "below": "proportional"},
    "mean": {"type": "group_mean", "direction": "up"},
    "efficacy": {"type": "efficacy", "direction": "up"},
    "rank": {"type": "rank", "direction": "up", "step": "0.01", "floor": "0.5"},
    "word": {"type": "word", "words": {"好": "1", "较好": "0.85", "一般": "0.6", "差": "0"}},
    "done": {"type": "done"},
    "expert": {"type": "expert", "sheets": 2, "spread": "1.5"},
    "survey": {"type": "survey", "sample": 200, "full_at": "0.95"},
    "deduct": {"type": "deduct", "items": {"late": "0.25", "false": "1.5"}},
}
"""Leaves of ten points each, one kind after the other."""
FRACTIONS = {
    "share": "CASE WHEN x / 95 < 0.5 THEN 0 ELSE least(1, x / 95) END",
    "steps": "CASE WHEN x >= 95 THEN 1 WHEN x / 95 >= 0.9 THEN 0.75 WHEN x / 95 >= 0.8 THEN 0.5 ELSE 0 END",
    "at_most": "greatest(0, least(1, (90 - x) / 70))",
    "range": "greatest(0, 1 - greatest(0, 70 - x, x - 95) / 40)",
    "growth": "greatest(0, least(1, (x - y) / abs(y) / 0.07))",
    "mean": "least(1, x / avg(x) OVER part)",
    "efficacy": "0.6 + 0.4 * (x - min(x) OVER part) / (max(x) OVER part - min(x) OVER part)",
    "rank": "greatest(0.5, 1 - 0.01 * (rank() OVER (PARTITION BY grp, leaf ORDER BY x DESC) - 1))",
    "word": "CASE word WHEN '好' THEN 1 WHEN '较好' THEN 0.85 WHEN '一般' THEN 0.6 ELSE 0 END",
    "done": "CASE word WHEN 'true' THEN 1 ELSE 0 END",
    "expert": "(x + y) / 20",
    "survey": "least(1, y / x / 0.95)",
    "deduct": "greatest(0, 10 - 0.25 * x - 1.5 * y) / 10",
}
"""The same in SQL; what a row holds in x, y and word says `rows`."""
SIZES = {"assess_counties": (2_850, 127, 31), "assess_townships": (41_000, 60, 333)}
"""Units, criteria, groups."""


def run(connection) -> list[Result]:
    """Counties, townships, and that a cell of many units costs what one of few does."""
    found, cell = [], 0.0
    for name, (units, leaves, groups) in SIZES.items():
        scheme, inputs = made(units, leaves, groups)
        _store(connection, scheme, inputs)
        agree(connection, scheme, inputs)
        look = lambda: paired(lambda: compute(scheme, inputs), lambda: floor(connection), 1)  # noqa: B023, E731
        found.append(Result(name, *least(look, 2.0), 2.0))
        cell = found[-1].seconds / units / leaves
        print(f"# {units * leaves} cells, {cell * 1e6:.2f} millionths of a second each")
    few = made(units // 8, leaves, groups // 8)
    once = timed(lambda: compute(*few)) / (units // 8) / leaves
    return [*found, Result("assess_cell_of_eightfold", cell, once, cell / once, 1.5)]


def made(units: int, leaves: int, groups: int) -> tuple[Scheme, Inputs]:
    """A scheme of so many leaves, ten under each parent, and inputs for all its units, the same in every run."""
    codes = [str(10**11 + number) for number in range(units)]
    kinds = list(islice(cycle(KINDS), leaves))
    criteria: list[dict[str, Any]] = [
        {
            "key": str(at),
            "title": kind,
            "points": "10",
            "parent": f"T{at // 10}",
            "source": "office",
            **KINDS[kind],
        }
        for at, kind in enumerate(kinds)
    ]
    for top in dict.fromkeys(one["parent"] for one in criteria):
        many = sum(one.get("parent") == top for one in criteria)
        criteria.append({"key": top, "title": top, "points": str(10 * many)})
    scheme = read_scheme({
        "scheme": {
            "key": "bench", "title": "测速", "issuer": codes[0], "year": 2026, "cut_off": date(2027, 1, 20),
            "base": str(10 * leaves), "round": {"step": "criterion", "places": 2}, "ties_by": ["0"],
        },
        "group": [{"key": str(at), "title": str(at), "units": codes[at::groups]} for at in range(groups)],
        "criterion": criteria,
        "grade": [{"word": "好", "from": str(7 * leaves), "quota": "0.3"}, {"word": "中", "from": "0"}],
    })  # fmt: skip
    chance = Random(20261130)
    given = {code: {str(at): entry(kind, chance) for at, kind in enumerate(kinds)} for code in codes}
    return scheme, Inputs(given)


def entry(kind: str, chance: Random) -> Given:
    """What a unit may have entered of such a leaf."""
    if kind == "growth":
        return Given(Fraction(chance.randint(9_000, 14_000)), last=Fraction(chance.randint(9_000, 13_000)))
    if kind == "word":
        return Given(chance.choice(("好", "较好", "一般", "差")))
    if kind == "done":
        return Given(chance.random() < 0.8)
    if kind == "expert":
        first = chance.randint(0, 20)
        return Given(sheets=(Fraction(first, 2), Fraction(max(0, first - chance.randint(0, 3)), 2)))
    if kind == "survey":
        asked = chance.randint(200, 600)
        return Given(asked=asked, satisfied=chance.randint(asked // 2, asked))
    if kind == "deduct":
        return Given(counts={"late": chance.randint(0, 4), "false": chance.randint(0, 2)})
    return Given(Fraction(chance.randint(0, 10_000), 100))


def rows(scheme: Scheme, inputs: Inputs) -> Iterator[tuple[Any, ...]]:
    """The inputs as rows: group, unit, leaf, kind, x, y, word."""
    for group in scheme.groups:
        for unit in group.units:
            for leaf in scheme.leaves:
                one = inputs.given[unit][leaf.key]
                x, y, word = one.value, one.last, None
                if leaf.title in ("word", "done"):
                    x, word = None, str(one.value).lower()
                if leaf.title == "expert":
                    x, y = one.sheets
                elif leaf.title == "survey":
                    x, y = one.asked, one.satisfied
                elif leaf.title == "deduct":
                    x, y = one.counts["late"], one.counts["false"]
                numbers = (r"\N" if it is None else f"{float(it):.2f}" for it in (x, y))
                yield (group.key, unit, leaf.key, leaf.title, *numbers, word or r"\N")


def _store(connection, scheme: Scheme, inputs: Inputs) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_given")
        cursor.execute(
            "CREATE UNLOGGED TABLE bench_given"
            " (grp int, unit bigint, leaf int, kind text, x numeric, y numeric, word text)"
        )
        lines = ("\t".join(map(str, row)) + "\n" for row in rows(scheme, inputs))
        cursor.copy_expert("COPY bench_given FROM STDIN", Lines(lines))
        cursor.execute("ANALYZE bench_given")


class Lines:
    """Lines as the file that COPY reads."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def read(self, size: int) -> str:
        """Some of them, at the end none."""
        return "".join(islice(self._lines, 1_000))


def floor(connection) -> list[tuple[int, Any, int]]:
    """Unit, total and place of everybody, with the scores of all leaves kept beside."""
    parts = " UNION ALL ".join(
        f"SELECT grp, unit, leaf, round(10 * ({said}), 2) AS score FROM bench_given WHERE kind = '{kind}'"
        + (" WINDOW part AS (PARTITION BY grp, leaf)" if "OVER part" in said else "")
        for kind, said in FRACTIONS.items()
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_scores")
        cursor.execute(f"CREATE TEMPORARY TABLE bench_scores AS {parts}")
        cursor.execute(
            "SELECT unit, sum(score), rank() OVER (PARTITION BY grp ORDER BY sum(score) DESC)"
            " FROM bench_scores GROUP BY grp, unit"
        )
        return list(cursor.fetchall())


def agree(connection, scheme: Scheme, inputs: Inputs) -> None:
    """Stops where the floor computes something else: its quotients end somewhere, so a digit may differ, no more."""
    totals = {int(one.unit): one.total for one in compute(scheme, inputs)}
    last = Fraction(1, 100)
    far = [
        unit for unit, total, _place in floor(connection) if abs(Fraction(total) - (totals[unit] or 0)) > last
    ]
    if far or not totals:
        raise RuntimeError(f"{len(far)} totals differ, that of {far[:1]} first")
