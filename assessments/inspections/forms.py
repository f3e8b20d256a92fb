"""Forms of inspections: parsing and field errors only."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.models.plans import remit_of
from assessments.inspections.rules import caps, kinds
from responsibilities.duties.queries import category_choices
from responsibilities.roles import Capability as C
from responsibilities.units.forms import UnitsField, UnitsForm
from responsibilities.units.models import LEVEL_CHOICES, Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.forms import HIGHEST, LEFT_OUT, DayField
from revitalization.kit.language import said_pairs

SPECIAL = _(
    "A special inspection names the responsibilities it is about; a regular one about all of them names none."
)


class SubjectForm(forms.Form):
    """What an inspection, a line or a rule is about."""

    title = forms.CharField(label=_("Title of the inspection"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    comprehensive = forms.BooleanField(
        label=_("Comprehensive"), required=False, help_text=_("A body has one such item a year.")
    )
    announced = forms.BooleanField(
        label=_("Announced"),
        required=False,
        initial=True,
        help_text=_("Otherwise the inspected see nothing of it before the feedback."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Responsibilities it is about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=SPECIAL,
    )
    days = forms.IntegerField(label=_("Days on site"), min_value=1, max_value=kinds.MOST_DAYS, initial=2)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = said_pairs(kinds.KINDS)  # type: ignore[attr-defined]
        self.fields["categories"].choices = category_choices(year)  # type: ignore[attr-defined]


class LineForm(SubjectForm):
    """A line of a plan that no rule proposes."""

    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("Until"))
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )


class InspectionForm(SubjectForm, UnitsForm):
    """An inspection that is in no plan, made on an approval."""

    issuer = forms.ChoiceField(label=_("Unit that inspects"))
    from_on = DayField(label=_("First day on site"))
    units = UnitsField(
        label=_("Units to be inspected"), help_text=_("Below the unit that inspects, by name or code.")
    )
    outside = forms.CharField(
        label=_("Number of the approval"),
        max_length=80,
        help_text=_("What is in no plan is approved by a document of its own, such as 甘政督函〔2026〕5号."),
    )
    exception_number = forms.CharField(
        label=_("Number of the approval of a clash"),
        max_length=80,
        required=False,
        help_text=_("Only where it is to be made in spite of a clash."),
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Open the page again and send it from there: nothing was made.")
        ),
    )

    field_order = (
        "issuer", "title", "kind", "comprehensive", "announced", "categories", "from_on", "days", "units",
        "outside", "exception_number",
    )  # fmt: skip

    def __init__(
        self, *args: Any, actor: Actor, issuers: Mapping[str, Unit], year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, year=year, **kwargs)
        self.actor, self.issuers = actor, issuers
        field: Any = self.fields["categories"]
        field.choices = [
            pair for pair in field.choices if any(self._may(it, [pair[0]]) for it in issuers.values())
        ]
        self.fields["issuer"].choices = [(code, unit.name) for code, unit in issuers.items()]  # type: ignore[attr-defined]

    def above(self) -> Unit | None:
        """The unit that inspects, once it is chosen."""
        return self.issuers.get(self.cleaned_data.get("issuer", ""))

    def clean(self) -> dict[str, Any]:
        """A department inspects within its remit: what it may choose is said at the field, and what was typed stays."""
        data = super().clean()
        issuer = self.above()
        if issuer is not None and "categories" in data and not self._may(issuer, data["categories"]):
            said = gettext(
                "You inspect within your responsibilities; choose at least one of these, and no other."
            )
            self.add_error("categories", said)
        return data

    def _may(self, issuer: Unit, categories: list[str]) -> bool:
        return self.actor.can(C.INSPECT_PLAN, issuer, remit_of(categories))


class PlanForm(forms.Form):
    """The plan of a year, begun by hand."""

    issuer = forms.ChoiceField(label=_("Unit that inspects"))
    year = forms.IntegerField(label=_("Year"), min_value=2023, max_value=2100)

    def __init__(self, *args: Any, issuers: Mapping[str, Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = issuers
        self.fields["issuer"].choices = [(code, unit.name) for code, unit in issuers.items()]  # type: ignore[attr-defined]


class AdoptForm(forms.Form):
    """From which year on a rule of the catalogue holds, and what it rests on."""

    from_year = forms.IntegerField(label=_("From the year"), min_value=2023, max_value=2100)
    basis = forms.CharField(
        label=_("Basis"),
        max_length=300,
        required=False,
        help_text=_("Your own rule or document; empty: the source the catalogue names."),
    )


class RuleForm(SubjectForm):
    """What a rule of the issuer says from now on."""

    title = forms.CharField(label=_("Title of the inspection"), max_length=80)
    levels = forms.MultipleChoiceField(label=_("Levels it inspects"), widget=forms.CheckboxSelectMultiple)
    every = forms.ChoiceField(label=_("How often"))
    years = forms.IntegerField(
        label=_("Once in so many years"),
        min_value=1,
        max_value=10,
        help_text=_("Only for units that take turns."),
    )
    share = forms.IntegerField(
        label=_("Share in per cent"), min_value=1, max_value=100, help_text=_("Only for a sample.")
    )
    first_month = forms.IntegerField(label=_("First month"), min_value=1, max_value=12)
    last_month = forms.IntegerField(label=_("Last month"), min_value=1, max_value=12)
    from_year = forms.IntegerField(label=_("From the year"), min_value=2023, max_value=2100)
    until_year = forms.IntegerField(label=_("Until the year"), min_value=2023, max_value=2100, required=False)
    basis = forms.CharField(label=_("Basis"), max_length=300)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, error_messages=LEFT_OUT)

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, year=clock.today().year, **kwargs)
        below = kinds.LEVELS[kinds.LEVELS.index(level) + 1 :]
        choices = [(key, word) for key, word in LEVEL_CHOICES if key in below]
        self.fields["levels"].choices = choices  # type: ignore[attr-defined]
        self.fields["every"].choices = said_pairs(kinds.EVERY)  # type: ignore[attr-defined]


class MarkForm(forms.Form):
    """A disaster or a congress that keeps its first thirty days free."""

    issuer = forms.ChoiceField(label=_("Office that marks it"))
    unit = forms.CharField(
        label=_("Unit it concerns (code)"), max_length=20, help_text=_("With all below it.")
    )
    kind = forms.ChoiceField(label=_("Kind"))
    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("Until"), required=False)
    source = forms.CharField(
        label=_("Document it comes from"), max_length=200, help_text=_("Where it says so.")
    )

    def __init__(self, *args: Any, issuers: Mapping[str, Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = issuers
        self.fields["issuer"].choices = [(code, unit.name) for code, unit in issuers.items()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = said_pairs(caps.MARKS)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept on the record."),
    )


class EndForm(ReasonForm):
    """Why the version of a rule that was looked at is ended."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, error_messages=LEFT_OUT)
