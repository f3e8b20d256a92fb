"""The tree of criteria as one form: key, title and points of each row under the number of its place in the list."""

import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.forms.schemes import NumberField
from assessments.appraisals.rules.tree import Table
from assessments.appraisals.rules.typed import Move, Typed, as_typed, move_of, points_field
from revitalization.kit.forms import HIGHEST, LEFT_OUT

MOST_KEY, MOST_CRITERION_TITLE = 60, 500
FIELDS = ("key", "title", "points")
EMPTY_KEY = {"required": _("A key is needed here, such as 1.2.")}


class TreeForm(forms.Form):
    """The rows of a tree. `was` is what the rows showed when the page was opened, `do` the button that was pressed."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    do = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data: Mapping[str, Any] | None, criteria: Sequence[Table], version: int) -> None:
        rows = [as_typed(one) for one in criteria]
        start: dict[str, Any] = {"version": version, "was": told(rows)}
        super().__init__(data, initial=start)
        self.rows = rows
        for n, (table, row) in enumerate(zip(criteria, rows, strict=True), 1):
            about = row.key or str(n)
            for name, made in _fields(about, capped=points_field(table) == "cap").items():
                self.fields[f"{name}-{n}"] = made
                self.initial[f"{name}-{n}"] = getattr(row, name)

    def clean(self) -> dict[str, Any]:
        """A key stands there once."""
        data = super().clean() or self.cleaned_data
        keys = {n: self._key(n) for n in range(1, len(self.rows) + 1) if f"key-{n}" in data}
        many = Counter(keys.values())
        for n, key in keys.items():
            data[f"key-{n}"] = key
            if many[key] > 1:
                self.add_error(f"key-{n}", gettext("The key “%(key)s” stands there twice.") % {"key": key})
        return data

    def _key(self, n: int) -> str:
        """The key as it was typed, full-width digits and signs taken; one that nobody changed stays as it is."""
        key = str(self.cleaned_data[f"key-{n}"])
        return key if key == self.rows[n - 1].key else unicodedata.normalize("NFKC", key).strip()

    def typed(self) -> list[Typed]:
        """What was typed at each place; ask when the form is valid."""
        data = self.cleaned_data
        return [
            Typed(data[f"key-{n}"], data[f"title-{n}"], data[f"points-{n}"])
            for n in range(1, len(self.rows) + 1)
        ]

    def move(self) -> Move | None:
        """The move that was asked for; None where there is no such move."""
        return move_of(self.cleaned_data.get("do") or "save", len(self.rows))


def _fields(about: str, *, capped: bool) -> dict[str, forms.Field]:
    points = gettext("Highest points of %(key)s") if capped else gettext("Points of %(key)s")
    found: dict[str, forms.Field] = {
        "key": forms.CharField(
            label=gettext("Key of %(key)s") % {"key": about}, max_length=MOST_KEY, error_messages=EMPTY_KEY
        ),
        "title": forms.CharField(
            label=gettext("Title of %(key)s") % {"key": about},
            max_length=MOST_CRITERION_TITLE,
            required=False,
        ),
        "points": NumberField(label=points % {"key": about}, required=False),
    }
    words = (gettext("Key"), gettext("Title"), gettext("At most") if capped else gettext("Points"))
    for made, word in zip(found.values(), words, strict=True):
        made.widget.attrs["placeholder"] = word
    return found


def told(rows: Sequence[Typed]) -> str:
    """The rows as the page carries them along."""
    return json.dumps([[one.key, one.title, one.points] for one in rows], ensure_ascii=False)


def was_in(text: str) -> list[Typed]:
    """The rows that a page carried along; none where that is not what it carried."""
    try:
        found = json.loads(text)
        return [Typed(str(key), str(title), str(points)) for key, title, points in found]
    except (ValueError, TypeError, RecursionError):
        return []


def over_theirs(data: Mapping[str, Any], criteria: Sequence[Table]) -> tuple[dict[str, str], list[Typed]]:
    """What was typed on a page that is old by now, put over the rows as they stand: only what was really changed.

    Also the changed rows that are there no more.
    """
    place = {str(one.get("key", "")): n for n, one in enumerate(criteria, 1)}
    merged = {
        f"{name}-{n}": getattr(as_typed(one), name) for n, one in enumerate(criteria, 1) for name in FIELDS
    }
    lost = []
    for at, row in enumerate(was_in(str(data.get("was", ""))), 1):
        now = {name: str(data.get(f"{name}-{at}", getattr(row, name))) for name in FIELDS}
        changed = {name: text for name, text in now.items() if text != getattr(row, name)}
        if row.key in place:
            merged |= {f"{name}-{place[row.key]}": text for name, text in changed.items()}
        elif changed:
            lost.append(Typed(**now))
    return merged, lost
