"""The form of a slip under a number, whatever it presses for."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from responsibilities.numbers.queries import next_free
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.forms import DayField
from revitalization.kit.language import said_day

URGENCIES = [
    ("", _("ordinary")),
    ("加急", pgettext_lazy("of a document", "Urgent")),
    ("特急", pgettext_lazy("of a document", "Special urgency")),
]


class SlipForm(forms.Form):
    """A slip: its number, which may be left out, until when an answer is wanted, how urgent.

    Without a number it is a plain slip, which may name a day and bears no urgency; or the `last` numbered one, again.
    `by` is the word for that day. The `issuer` is told which number is free after its last document of these `kinds`.
    """

    document_number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    by = DayField(required=False)
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        required=False,
        choices=URGENCIES,
    )

    def __init__(
        self, *args: Any, issuer: Unit, kinds: list[str], by: str, last: Any = None, **kwargs: Any
    ) -> None:
        self.last = last
        super().__init__(*args, **kwargs)
        self.fields["by"].label = by
        free = next_free(issuer, kinds, clock.today().year)
        if free:
            said = gettext("The next free number is %(number)s. Leave it empty if the paper has none yet.")
            self.fields["document_number"].help_text = said % {"number": free}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("document_number", "").strip():
            if not data.get("by") and "by" not in self.errors:
                self.add_error("by", _("Enter the last day."))
        elif self.last:
            self._same_as(self.last, data)
        elif data.get("urgency"):
            said = _("Only a numbered slip bears an urgency: enter its number, or choose “ordinary”.")
            self.add_error("urgency", said)
        return data

    def _same_as(self, last: Any, data: dict[str, Any]) -> None:
        """What is printed again under its number says what it said."""
        if data.get("by") and data["by"] != last.by:
            said = gettext("Slip %(number)s names %(day)s. Another day takes a new number.")
            self.add_error("by", said % {"number": last.number, "day": said_day(last.by)})
        if data.get("urgency") and data["urgency"] != last.urgency:
            said = gettext("Slip %(number)s has another urgency. A changed one takes a new number.")
            self.add_error("urgency", said % {"number": last.number})
