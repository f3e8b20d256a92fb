"""Forms of the ledger: parsing and field errors only."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from responsibilities.duties.queries import category_choices
from responsibilities.ledger import rules
from responsibilities.ledger.models import Kind
from responsibilities.ledger.rules.kinds import SCALE
from responsibilities.ledger.rules.milestones import read_milestones
from responsibilities.units.forms import UnitsField, UnitsForm
from responsibilities.units.models import Unit
from responsibilities.units.queries import levels_below
from revitalization.kit.forms import DayField
from revitalization.kit.language import said_pairs, translated
from revitalization.kit.words import Words


class KindChoice(forms.ModelChoiceField):
    """Kinds of the ledger by their title in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words)


class MilestonesField(forms.CharField):
    """One milestone a line: the day, a blank, per cent; gives pairs (day, per cent)."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        found = read_milestones(str(super().clean(value) or ""))
        if isinstance(found, Words):
            raise forms.ValidationError(translated(found))
        return found


class HandDownForm(UnitsForm):
    """What a level says of a matter besides its title and target: measures, lead, days, units, what it rests on.

    Of an item that is handed down also whether the progress of those below makes up its own.
    """

    measure = forms.CharField(
        label=_("Measures of this level"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    lead = forms.ChoiceField(label=_("Lead department"), required=False)
    supporting = forms.CharField(label=_("Supporting units"), max_length=300, required=False)
    document_number = forms.CharField(
        label=_("Document number"),
        max_length=80,
        required=False,
        help_text=_("Of the document it is issued from, such as 甘农领办〔2026〕12号."),
    )
    document_title = forms.CharField(label=_("Document title"), max_length=200, required=False)
    issued_on = DayField(label=_("Issued on"))
    start_on = DayField(label=_("Begins on"), help_text=_("Progress is expected from this day on."))
    due_on = DayField(label=_("To be done by"))
    milestones = MilestonesField(
        label=_("Milestones"),
        required=False,
        help_text=_(
            "One a line: day and per cent, such as 2026-06-30 40. Without them progress runs straight."
        ),
    )
    levels = forms.MultipleChoiceField(
        label=_("Levels that have it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    codes = UnitsField(
        label=_("Single units"),
        required=False,
        help_text=_("By name or code, instead of levels or beside them; departments too."),
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Open the page again and send it from there: nothing was drawn up.")
        ),
    )
    basis = forms.CharField(
        label=_("Item of the townships' duty list, or waiver"),
        max_length=300,
        required=False,
        help_text=_("Needed when townships have it."),
    )
    approval = forms.CharField(
        label=_("Approval of the county"),
        max_length=300,
        required=False,
        help_text=_("Needed when villages have it."),
    )

    counts = forms.BooleanField(
        label=_("Its progress is made up of theirs"),
        required=False,
        help_text=_("The mean of all units; then it is no longer reported by hand."),
    )
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=100,
        initial=1,
        help_text=_("Among several parts of one item."),
    )

    def __init__(
        self, *args: Any, issuers: Collection[Unit], departments: Sequence[Unit] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.among = {unit.code: unit for unit in issuers}
        self.fields["levels"].choices = levels_below(issuers)  # type: ignore[attr-defined]
        self.departments = {unit.code: unit for unit in departments}
        named = [(code, unit.name) for code, unit in self.departments.items()]
        self.fields["lead"].choices = [("", _("none")), *named]  # type: ignore[attr-defined]

    def above(self) -> Unit | None:
        """The unit that hands it down."""
        return next(iter(self.among.values()), None)

    def said(self) -> dict[str, Any]:
        """The cleaned values as a matter is drawn up from them."""
        data = dict(self.cleaned_data)
        data["lead"] = self.departments.get(data["lead"])
        return data


class MatterForm(HandDownForm):
    """A matter of the ledger, drawn up by the unit that issues it."""

    counts = None  # type: ignore[assignment]
    weight = None  # type: ignore[assignment]

    kind = KindChoice(label=_("Kind of item"), queryset=Kind.objects.none(), to_field_name="key")
    issuer = forms.ChoiceField(label=_("Issuing unit"))
    year = forms.IntegerField(label=_("Year"), min_value=2023, max_value=2100)
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    target = forms.CharField(
        label=_("Target"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What will be there at the deadline, in figures where there are any."),
    )
    source = forms.CharField(
        label=_("Where it was found"),
        max_length=120,
        required=False,
        help_text=_("Where a problem was found: inspection, assessment, audit, letter, own check."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Responsibilities it is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    how_soon = forms.ChoiceField(label=_("How soon"), initial=rules.TERM)
    severity = forms.ChoiceField(label=_("Severity"), initial=rules.ORDINARY)
    extent = forms.ChoiceField(label=_("Common or single"), required=False)

    field_order = (
        "kind", "issuer", "year", "title", "target", "measure", "lead", "supporting", "document_number",
        "document_title", "source", "issued_on", "start_on", "due_on", "milestones", "levels", "codes", "basis",
        "approval", "categories", "how_soon", "severity", "extent",
    )  # fmt: skip

    def __init__(self, *args: Any, issuers: Mapping[str, Unit], year: int, **kwargs: Any) -> None:
        super().__init__(*args, issuers=issuers.values(), **kwargs)
        self.issuers = issuers
        choices = {
            "issuer": [(code, unit.name) for code, unit in issuers.items()],
            "categories": category_choices(year),
            "how_soon": said_pairs(rules.TYPES),
            "severity": said_pairs(rules.SEVERITIES),
            "extent": [("", _("not said")), *said_pairs(rules.EXTENTS)],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        self.fields["kind"].queryset = Kind.objects.filter(current=True).order_by("pk")  # type: ignore[attr-defined]

    def above(self) -> Unit | None:
        """The unit that issues it, once it is chosen."""
        return self.issuers.get(self.cleaned_data.get("issuer", ""))


class ScaleForm(forms.Form):
    """What an issuer holds to be too far, for one kind."""

    yellow = forms.IntegerField(
        label=_("Yellow from (points behind)"),
        min_value=1,
        max_value=99,
        help_text=_("Per cent points by which the claim lies behind what is expected on the day."),
    )
    red = forms.IntegerField(label=_("Red beyond (points behind)"), min_value=2, max_value=100)
    unstarted = forms.IntegerField(label=_("Red without any progress for (days)"), min_value=1, max_value=366)
    near = forms.IntegerField(
        label=_("Yellow in the last working days before the deadline"), min_value=1, max_value=30
    )
    basis = forms.CharField(
        label=_("On whose word"),
        max_length=200,
        help_text=_("Document or decision, such as 甘农领办〔2026〕12号."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def scale(self) -> rules.Scale:
        """The four numbers as the rules take them."""
        return rules.Scale(*(self.cleaned_data[name] for name in SCALE))
