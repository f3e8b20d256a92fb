"""The product and a second, slow computation come to the same strings, whatever is decided and whatever is given."""

import copy
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.appraisals import oracle
from tests.appraisals.examples import NAMES, tables
from tests.appraisals.random_cases import cases
from tests.appraisals.small import Table, computed

QUICK = settings(max_examples=120, derandomize=True, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=3000, suppress_health_check=list(HealthCheck))
IN_POINTS = ("points", "base", "ceiling", "spread", "floor_points", "cap", "from", "total_at_most", "decided")
"""What is said in points; the rest are shares, values and counts."""

Case = tuple[Table, Table]


@pytest.mark.parametrize("name", NAMES)
def test_the_second_computation_gives_the_worked_examples(name: str) -> None:
    assert oracle.compute(tables(name, "scheme"), tables(name, "inputs")) == tables(name, "expected")


@QUICK
@given(cases())
def test_random_schemes_come_out_alike(case: Case) -> None:
    assert computed(*case) == oracle.compute(*case)["result"]


@pytest.mark.slow
@LONG
@given(cases())
def test_thousands_of_random_schemes_come_out_alike(case: Case) -> None:
    assert computed(*case) == oracle.compute(*case)["result"]
    assert by_unit(computed(*shuffled(case))) == by_unit(computed(*case))


@settings(QUICK, max_examples=30)
@given(cases())
def test_order_and_year_make_no_difference(case: Case) -> None:
    found = by_unit(computed(*case))
    assert by_unit(computed(*shuffled(case))) == found
    scheme, inputs = case
    scheme["scheme"]["year"] += 1
    assert by_unit(computed(scheme, inputs)) == found


def shuffled(case: Case) -> Case:
    """The same with every list of tables in another order, but for grades and limiters, whose order is a rule."""
    chance = random.Random(7)
    scheme, inputs = copy.deepcopy(case)
    for rows in (
        scheme["group"],
        scheme["criterion"],
        *inputs.values(),
        *(group["units"] for group in scheme["group"]),
    ):
        chance.shuffle(rows)
    return scheme, inputs


def by_unit(rows: list[Table]) -> dict[str, Table]:
    return {row["unit"]: row for row in rows}


@settings(QUICK, max_examples=30)
@given(cases())
def test_ten_times_the_points_and_one_place_less_is_the_same_assessment(case: Case) -> None:
    case[0]["scheme"]["round"]["places"] = 3
    tenfold, inputs = ten_times(case[0]), ten_times(case[1], kept=("last_year",))
    experts = {one["key"] for one in tenfold["criterion"] if one.get("type") == "expert"}
    for row in inputs["value"]:
        if row["criterion"] in experts and "sheets" in row:
            row["sheets"] = [ten(mark) for mark in row["sheets"]]
    tenfold["scheme"]["round"]["places"] = 2
    for once, ten_fold in zip(computed(*case), computed(tenfold, inputs), strict=True):
        assert digits(ten_fold) == digits(once)


def ten(number: str) -> str:
    return oracle.shown(oracle.exact(number) * 10, 11)


def ten_times(said: Any, kept: tuple[str, ...] = ()) -> Any:
    if isinstance(said, list):
        return [ten_times(one, kept) for one in said]
    if not isinstance(said, dict):
        return said
    found = {
        name: it if name in kept else ten(it) if name in IN_POINTS else ten_times(it, kept)
        for name, it in said.items()
    }
    if "items" in said:
        found["items"] = {name: ten(points) for name, points in said["items"].items()}
    return found


def digits(row: Table) -> Table:
    """A result without its decimal points; effective points have their four places whatever the base."""
    plain = {name: it for name, it in row.items() if name not in ("effective", "total", "scores")}
    numbers = {"total": row.get("total", ""), **row.get("scores", {})}
    return plain | {name: it.replace(".", "").lstrip("-0") for name, it in numbers.items()}
