"""The tree, settings, limiters and grades of a scheme in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.queries.reading import Line
from assessments.appraisals.rules.content import part_of
from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.saying import (
    MISSING_WORDS,
    NA_WORDS,
    QUOTA_ROUND_WORDS,
    QUOTA_TIES_WORDS,
    SOURCE_WORDS,
    STEP_WORDS,
    TYPE_WORDS,
)
from revitalization.kit.columns import Column, Stacked
from revitalization.kit.language import said_day, said_together
from revitalization.kit.ledgers import Ledger

INDENT = "　"


def tree_of(lines: Sequence[Line]) -> Ledger:
    """The criteria in rows: what is below another one stands further in."""
    columns = (
        Column("criterion", _("Criterion"), value=_criterion, lead=True),
        Column("points", _("Points"), "number", value=_points),
        Column("how", _("How it is scored"), value=_how, width="wide"),
        Column("by", _("Scored by"), value=_by),
    )
    return Ledger(
        columns,
        lines,
        empty=gettext("There is no criterion yet"),
        empty_hint=gettext("Write them, or paste a table with the columns of your office."),
    )


def _criterion(line: Line) -> str:
    return f"{INDENT * line.row.depth}{line.row.key} {line.row.table.get('title', '')}"


def _points(line: Line) -> str:
    if line.row.beside:
        sign = "+" if line.row.table.get("type") == "bonus" else "−"
        return f"{sign}{line.row.table.get('cap', '')}"
    return _said(line.row.table.get("points"))


def _how(line: Line) -> Any:
    kind = str(line.row.table.get("type", ""))
    said = f"{_word(TYPE_WORDS, kind) if kind else ''} {said_together(line.formula)}".strip()
    standard = str(line.row.table.get("standard", ""))
    return Stacked(said, standard) if standard else said


def _by(line: Line) -> str:
    source = str(line.row.table.get("source", ""))
    return str(line.row.table.get("by") or _word(SOURCE_WORDS, source))


def settings_of(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What holds for the whole scheme, as pairs of a word and what it is."""
    head = content.get("scheme", {})
    rounding = part_of(head, "round")
    ties = "、".join(map(str, head.get("ties_by") or ()))
    pairs = [
        (gettext("Cut-off day"), _day(head.get("cut_off"))),
        (gettext("Base"), _said(head.get("base"))),
        (gettext("Ceiling"), _said(head.get("ceiling")) or gettext("none")),
        (gettext("Rounded half up is"), _word(STEP_WORDS, rounding.get("step"))),
        (gettext("Decimal places"), _said(rounding.get("places"))),
        (gettext("What does not apply"), _word(NA_WORDS, head.get("na", "redistribute"))),
        (gettext("What is missing after the cut-off"), _word(MISSING_WORDS, head.get("missing_after", "pending"))),
        (gettext("Ties are broken by"), ties or gettext("nothing: they share the place")),
    ]  # fmt: skip
    if any(one.get("quota") for one in content.get("grade", ())):
        pairs += [
            (gettext("Places of a quota"), _word(QUOTA_ROUND_WORDS, head.get("quota_round", "down"))),
            (gettext("Who shares the last place of a quota"), _word(QUOTA_TIES_WORDS, head.get("quota_ties", "out"))),
        ]  # fmt: skip
    return pairs


def grades_of(content: Mapping[str, Any]) -> list[str]:
    """The grades from the best down, each with its bound, which belongs to it."""
    found = []
    for one in content.get("grade", ()):
        values = {"word": _said(one.get("word")), "from": _said(one.get("from"))}
        said = gettext("%(word)s: from %(from)s points on (that number included)") % values
        quota = exact(one.get("quota"))
        if quota is not None:
            share = {"share": f"{plain(quota * 100)}%"}
            said = f"{said}；" + gettext("at most %(share)s of the ranked units of the group") % share
        found.append(said)
    return found


def limiters_of(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The limiters in their order: the title, and when it limits what to how much."""
    return [(_said(one.get("title")), _limits(one)) for one in content.get("limiter", ())]


def _limits(one: Mapping[str, Any]) -> str:
    when = part_of(one, "when")
    if "veto" in when:
        said = gettext("Once “%(key)s” is established") % {"key": _said(when["veto"])}
    elif "criterion" in when:
        share = exact(when.get("below"))
        values = {
            "key": _said(when["criterion"]),
            "share": f"{plain(share * 100)}%" if share is not None else "?",
        }
        said = gettext("When criterion %(key)s comes to less than %(share)s of its points") % values
    else:
        values = {"key": _said(when.get("fact")), "n": _said(when.get("at_least"))}
        said = gettext("When “%(key)s” is %(n)s or more") % values
    effects = []
    if one.get("total_at_most") is not None:
        effects.append(gettext("total at most %(points)s") % {"points": _said(one["total_at_most"])})
    if one.get("grade_at_most"):
        effects.append(gettext("grade at most %(grade)s") % {"grade": _said(one["grade_at_most"])})
    return f"{said}：{gettext(', ').join(effects)}" if effects else said


def _word(words: Mapping[str, str], key: Any) -> str:
    return gettext(words[key]) if key in words else _said(key)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: Any) -> str:
    try:
        return said_day(date.fromisoformat(str(value)))
    except ValueError:
        return _said(value)
