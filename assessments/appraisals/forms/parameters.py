"""The parameters of the types of a leaf as fields of a form: how each is asked for, read and shown again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.forms.schemes import said_choices
from assessments.appraisals.rules.fields import BadFieldError
from assessments.appraisals.rules.lines import (
    lines_of,
    map_of_lines,
    number_text,
    pairs_of_lines,
    share_text,
)
from assessments.appraisals.rules.numbers import exact
from assessments.appraisals.rules.places import FIELDS
from assessments.appraisals.rules.types import BESIDE, BESIDE_FIELDS, TYPES
from revitalization.kit.words import N_

BELOW_WORDS = {
    "none": N_("no points"),
    "proportional": N_("points in proportion"),
    "steps": N_("points by steps"),
}
DIRECTION_WORDS = {"up": N_("more is better"), "down": N_("less is better")}
SHEETS_WORDS = {"1": N_("one sheet"), "2": N_("two sheets, blind to each other")}
MOST_LINES = 6000


@dataclass(frozen=True)
class Parameter:
    """One parameter: its help, how its text is read (raises `BadFieldError`), the words to choose from.

    Its label is what a fault at it is called by (`rules.places.FIELDS`).
    """

    help: Any
    read: Callable[[str], Any] = number_text
    choices: Mapping[str, str] | None = None
    long: bool = False

    def field(self, name: str) -> forms.Field:
        """The field that asks for the parameter of that name."""
        more = {"label": _(FIELDS[name]), "help_text": self.help, "required": False}
        if self.choices is not None:
            return forms.ChoiceField(choices=[("", "—"), *said_choices(self.choices)], **more)
        if self.long:
            area = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
            return forms.CharField(widget=area, max_length=MOST_LINES, **more)
        return forms.CharField(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)


def _whole(text: str) -> int:
    found = exact(number_text(text))
    if found is None or found.denominator != 1:
        raise BadFieldError(N_("a whole number is needed here"))
    return int(found)


def _numbers(text: str) -> dict[str, str]:
    return map_of_lines(text, number_text)


def _shares(text: str) -> dict[str, str]:
    return map_of_lines(text, share_text)


def _steps(text: str) -> list[list[str]]:
    return pairs_of_lines(text, share_text)


_SHARE = _("A share such as 0.9 or 90%.")
PARAMETERS: Mapping[str, Parameter] = {
    "target": Parameter(_("Reached or kept, that number included, it gives all points.")),
    "zero_at": Parameter(_("Above the target; between them in proportion. Empty: none above the target.")),
    "low": Parameter(""),
    "high": Parameter(""),
    "tolerance": Parameter(_("Outside the points fall evenly to none at this distance. Empty: none outside.")),
    "direction": Parameter("", str, DIRECTION_WORDS),
    "below": Parameter("", str, BELOW_WORDS),
    "steps": Parameter(
        _("One a line: from which share of the target on, and the share of the points, such as 98% 0.95."),
        _steps,
        long=True,
    ),
    "zero_below": Parameter(_SHARE, share_text),
    "targets": Parameter(_("One a line: the code of the unit and its target."), _numbers, long=True),
    "best": Parameter(_("Empty: the best of the group.")),
    "worst": Parameter(_("Empty: the worst of the group.")),
    "step": Parameter(_SHARE, share_text),
    "floor": Parameter(_("What the last still has, such as 0.6 or 60%."), share_text),
    "words": Parameter(_("One a line: the word and its share of the points, such as 好 1."), _shares, long=True),
    "sheets": Parameter("", _whole, SHEETS_WORDS),
    "spread": Parameter(_("In points; where two sheets lie further apart a third is asked for.")),
    "sample": Parameter(_("Fewer count as missing."), _whole),
    "full_at": Parameter(_("The share that is satisfied, such as 0.95 or 95%; empty: all of them."), share_text),
    "items": Parameter(_("One a line: the case and its points, such as late report 0.5."), _numbers, long=True),
    "floor_points": Parameter(_("Points that stay, however many cases there are.")),
    "cap": Parameter(_("However many cases there are.")),
}  # fmt: skip
BLAMED = {
    "at_least": "below", "growth": "below", "at_most": "zero_at", "range": "low", "group_mean": "zero_below",
    "efficacy": "best", "expert": "spread", "deduct": "floor_points",
}  # fmt: skip
"""At which parameter of a type it is told that two of them contradict each other."""


def names_of(kind: str) -> list[str]:
    """The parameters of the type, in their order."""
    if kind in TYPES:
        return list(TYPES[kind].fields)
    return list(BESIDE_FIELDS) if kind in BESIDE else []


def needed(kind: str) -> list[str]:
    """Those of them that may not be left out."""
    fields = TYPES[kind].fields if kind in TYPES else BESIDE_FIELDS
    return [name for name in names_of(kind) if fields[name].required]


def read(kind: str, name: str, text: str) -> Any:
    """The parameter as it is kept. Raises `BadFieldError`."""
    if (kind, name) == ("growth", "target"):
        return share_text(text)
    return PARAMETERS[name].read(text)


def shown(given: Any) -> str:
    """A parameter as its field shows it."""
    return lines_of(given)
