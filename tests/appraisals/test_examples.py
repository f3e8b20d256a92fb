"""The three worked examples come out to the last digit, whatever the order of rows."""

import json
import random
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from assessments.appraisals.rules.computing import compute
from assessments.appraisals.rules.reading import read_scheme
from assessments.appraisals.rules.reading_inputs import read_inputs
from assessments.appraisals.rules.writing import results_data
from tests.appraisals.examples import NAMES, inputs, path, scheme, tables


@pytest.mark.parametrize("name", NAMES)
def test_an_example_gives_what_was_worked_out_by_hand(name: str) -> None:
    found = results_data(scheme(name), compute(scheme(name), inputs(name)))
    assert found == tables(name, "expected")


@pytest.mark.parametrize("name", NAMES)
def test_shuffled_rows_give_the_same_digits(name: str) -> None:
    chance = random.Random(20261130)
    for _n in range(20):
        given = tables(name, "inputs")
        for rows in given.values():
            chance.shuffle(rows)
        said = tables(name, "scheme")
        chance.shuffle(said["criterion"])
        shuffled = read_scheme(said)
        results = compute(shuffled, read_inputs(given, shuffled))
        assert _by_unit(results_data(shuffled, results)) == _by_unit(tables(name, "expected"))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def _by_unit(data: dict[str, Any]) -> dict[str, Any]:
    return {row["unit"]: row for row in data["result"]}


@pytest.mark.parametrize("name", NAMES)
def test_the_command_prints_the_same_and_needs_no_database(name: str) -> None:
    out = StringIO()
    call_command("assess", "--json", scheme=path(name, "scheme"), inputs=path(name, "inputs"), stdout=out)
    assert json.loads(out.getvalue()) == tables(name, "expected")


def test_the_command_lists_places_and_explains_a_unit() -> None:
    out = StringIO()
    files = {"scheme": path("county-100", "scheme"), "inputs": path("county-100", "inputs")}
    call_command("assess", **files, stdout=out)
    assert "A\t1\t620111000000\t99.27\t好\tfinal" in out.getvalue().splitlines()
    assert "B\t–\t621124000000\t77.51\t\tprovisional" in out.getvalue().splitlines()
    call_command("assess", **files, explain="621123000000", stdout=out)
    assert "58.1 reaches the mean of the group, 57.4667…: in full. 1 × 8 points." in out.getvalue()
    with pytest.raises(CommandError, match="in no group"):
        call_command("assess", **files, explain="110000000000", stdout=out)


def test_the_command_names_each_fault_and_its_place(tmp_path: Any) -> None:
    wrong = tmp_path / "scheme.toml"
    text = path("county-100", "scheme").read_text(encoding="utf-8")
    wrong.write_text(
        text.replace('points = "10"', 'points = "11"', 1).replace('"rank"', '"rang"'), encoding="utf-8"
    )
    with pytest.raises(CommandError) as caught:
        call_command("assess", scheme=wrong, inputs=path("county-100", "inputs"))
    assert "[[criterion]] 4.1 · type: there is no such type" in str(caught.value)
    with pytest.raises(CommandError, match="No such file"):
        call_command("assess", scheme=tmp_path / "none.toml", inputs=wrong)
