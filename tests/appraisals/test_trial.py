"""What is said of a trial: statistics of groups and criteria, and who moves, worked out by hand and at random."""

import json
import random
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.appraisals.rules.computing import compute
from assessments.appraisals.rules.content import frozen
from assessments.appraisals.rules.moved import compared
from assessments.appraisals.rules.reading_inputs import read_inputs
from assessments.appraisals.rules.toml_text import scheme_toml
from assessments.appraisals.rules.trial import Apart, Trial, of_groups
from assessments.appraisals.rules.trial_data import trial_data
from tests.api.conftest import program as program  # a fixture
from tests.appraisals import random_cases, small
from tests.appraisals.examples import NAMES, path, scheme, tables


def tried(said: Any, given_: Any) -> dict[str, Any]:
    of, given_inputs = small.read(said, given_)
    results = compute(of, given_inputs)
    return trial_data(Trial(of, given_inputs, results, of_groups(of, results)))


def test_what_is_said_of_a_group_was_worked_out_by_hand() -> None:
    """Two leaves over four units: 40, 60, 80, 100 and always 100; the last unit has nothing in the first."""
    said = small.scheme(
        {"1": small.AT_LEAST, "2": small.AT_LEAST},
        units=6,
        head={"round": {"step": "criterion", "places": 1}},
    )
    said["grade"] = [{"word": "好", "from": "190", "quota": "0.5"}, {"word": "中", "from": "0"}]
    found = tried(
        said,
        {"value": [*small.values("1", "40", "60", "80", "100"), *small.values("2", "100", "100", "100", "100", "50")]},
    )  # fmt: skip
    group = found["groups"][0]
    assert (group["ranked"], group["provisional"], group["no_data"]) == (4, 1, 1)
    assert group["grades"] == [
        {"word": "好", "units": 1, "quota": 2},
        {"word": "中", "units": 3, "quota": None},
    ]
    # Totals 140, 160, 180, 200: the mean 170, squares 900 + 100 + 100 + 900, over 4 = 500, whose root is 22.3607.
    assert group["spread"] == {
        "highest": "200.0", "median": "170.000", "lowest": "140.0", "gap": "60.0", "deviation": "22.361",
    }  # fmt: skip
    first, second = group["criteria"]
    assert first == {
        "key": "1", "title": "1", "units": 4, "distinct": 4, "full": 1, "lowest": "0.4000", "mean": "0.7000",
        "highest": "1.0000", "share_percent": "100.0", "separates_nothing": False,
    }  # fmt: skip
    assert (second["units"], second["distinct"], second["full"], second["mean"]) == (5, 2, 4, "0.9000")
    assert second["share_percent"] == "0.0"


def test_a_leaf_in_which_all_are_alike_separates_nothing() -> None:
    said = small.scheme({"1": small.AT_LEAST, "2": {"type": "done"}}, units=3)
    entries = [*small.values("1", "1", "2", "3"), *small.values("2", "是", "是", "是")]
    found = tried(said, {"value": entries})["groups"][0]["criteria"]
    assert [one["separates_nothing"] for one in found] == [False, True]
    alike = tried(said, {"value": [*small.values("1", "5", "5", "5"), *small.values("2", "是", "是", "是")]})
    assert [one["share_percent"] for one in alike["groups"][0]["criteria"]] == [None, None]


@given(st.fractions(min_value=0, max_value=10_000, max_denominator=999), st.integers(0, 6))
def test_the_root_is_rounded_once_and_half_up(variance: Fraction, places: int) -> None:
    with localcontext() as context:
        context.prec = 80
        root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        expected = root.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Apart(Fraction(1), Fraction(1), Fraction(1), variance).deviation(places) == Fraction(expected)


@settings(max_examples=60)
@given(random_cases.cases())
def test_the_parts_come_to_the_whole_and_nobody_moves_against_the_same_scheme(case: Any) -> None:
    said, entries = case
    of, given_inputs = small.read(said, entries)
    results = compute(of, given_inputs)
    for group in of_groups(of, results):
        shares = [one.share for one in group.criteria if one.share is not None]
        assert not shares or sum(shares) == 1
        assert sorted(one.unit for one in group.results) == sorted(group.group.units)
        places = [one.place for one in group.results if one.place is not None]
        assert places == sorted(places)
        assert [one.state for one in group.results] == sorted(
            (one.state for one in group.results), key=["final", "provisional", "no_data"].index
        )
        assert sum(it.many for it in group.grades) <= group.many("final")
    same = compared("k", of, of, entries, given_inputs, results)
    assert (same.moved, same.unmoved, sum(same.left_out.values())) == ((), len(results), 0)


def test_who_moves_is_named_and_what_the_other_scheme_does_not_know_is_counted() -> None:
    old = small.scheme({"1": small.AT_LEAST, "3": {"type": "done"}}, units=2)
    old["criterion"][1] |= {"points": "50"}
    old["scheme"]["base"] = "150"
    new = small.scheme(
        {"1": small.AT_LEAST, "2": small.AT_LEAST, "3": {"type": "word", "words": {"好": "1"}}}, units=3
    )
    new["limiter"] = [{"key": "l", "title": "l", "when": {"veto": "v"}, "total_at_most": "1"},
                      {"key": "m", "title": "m", "when": {"fact": "f", "at_least": "9"}, "total_at_most": "1"}]  # fmt: skip
    entries = {
        "value": [*small.values("1", "90", "80", "70"), *small.values("2", "10", "100", "50"), *small.values("3", "好", "好", "好")],
        "veto": [{"unit": small.UNITS[2], "key": "v"}],
        "fact": [{"unit": small.UNITS[0], "key": "f", "value": "1"}],
        "last_year": [{"unit": small.UNITS[0], "total": "90", "base": "100"}],
    }  # fmt: skip
    other, (of, known) = small.read(old, {})[0], small.read(new, entries)
    results = small.results(new, entries)
    found = compared("other", other, of, entries, known, results)
    # The second leaf, the third in words, all of the third unit; veto and fact, which no limiter there names.
    assert found.left_out == {"value": 7, "fact": 1, "veto": 1, "last_year": 0}
    assert (found.new, found.unmoved) == (1, 0)
    assert [(it.unit, it.before.place, it.now.place) for it in found.moved] == [
        (small.UNITS[0], None, 2),
        (small.UNITS[1], None, 1),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_shuffled_rows_give_the_same_trial(name: str) -> None:
    chance, said = random.Random(7), None
    for _n in range(5):
        given_ = tables(name, "inputs")
        for rows in given_.values():
            chance.shuffle(rows)
        of = scheme(name)
        read = read_inputs(given_, of)
        results = compute(of, read)
        comparison = compared("k", of, of, given_, read, results)
        now = trial_data(Trial(of, read, results, of_groups(of, results), comparison))
        assert said in (None, now)
        said = now


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_written_anew_gives_the_same_digits_by_the_command(name: str, tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    file.write_text(scheme_toml(frozen(tables(name, "scheme"))), encoding="utf-8")
    out = StringIO()
    call_command("assess", "--json", scheme=file, inputs=path(name, "inputs"), stdout=out)
    assert json.loads(out.getvalue()) == tables(name, "expected")
