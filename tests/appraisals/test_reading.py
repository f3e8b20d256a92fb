"""A file that means nothing certain is refused, with every fault at its place; nothing is guessed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from assessments.appraisals.actions.contents import MOST_BYTES
from assessments.appraisals.forms import inputs_of, scheme_of
from assessments.appraisals.rules.fields import UnreadableError
from assessments.appraisals.rules.reading import read_scheme
from assessments.appraisals.rules.reading_inputs import read_inputs
from revitalization.kit.errors import Invalid
from tests.appraisals.examples import NAMES, path, scheme, tables

Change = Callable[[dict[str, Any]], Any]


def leaf(data: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in data["criterion"] if one["key"] == key)


def set_in(which: str, /, **values: Any) -> Change:
    return lambda data: leaf(data, which).update(values)


def without(key: str, name: str) -> Change:
    return lambda data: leaf(data, key).pop(name)


WRONG: dict[str, tuple[Change, str]] = {
    "a key nobody knows": (set_in("1.1", tarjet="1"), "[[criterion]] 1.1 · tarjet: nobody knows this key here"),
    "a table nobody knows": (lambda data: data.update(notes={}), "[notes]: nobody knows this key here"),
    "a sum of points": (set_in("1.1", points="11"), "[[criterion]] 1: 25 points, but those below come to 26"),
    "the base": (lambda data: data["scheme"].update(base="99"), "[scheme] · base: 99 points, but those below come to 100"),
    "an unknown type": (set_in("4.1", type="rang"), "[[criterion]] 4.1 · type: there is no such type"),
    "a key twice": (set_in("1.2", key="1.1"), "[[criterion]] 1.1: stands there twice"),
    "a circle": (set_in("1", parent="1"), "[[criterion]] 1 · parent: stands below itself"),
    "no parent": (set_in("1.1", parent="9"), "[[criterion]] 1.1 · parent: there is no criterion “9”"),
    "below a leaf": (set_in("1.1", parent="1.2"), "[[criterion]] 1.1 · parent: “1.2” is a leaf"),
    "a target of nothing": (set_in("1.1", target="0"), "[[criterion]] 1.1 · target: must be above 0"),
    "one unit's target": (set_in("1.2", targets={"620111000000": "-1"}), "[[criterion]] 1.2 · targets: must be above 0"),
    "a target of nobody": (set_in("1.2", targets={"110000000000": "1"}), "110000000000 is in no group"),
    "a unit in two groups": (
        lambda data: data["group"][0]["units"].append("621121000000"), "[[group]] 621121000000: this unit stands in two groups"
    ),
    "a unit that is none": (lambda data: data["group"][0]["units"].append("6211"), "[[group]] A · units: the official code"),
    "a number in words": (set_in("1.1", target="十"), "[[criterion]] 1.1 · target: a plain decimal number"),
    "a number with an exponent": (set_in("1.1", target="1e2"), "[[criterion]] 1.1 · target: a plain decimal number"),
    "a number in full width": (set_in("1.1", target="１００"), "[[criterion]] 1.1 · target: a plain decimal number"),
    "a binary float": (set_in("1.1", target=99.9), "[[criterion]] 1.1 · target: a plain decimal number"),
    "no points": (without("1.1", "points"), "[[criterion]] 1.1 · points: is missing"),
    "both ways below": (set_in("1.1", steps=[["0.5", "0.5"]]), "[[criterion]] 1.1: either steps or another way"),
    "steps that rise": (set_in("1.2", steps=[["0.9", "0.5"], ["0.8", "0.6"]]), "[[criterion]] 1.2 · steps: each step"),
    "a limit below the target": (set_in("1.3", zero_at="0.5"), "[[criterion]] 1.3: “zero_at” must lie above"),
    "an empty range": (set_in("2.2", low="101"), "[[criterion]] 2.2: “low” must not lie above “high”"),
    "a share above one": (set_in("4.1", floor="1.5"), "[[criterion]] 4.1 · floor: must lie between 0 and 1"),
    "a direction": (set_in("3.2", direction="left"), "[[criterion]] 3.2 · direction: must be one of: up, down"),
    "two sheets without a spread": (without("5.1", "spread"), "[[criterion]] 5.1: two sheets need “spread”"),
    "three sheets": (set_in("5.1", sheets=3), "[[criterion]] 5.1 · sheets: one sheet, or two"),
    "a department without a name": (without("1.1", "by"), "[[criterion]] 1.1 · by: the scoring department is named"),
    "a fact without a name": (without("5.2", "fact"), "[[criterion]] 5.2 · fact: the figure is named"),
    "a tie by no leaf": (lambda data: data["scheme"].update(ties_by=["1"]), "[scheme] · ties_by: there is no leaf “1”"),
    "a limiter of no grade": (
        lambda data: data["limiter"][0].update(grade_at_most="优"), "[[limiter]] grave · grade_at_most: there is no grade “优”"
    ),
    "a limiter without effect": (lambda data: data["limiter"][0].pop("grade_at_most"), "[[limiter]] grave: limits nothing"),
    "a limiter without cause": (lambda data: data["limiter"][0].update(when={}), "[[limiter]] grave · when: a veto"),
    "two causes": (
        lambda data: data["limiter"][0].update(when={"veto": "a", "fact": "b"}), "[[limiter]] grave · when · fact: nobody knows"
    ),
    "grades upside down": (lambda data: data["grade"].reverse(), "grades go from the best down"),
    "no grades": (lambda data: data.pop("grade"), "[[grade]]: is missing"),
    "no head": (lambda data: data.pop("scheme"), "[scheme]: is missing"),
    "a rounding": (lambda data: data["scheme"].update(round={"step": "leaf", "places": 2}), "[scheme] · round · step: must be"),
    "a ceiling below the base": (lambda data: data["scheme"].update(ceiling="99"), "[scheme] · ceiling: must not lie below"),
    "a list of groups": (lambda data: data.update(group={"key": "A"}), "[group]: write it in double brackets"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_scheme_with_a_fault_is_refused_at_its_place(what: str) -> None:
    change, said = WRONG[what]
    data = tables("county-100", "scheme")
    change(data)
    with pytest.raises(UnreadableError) as caught:
        read_scheme(data)
    assert said in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    data = tables("county-100", "scheme")
    for what in ("an unknown type", "a target of nothing", "a direction"):
        WRONG[what][0](data)
    with pytest.raises(UnreadableError) as caught:
        read_scheme(data)
    assert {fault.place for fault in caught.value.faults} == {
        "[[criterion]] 4.1 · type", "[[criterion]] 1.1 · target", "[[criterion]] 3.2 · direction",
    }  # fmt: skip


ENTRY = {"unit": "620111000000"}
UNREAD: dict[str, tuple[dict[str, Any], str]] = {
    "no leaf": ({**ENTRY, "criterion": "9.9", "value": "1"}, "criterion: there is no leaf “9.9”"),
    "an inner one": ({**ENTRY, "criterion": "1", "value": "1"}, "criterion: there is no leaf “1”"),
    "no unit": ({"unit": "110000000000", "criterion": "1.1", "value": "1"}, "110000000000 is in no group"),
    "an unknown word": ({**ENTRY, "criterion": "2.3", "value": "优秀"}, "value: must be one of: 好, 较好, 一般, 差"),
    "an unknown item": ({**ENTRY, "criterion": "5.2", "counts": {"lost": 1}}, "the scheme has no item “lost” here"),
    "a count below nothing": ({**ENTRY, "criterion": "5.2", "counts": {"late_report": -1}}, "counts: a whole number"),
    "half a count": ({**ENTRY, "criterion": "5.2", "counts": {"late_report": "0.5"}}, "counts: a whole number"),
    "more satisfied than asked": (
        {**ENTRY, "criterion": "4.2", "asked": 300, "satisfied": 301}, "more are satisfied than were asked"
    ),
    "another type's field": ({**ENTRY, "criterion": "1.1", "counts": {}}, "counts: nobody knows this key here"),
    "a sheet above the points": ({**ENTRY, "criterion": "5.1", "sheets": ["9.5"]}, "no sheet gives more than the 9 points"),
    "four sheets": ({**ENTRY, "criterion": "5.1", "sheets": ["1", "5", "3", "4"]}, "not more sheets than 3"),
    "a decision without its reason": ({**ENTRY, "criterion": "5.1", "decided": "5"}, "a moderator's decision needs its reason"),
    "nothing": ({**ENTRY, "criterion": "5.1"}, "neither a sheet nor a decision is there"),
    "not applicable without a reason": ({**ENTRY, "criterion": "1.1", "na": True}, "reason: is missing"),
    "not applicable and a value": (
        {**ENTRY, "criterion": "1.1", "na": True, "reason": "无", "value": "1"}, "value: nobody knows this key here"
    ),
    "a bonus that does not apply": ({**ENTRY, "criterion": "J", "na": True, "reason": "无"}, "applies to everybody"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREAD)
def test_an_entry_with_a_fault_is_refused_at_its_place(what: str) -> None:
    row, said = UNREAD[what]
    with pytest.raises(UnreadableError) as caught:
        read_inputs({"value": [row]}, scheme("county-100"))
    assert said in str(caught.value)
    assert str(caught.value).startswith("[[value]] 1 (")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"value": [{**ENTRY, "criterion": "1.1", "value": "1"}] * 2}, "[[value]] 2 (620111000000, 1.1): stands there twice"),
        ({"veto": [{**ENTRY, "key": "no_such"}]}, "no limiter of the scheme names “no_such”"),
        ({"fact": [{**ENTRY, "key": "findings.grave_opne", "value": "1"}]}, "no limiter of the scheme names"),
        ({"last_year": [{**ENTRY, "total": "88", "base": "100"}] * 2}, "[[last_year]] 2 (620111000000): stands there twice"),
        ({"last_year": [{**ENTRY, "total": "88", "base": "0"}]}, "base: must be above 0"),
        ({"values": []}, "[values]: nobody knows this key here"),
        ({"value": {}}, "[value]: write it in double brackets"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_values_is_read_as_strictly(rows: dict[str, Any], said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_inputs(rows, scheme("county-100"))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "must be a text in UTF-8"),
        (b"[scheme", "is not valid TOML"),
        (b"a = " + b"[" * 5000, "is not valid TOML"),
        (b"a = " + b"9" * 5000, "is not valid TOML"),
        (b"x" * (MOST_BYTES + 1), "at most 64 MB"),
        (b"[scheme]\nbase = 1e999999999\n", "a plain decimal number is needed here"),
        (b"", "[scheme]"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as caught, translation.override("en"):
        scheme_of(content)
    assert said in " ".join(f"{error.field} {error.message}" for error in caught.value.errors)


@pytest.mark.parametrize("name", NAMES)
def test_inputs_of_another_scheme_are_refused(name: str) -> None:
    other = NAMES[NAMES.index(name) - 1]
    with pytest.raises(Invalid):
        inputs_of(path(name, "inputs").read_bytes(), scheme(other))
