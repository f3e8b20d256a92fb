"""A scoring rule tried on example values: a small scheme with this one leaf and a group of made-up units; pure.

The values are computed and explained by what computes and explains everything else, so that what is shown here is what
will come of it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from assessments.appraisals.rules.computing import Result, compute
from assessments.appraisals.rules.explaining import cases, explain
from assessments.appraisals.rules.fields import BadFieldError, Faults
from assessments.appraisals.rules.inputs import Given, Inputs
from assessments.appraisals.rules.marks import Done, Word
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.reading import read_scheme
from assessments.appraisals.rules.reading_inputs import read_entry
from assessments.appraisals.rules.schemes import Criterion, Scheme
from assessments.appraisals.rules.types import BESIDE
from revitalization.kit.words import N_, Words

MOST_LINES = 40
_KEY = "x"
_LEFT_OUT = ("parent", "by", "fact", "targets", "standard")
"""What says nothing about the formula; a target of its own has a single unit, and the units here are made up."""
_PARTS = re.compile(r"[,，、;；]+")
_BLANKS = re.compile(r"[\s/]+")


@dataclass(frozen=True)
class Tried:
    """One example: the line as it was typed, share and points where there are any, and why; or what is wrong."""

    line: str
    share: Fraction | None = None
    points: Fraction | None = None
    why: tuple[Words, ...] = ()
    fault: Words | None = None


def tried(table: Mapping[str, Any], lines: Sequence[str], rounding: Mapping[str, Any]) -> list[Tried]:
    """What comes of each line, all of them together being the group; `rounding` as in the head of a scheme.

    Raises `UnreadableError` where the table is no criterion that scores.
    """
    wanted = [line for line in lines if line.strip()][:MOST_LINES]
    codes = [f"{n:012d}" for n in range(1, len(wanted) + 1)]
    scheme = _scheme(table, codes, rounding)
    one = scheme.by_key[_KEY]
    found: dict[int, Tried] = {}
    given: dict[str, dict[str, Given]] = {}
    for at, (line, code) in enumerate(zip(wanted, codes, strict=True)):
        try:
            given[code] = {_KEY: _entry(one, code, line)}
        except BadFieldError as bad:
            found[at] = Tried(line, fault=bad.words)
    results = {result.unit: result for result in compute(scheme, Inputs(given))}
    for at, (line, code) in enumerate(zip(wanted, codes, strict=True)):
        if code in given:
            found[at] = _told(scheme, one, line, results[code], given[code][_KEY])
    return [found[at] for at in range(len(wanted))]


def _scheme(table: Mapping[str, Any], codes: Sequence[str], rounding: Mapping[str, Any]) -> Scheme:
    own = {name: it for name, it in table.items() if name not in _LEFT_OUT}
    leaf = {**own, "key": _KEY, "title": own.get("title") or _KEY, "source": "office"}
    rest = []
    if own.get("type") in BESIDE:
        rest = [{"key": "y", "title": "y", "points": "1", "type": "done", "source": "office"}]
    base = rest[0]["points"] if rest else own.get("points", "")
    head = {
        "key": "trial", "title": "trial", "issuer": "0" * 12, "year": 2000, "cut_off": date(2001, 1, 20), "base": base,
        "round": {"step": rounding.get("step", "criterion"), "places": rounding.get("places", 2)},
    }  # fmt: skip
    return read_scheme(
        {
            "scheme": head,
            "group": [{"key": "A", "title": "A", "units": list(codes) or ["0" * 12]}],
            "criterion": [leaf, *rest],
            "grade": [{"word": "-", "from": "0"}],
        }
    )


def _told(scheme: Scheme, one: Criterion, line: str, result: Result, given: Given) -> Tried:
    if one.beside is not None:
        values = {"cases": cases(one.beside.items, given) or "0", "cap": plain(one.beside.cap)}
        why = Words(N_("%(cases)s, at most %(cap)s points."), values)
        return Tried(line, None, result.beside[_KEY], (why,))
    scored = result.leaves[_KEY]
    return Tried(line, scored.f, scored.score, explain(scheme, result, _KEY, given).sentences)


# ---------------------------------------------------------------- a line read as an entry


def _entry(one: Criterion, code: str, line: str) -> Given:
    faults = Faults()
    entry = read_entry("", {"unit": code, "criterion": _KEY, **_table(one, line)}, one, faults)
    if entry is None:
        words = faults.found[0].words
        raise BadFieldError(words.text, **words.values)
    return entry


def _table(one: Criterion, line: str) -> dict[str, Any]:
    shape = one.scale or one.beside
    if shape is None:
        raise BadFieldError(N_("this criterion has no scoring rule"))
    if "counts" in shape.takes:
        return {"counts": _counts(line)}
    if isinstance(shape, Word | Done):
        return {"value": line.strip()}
    parts = [part for part in _BLANKS.split(unicodedata.normalize("NFKC", line).strip()) if part]
    if "sheets" in shape.takes:
        return {"sheets": parts}
    if "asked" in shape.takes:
        return _pair(
            parts, "satisfied", "asked", N_("two numbers are needed: how many are satisfied, of how many")
        )
    if "last" in shape.takes:
        return _pair(parts, "value", "last", N_("two numbers are needed: this year's value and last year's"))
    if len(parts) != 1:
        raise BadFieldError(N_("one number is needed on a line"))
    return {"value": parts[0]}


def _pair(parts: Sequence[str], first: str, second: str, wanted: str) -> dict[str, Any]:
    if len(parts) != 2:
        raise BadFieldError(wanted)
    return {first: parts[0], second: parts[1]}


def _counts(line: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in _PARTS.split(line):
        words = part.split()
        number = unicodedata.normalize("NFKC", words[-1]) if words else "0"
        if len(words) < 2 and number != "0":
            raise BadFieldError(N_("a case and how often are needed, such as: late 2, undone 1"))
        if len(words) > 1:
            found[" ".join(words[:-1])] = number
    return found
