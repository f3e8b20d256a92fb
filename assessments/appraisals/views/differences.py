"""Differences between two schemes in words: the part, the field, old beside new."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.rules.changes import ADDED, REMOVED, Difference
from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.reading import SCHEME
from assessments.appraisals.rules.saying import (
    MISSING_WORDS,
    NA_WORDS,
    QUOTA_ROUND_WORDS,
    QUOTA_TIES_WORDS,
    SOURCE_WORDS,
    STEP_WORDS,
    TYPE_WORDS,
)
from revitalization.kit.columns import Badge, Column, Stacked
from revitalization.kit.language import said_value
from revitalization.kit.ledgers import Ledger
from revitalization.kit.words import N_

PART_WORDS: Mapping[str, str] = {
    "scheme": N_("The whole scheme"),
    "group": N_("Group of units"),
    "criterion": N_("Criterion"),
    "limiter": N_("Limiter"),
    "grade": N_("Grade"),
}
KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "added": (N_("New"), "green"),
    "removed": (N_("Gone"), "red"),
    "changed": (N_("Changed"), "amber"),
}
FIELD_WORDS: Mapping[str, str] = {
    "title": N_("Title"), "points": N_("Points"), "parent": N_("Stands under"), "standard": N_("Standard"),
    "type": N_("How it is scored"), "source": N_("Given by"), "by": N_("Scoring department"), "fact": N_("Figure"),
    "target": N_("Target"), "targets": N_("Targets of single units"), "below": N_("Below the target"),
    "steps": N_("Steps"), "zero_below": N_("Nothing below this share"), "zero_at": N_("Nothing from here on"),
    "low": N_("Lowest value in full"), "high": N_("Highest value in full"), "tolerance": N_("Nothing at a distance of"),
    "direction": N_("Which is better"), "floor": N_("Least share"), "best": N_("Best value"),
    "worst": N_("Worst value"), "step": N_("Each place takes"), "words": N_("Words of judgement"),
    "sheets": N_("Score sheets"),
    "spread": N_("Apart at most"), "sample": N_("Asked at least"), "full_at": N_("In full from"),
    "items": N_("Points of each case"), "floor_points": N_("Points left at least"), "cap": N_("Points at most"),
    "units": N_("Units"), "when": N_("Applies when"), "total_at_most": N_("Total at most"),
    "grade_at_most": N_("Grade at most"), "from": N_("From points"), "quota": N_("Share of the group"),
    "word": N_("Word"), "issuer": N_("Issuer"), "cut_off": N_("Cut-off day"), "base": N_("Base"),
    "ceiling": N_("Ceiling"), "round": N_("Rounded is"), "na": N_("What does not apply"),
    "missing_after": N_("What is missing after the cut-off"), "ties_by": N_("Ties are broken by"),
    "quota_round": N_("Places of a quota"), "quota_ties": N_("Who shares the last place of a quota"),
    "places": N_("Decimal places"), "veto": N_("Veto"), "criterion": N_("Criterion"), "at_least": N_("At least"),
}  # fmt: skip
_WAYS = {"none": N_("none"), "proportional": N_("in proportion"), "steps": N_("by steps")}
_DIRECTIONS = {"up": N_("More is better."), "down": N_("Less is better.")}
VALUES: Mapping[str, Mapping[str, str]] = {
    "type": TYPE_WORDS, "source": SOURCE_WORDS, "na": NA_WORDS, "missing_after": MISSING_WORDS,
    "quota_round": QUOTA_ROUND_WORDS, "quota_ties": QUOTA_TIES_WORDS, "below": _WAYS, "direction": _DIRECTIONS,
    "step": STEP_WORDS,
}  # fmt: skip
"""What the keys that a field may hold mean."""
_PAIRS = frozenset({"round", "when"})
"""Fields that are tables of fields."""


def differences_ledger(found: Iterable[Difference], names: Mapping[str, str] | None = None) -> Ledger:
    """The differences in rows; `names` are those of units by their codes."""
    known = names or {}
    columns = (
        Column("what", _("What"), "badge", value=_kind),
        Column("where", _("Where"), value=_where, lead=True),
        Column("field", _("Field"), value=lambda it: word_of(it.field), missing="–"),
        Column(
            "old", _("Before"), value=lambda it: _units(it, known)[0] or said(it.field, it.old), missing="–"
        ),
        Column(
            "new", _("After"), value=lambda it: _units(it, known)[1] or said(it.field, it.new), missing="–"
        ),
    )
    return Ledger(columns, list(found))


def _kind(one: Difference) -> Badge:
    word, tone = KIND_WORDS[one.kind]
    return Badge(one.kind, gettext(word), tone)


def _where(one: Difference) -> Any:
    part = gettext(PART_WORDS.get(one.part, one.part))
    named = "" if one.part == SCHEME else f"{one.key} {one.title}".strip()
    return Stacked(named, part) if named else part


def word_of(field: str) -> str:
    """The word of a field."""
    return gettext(FIELD_WORDS[field]) if field in FIELD_WORDS else field


def said(field: str, text: str) -> str:
    """A text of the field as one reads it: keys in words, a share in per cent, a day as a day."""
    if not text:
        return ""
    if field in _PAIRS:
        pairs = (pair.partition(" ") for pair in text.split("、"))
        # How it is rounded says itself; each place after the first is another step.
        named = (("" if name == "step" else word_of(name), said(name, it)) for name, _blank, it in pairs)
        return "、".join(f"{word} {it}".strip() for word, it in named)
    if field in VALUES and text in VALUES[field]:
        return gettext(VALUES[field][text])
    share = exact(text) if field == "quota" else None
    return f"{plain(share * 100)}%" if share is not None else str(said_value(text))


def _units(one: Difference, names: Mapping[str, str]) -> tuple[str, str]:
    """Which units left a group and which joined it: what stays is not said again."""
    if one.field != "units" or one.kind in {ADDED, REMOVED}:
        return "", ""
    old, new = one.old.split("、"), one.new.split("、")
    left = "、".join(names.get(code, code) for code in old if code not in new)
    joined = "、".join(names.get(code, code) for code in new if code not in old)
    if not left and not joined:
        return gettext("in another order"), gettext("in another order")
    return (
        gettext("left: %(units)s") % {"units": left} if left else "–",
        gettext("joined: %(units)s") % {"units": joined} if joined else "–",
    )
