"""The form of an announcement."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from responsibilities.access.forms import PlaceForm
from revitalization.kit import clock

EVERYBODY, PART = "everybody", "part"


class MinuteField(forms.DateTimeField):
    """An instant to the minute on Asia/Shanghai's clock, with the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(input_formats=formats, **kwargs)


class AnnouncementForm(PlaceForm):
    """What is announced, to whom, from when to when."""

    field_order = (
        "title", "text", "audience", "unit", "chosen", "begins_at", "ends_at", "work_from", "work_until", "urgent",
        "form_key",
    )  # fmt: skip

    title = forms.CharField(label=pgettext_lazy("announcement", "Title"), max_length=80)
    text = forms.CharField(
        label=_("Text"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.ChoiceField(
        label=_("Who sees it"),
        choices=[
            (EVERYBODY, _("Everybody, on the sign-in page too")),
            (PART, _("The people of one unit and all below it")),
        ],
        initial=EVERYBODY,
        widget=forms.RadioSelect,
    )
    begins_at = MinuteField(label=_("Shown from"))
    ends_at = MinuteField(label=_("Shown until"))
    work_from = MinuteField(label=_("Maintenance from"), required=False)
    work_until = MinuteField(label=_("Maintenance until"), required=False)
    urgent = forms.BooleanField(
        label=_("Urgent"),
        required=False,
        help_text=_("Stands out, and nobody can put it away before it ends."),
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Open the page again and send it from there: nothing was announced.")
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].required = False
        self.fields["unit"].label = _("Which unit")
        self.fields["begins_at"].initial = _to_the_minute(clock.now())
        self.fields["ends_at"].initial = _to_the_minute(clock.now() + timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        """One unit exactly when a part of the tree is meant."""
        cleaned = super().clean()
        part = cleaned.pop("audience", "") == PART
        if part and self.place is None and not {"unit", "chosen"} & set(self.errors):
            self.add_error("unit", _("Name the unit whose people see it."))
        if not part:
            self.place = None
            for name in ("unit", "chosen"):
                self.errors.pop(name, None)
        return cleaned

    def given(self) -> dict[str, Any]:
        """The keyword arguments of the action; ask when the form is valid."""
        return {**self.cleaned_data, "unit": self.place}


def _to_the_minute(instant: datetime) -> datetime:
    return clock.local(instant).replace(second=0, microsecond=0)
