"""What a file of inputs looks like for one scheme: its own units, criteria and limiters with made-up figures."""

from typing import Any

from assessments.appraisals.rules.marks import Done, Expert, Word
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.reading_inputs import FACT, LAST_YEAR, VALUE, VETO
from assessments.appraisals.rules.schemes import Criterion, Scheme
from assessments.appraisals.rules.toml_text import table_toml


def example_toml(scheme: Scheme) -> str:
    """A short file that the scheme takes as it stands: an entry for each type of leaf, bonus and penalty that it has,
    one that does not apply, and a fact, a veto and last year's total where a limiter or the places ask for them.

    Each entry has the title of its criterion or limiter above it. Nothing where the scheme has no unit.
    """
    unit = next((code for group in scheme.groups for code in group.units), "")
    if not unit:
        return ""
    shown = {one.type: one for one in reversed((*scheme.leaves, *scheme.beside))}
    met = [one for one in (*scheme.leaves, *scheme.beside) if shown[one.type] is one]
    blocks = [_entry(VALUE, one.title, {"unit": unit, "criterion": one.key, **_given(one)}) for one in met]
    if spare := next((one for one in scheme.leaves if one not in met), None):
        where = {"unit": unit, "criterion": spare.key}
        blocks.append(_entry(VALUE, spare.title, {**where, "na": True, "reason": "本单位没有此项任务"}))
    for name, value in ((FACT, {"value": "1"}), (VETO, {})):
        limiter = next((one for one in scheme.limiters if getattr(one, name)), None)
        if limiter is not None:
            said = {"unit": unit, "key": getattr(limiter, name), **value}
            blocks.append(_entry(name, limiter.title, said))
    blocks.append(_entry(LAST_YEAR, "", {"unit": unit, "total": "86.5", "base": plain(scheme.base)}))
    return "\n".join(blocks)


def _entry(name: str, title: str, given: dict[str, Any]) -> str:
    note = f"# {' '.join(title.split())}\n" if title else ""
    return note + table_toml(f"[[{name}]]", given)


def _given(one: Criterion) -> dict[str, Any]:
    """Figures that the leaf takes, as a file has them."""
    shape = one.scale or one.beside
    if shape is None:
        raise AssertionError("a leaf has a scale, or stands beside the tree")
    if isinstance(shape, Expert):
        return {"sheets": [plain(shape.points)] * shape.sheets}
    if isinstance(shape, Word):
        return {"value": next(iter(shape.words))}
    if isinstance(shape, Done):
        return {"value": "是"}
    made: dict[str, Any] = {"value": "96.5", "last": "90", "asked": 80, "satisfied": 74}
    made["counts"] = dict.fromkeys(list(one.parameters.get("items") or {})[:1], 1)
    return {name: it for name, it in made.items() if name in shape.takes}
