"""What a holder fills in to let another principal of the unit sign."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from responsibilities.posts.forms import day_field
from responsibilities.posts.models import Person
from revitalization.kit.forms import ActForm


class DelegationForm(ActForm):
    """To whom, from when to when, why."""

    to = forms.ModelChoiceField(
        label=_("Who signs for the post"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    since = day_field(_("First day"))
    until = day_field(_("Last day"), _("At most 90 days. For a longer absence a stand-in is appointed."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Printed on the reports signed in this way. For example: attending a course in Lanzhou."),
    )

    def __init__(self, *args: Any, people: "QuerySet[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
