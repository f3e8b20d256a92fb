"""One criterion as a form: what it is called, how it is scored, who scores it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.forms import parameters as p
from assessments.appraisals.forms.schemes import NumberField, said_choices
from assessments.appraisals.rules.fields import BadFieldError, Fault, Faults
from assessments.appraisals.rules.reading import criterion_of, sourced
from assessments.appraisals.rules.saying import SOURCE_WORDS, TYPE_WORDS
from assessments.appraisals.rules.tree import INNER, Table
from assessments.appraisals.rules.types import BESIDE
from revitalization.kit.forms import HIGHEST, LEFT_OUT
from revitalization.kit.language import translated

OWN = ("title", "points", "standard")
SCORED = ("source", "by", "fact")
APART = frozenset({"title", "standard", *SCORED})
"""Fields that say nothing about the formula: it is shown while they are still wrong."""
MOST_STANDARD = 4000

SHOWS_ITS_FIELDS = {
    "hx-post": "", "hx-trigger": "change", "hx-target": "#criterion-parts", "hx-select": "#criterion-parts",
    "hx-swap": "outerHTML", "hx-vals": '{"do": "show"}',
}  # fmt: skip
"""What the button does, done when another type is chosen."""


class CriterionForm(forms.Form):
    """Fields of all types at once: those of the type that is chosen are shown, the others keep what was typed.

    `typed` is shown in place of what the table says, without being judged.
    """

    title = forms.CharField(label=_("Title"), max_length=500)
    points = NumberField(label=_("Points"), required=False)
    standard = forms.CharField(
        label=_("Scoring standard"),
        required=False,
        max_length=MOST_STANDARD,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The rule in the scheme's own words; it is printed and computes nothing."),
    )
    type = forms.ChoiceField(label=_("How it is scored"), required=False)
    source = forms.ChoiceField(label=_("Comes from"), required=False)
    by = forms.CharField(
        label=_("Scoring department"),
        required=False,
        max_length=200,
        help_text=_("Where a department scores it."),
    )
    fact = forms.CharField(
        label=_("Figure of this system"),
        required=False,
        max_length=60,
        help_text=_("Its key, where it is kept here."),
    )
    values = forms.CharField(
        label=_("Example values"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("One unit a line; empty: values at each bound, just below it and just above."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    do = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        table: Table,
        version: int,
        *,
        inner: bool,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        start = {name: table.get(name, "") for name in ("key", *OWN, "type", *SCORED)}
        start |= {name: p.shown(table.get(name)) for name in p.PARAMETERS}
        super().__init__(data, initial={**start, "version": version, **(typed or {})})
        self.table, self.inner = table, inner
        self.made: Table | None = None
        none = ("", gettext("no rule yet"))
        self.fields["type"].choices = [none, *said_choices(TYPE_WORDS)]  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", "—"), *said_choices(SOURCE_WORDS)]  # type: ignore[attr-defined]
        self.fields["type"].widget.attrs |= SHOWS_ITS_FIELDS
        for name, one in p.PARAMETERS.items():
            self.fields[name] = one.field(name)
        self._ask_for_what_is_needed()

    @property
    def kind(self) -> str:
        """The type that is chosen on the page as it stands."""
        found = "" if self.inner else str(self["type"].value() or "")
        return found if found in TYPE_WORDS else ""

    def _ask_for_what_is_needed(self) -> None:
        """What the rules need of the type that is chosen is no free choice on the page."""
        if self.kind:
            for name in ("source", *(("points",) if self.kind not in BESIDE else ())):
                self.fields[name].required = True
            for name in p.needed(self.kind):
                self.fields[name].required = True

    @property
    def heads(self) -> list[BoundField]:
        """The fields that every criterion has; a bonus or penalty has a cap instead of points."""
        return [self[name] for name in OWN if name != "points" or self.kind not in BESIDE]

    @property
    def shown(self) -> list[BoundField]:
        """The parameters of the type, then who scores it."""
        return [self[name] for name in (*p.names_of(self.kind), *SCORED)] if self.kind else []

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed into fields that are not shown, to be sent along."""
        if self.inner:
            return []
        return [(name, str(self[name].value() or "")) for name in self.fields if name not in self._seen]

    @property
    def _seen(self) -> set[str]:
        """The fields of the page as it stands."""
        shown = {one.name for one in (*self.heads, *self.shown)}
        return shown | {"type", "values", "key", "do", "version"}

    def beside_theirs(self, theirs: Mapping[str, Any], version: int) -> None:
        """What was typed on an old page, now on the version that stands; what differs is told at its field."""
        self.data = {**{name: self[name].value() for name in self.fields}, "version": version, "do": ""}
        for bound in (*self.heads, self["type"], *self.shown):
            stored = str(theirs.get(bound.name, ""))
            if stored != str(bound.value() or "").replace("\r\n", "\n"):
                said = gettext("What stands there now: %(text)s") % {"text": stored[:300] or "—"}
                self.add_error(bound.name, said)

    def clean(self) -> dict[str, Any]:
        """The parameters of the type that is chosen, and what the rules say of them together."""
        data = super().clean() or self.cleaned_data
        for name in [name for name in self.errors if name not in self._seen]:
            # Of another type, kept out of sight: nobody could mend it there.
            del self.errors[name]
        if not set(self.errors) <= APART:
            return data
        found = self._table(data)
        if not set(self.errors) <= APART:
            return data
        self.made = data["table"] = found
        if found.get("type") and not self.errors:
            faults = Faults()
            one = criterion_of("", found, faults)
            if one is not None:
                sourced("", one, faults)
            for fault in faults.found:
                self._blame(fault)
        return data

    def _table(self, data: Mapping[str, Any]) -> Table:
        """The criterion as it is kept."""
        kind, title = "" if self.inner else data["type"], data.get("title", "")
        if not kind:
            own = {name: self.table[name] for name in INNER if name in self.table and name not in OWN}
            return own | {"title": title} | {name: data[name] for name in OWN if data.get(name)}
        own = {"key": self.table["key"], "title": title}
        if kind not in BESIDE:
            own |= {"parent": self.table["parent"]} if self.table.get("parent") else {}
            own["points"] = data["points"]
        given = {name: self._parameter(kind, name, data) for name in p.names_of(kind) if data.get(name)}
        more = {name: data[name] for name in (*SCORED, "standard") if data.get(name)}
        return {**own, "type": kind, **given, **more}

    def _parameter(self, kind: str, name: str, data: Mapping[str, Any]) -> Any:
        try:
            return p.read(kind, name, data[name])
        except BadFieldError as bad:
            self.add_error(name, translated(bad.words))
            return None

    def _blame(self, fault: Fault) -> None:
        """A fault of the rules at the field it speaks of; one of the rule as a whole at a field of its type."""
        name = fault.place.rpartition(" · ")[2]
        if name not in self.fields:
            name = p.BLAMED.get(self.kind, "type")
        self.add_error(name, translated(fault.words))
