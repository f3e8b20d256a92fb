"""Forms of schemes: what is begun, its settings, groups and limiters."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.actions.contents import MOST_OF_SCHEME, NAME
from assessments.appraisals.rules.assessed import ASSESSED
from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.saying import (
    MISSING_WORDS,
    NA_WORDS,
    QUOTA_ROUND_WORDS,
    QUOTA_TIES_WORDS,
    STEP_WORDS,
    WHEN_WORDS,
)
from responsibilities.units.forms import UnitsField, UnitsForm
from responsibilities.units.models import LEVEL_CHOICES, Unit
from revitalization.kit.forms import HIGHEST, LEFT_OUT, DayField
from revitalization.kit.periods import FIRST_YEAR, LAST_YEAR


class SchemeNewForm(forms.Form):
    """A scheme begun empty, from another one, or from a file."""

    issuer = forms.ChoiceField(label=_("Issuer"), required=False)
    name = forms.CharField(
        label=_("Key"),
        max_length=40,
        required=False,
        help_text=_("Small letters, digits and hyphens, such as county-2026; it stays for all editions."),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    year = forms.IntegerField(
        label=_("Year that is assessed"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    copy = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        help_text=_("What another scheme says is copied; what you change since is shown beside it."),
    )
    file = forms.FileField(
        label=_("Or a file (.toml)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        help_text=_("Issuer, key, title and year are those of the file."),
    )

    def __init__(
        self, *args: Any, issuers: Mapping[str, Unit], others: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = [(code, unit.name) for code, unit in issuers.items()]  # type: ignore[attr-defined]
        empty = [("", gettext("nothing: an empty scheme"))]
        self.fields["copy"].choices = [*empty, *others.items()]  # type: ignore[attr-defined]
        if not (self.files and self.files.get("file")):
            # What a file says is asked for where there is none.
            for name in ("issuer", "name", "title", "year"):
                self.fields[name].required = True

    def clean_file(self) -> bytes:
        """The bytes of the file; none where none was chosen."""
        file = self.cleaned_data.get("file")
        if file is None:
            return b""
        if file.size > MOST_OF_SCHEME:
            raise forms.ValidationError(gettext("The file is larger than 2 MB."), code="too_large")
        return bytes(file.read())

    def clean_name(self) -> str:
        """A key that stands in addresses."""
        name = str(self.cleaned_data["name"])
        if name and not NAME.fullmatch(name):
            raise forms.ValidationError(
                gettext("A key of small letters, digits and hyphens is needed, such as county-2026.")
            )
        return name


def said_choices(words: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Keys with their words, translated when they are shown."""
    return [(key, _(word)) for key, word in words.items()]


class NumberField(forms.CharField):
    """An exact number as it is written; full-width digits and signs are taken, no binary float is made of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", str(super().clean(value) or "")).strip()
        if text and exact(text) is None:
            raise forms.ValidationError(gettext('a plain decimal number is needed here, such as "12.5"'))
        return text


class SchemeSettingsForm(forms.Form):
    """What holds for the whole scheme: base, rounding, what is missing, ties, grades."""

    title = forms.CharField(label=_("Title"), max_length=200)
    year = forms.IntegerField(label=_("Year that is assessed"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    cut_off = DayField(label=_("Cut-off day"), help_text=_("Facts are adopted as they stand on this day."))
    base = NumberField(label=_("Base"), help_text=_("The points at the top come to it: 100, 1000 or any."))
    ceiling = NumberField(
        label=_("Ceiling"), required=False, help_text=_("The highest total with bonus; empty: none.")
    )
    step = forms.ChoiceField(label=_("Rounded is"), choices=said_choices(STEP_WORDS))
    places = forms.IntegerField(label=_("Decimal places"), min_value=0, max_value=6)
    na = forms.ChoiceField(label=_("What does not apply"), choices=said_choices(NA_WORDS))
    missing_after = forms.ChoiceField(
        label=_("What is missing after the cut-off"), choices=said_choices(MISSING_WORDS)
    )
    ties_by = forms.CharField(
        label=_("Ties are broken by"),
        required=False,
        max_length=500,
        help_text=_("Keys of criteria in their order, such as 1.1 5.1."),
    )
    grades = forms.CharField(
        label=_("Grades"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One a line, from the best down: word, from how many points on (that number included), and the share of the"
            " group that may have it, such as 优秀 90 30%."
        ),
    )
    quota_round = forms.ChoiceField(label=_("Places of a quota"), choices=said_choices(QUOTA_ROUND_WORDS))
    quota_ties = forms.ChoiceField(
        label=_("Who shares the last place of a quota"), choices=said_choices(QUOTA_TIES_WORDS)
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )

    def clean_grades(self) -> list[dict[str, str]]:
        """The grades as tables; raises with the line that says none."""
        found = []
        for at, line in enumerate(unicodedata.normalize("NFKC", self.cleaned_data["grades"]).splitlines(), 1):
            if parts := line.split():
                found.append(_grade(at, parts))
        return found


def _grade(at: int, parts: list[str]) -> dict[str, str]:
    said = gettext(
        "Line %(n)s: a word, the points it begins at, and a share in per cent where there is one."
    ) % {"n": at}
    if not 2 <= len(parts) <= 3 or exact(parts[1]) is None:
        raise forms.ValidationError(said)
    grade = {"word": parts[0], "from": parts[1]}
    if len(parts) == 3:
        share = exact(parts[2].removesuffix("%"))
        if not parts[2].endswith("%") or share is None or not 0 <= share <= 100:
            raise forms.ValidationError(said)
        grade["quota"] = plain(share / 100)
    return grade


def grade_lines(grades: Any) -> str:
    """The grades as the form takes them."""
    lines = []
    for one in grades:
        quota = exact(one.get("quota"))
        share = f" {plain(quota * 100)}%" if quota is not None else ""
        lines.append(f"{one.get('word', '')} {one.get('from', '')}{share}")
    return "\n".join(lines)


class SchemeGroupForm(UnitsForm):
    """A group of comparable units."""

    key = forms.CharField(label=_("Key"), max_length=20, help_text=_("Such as A."))
    title = forms.CharField(label=_("Title"), max_length=80)
    units = UnitsField(label=_("Units"), required=False, help_text=_("By name or code, below the issuer."))
    level = forms.ChoiceField(label=_("And all units of this level"), required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )

    def __init__(self, *args: Any, issuer: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuer = issuer
        levels = [pair for pair in LEVEL_CHOICES if pair[0] in ASSESSED.get(issuer.level, ())]
        self.fields["level"].choices = [("", gettext("none")), *levels]  # type: ignore[attr-defined]

    def above(self) -> Unit | None:
        """The issuer."""
        return self.issuer

    def clean(self) -> dict[str, Any]:
        """A code that is no unit's below the issuer is refused like a name."""
        data = super().clean()
        codes = data.get("units", ()) if "units" not in self.errors else ()
        below = set(
            Unit.objects.live().under(self.issuer).filter(code__in=codes).values_list("code", flat=True)
        )
        for code in codes:
            if code not in below:
                said = gettext("There is no unit “%(name)s” below %(above)s.")
                self.add_error("units", said % {"name": code[:40], "above": self.issuer.name})
        return data


class SchemeLimiterForm(forms.Form):
    """What caps the total or the grade, whatever the points."""

    key = forms.CharField(label=_("Key"), max_length=40, help_text=_("Such as false-data."))
    title = forms.CharField(label=_("Title"), max_length=120)
    when = forms.ChoiceField(label=_("Applies when"), choices=said_choices(WHEN_WORDS))
    named = forms.CharField(label=_("Veto or fact"), max_length=60, required=False, help_text=_("Its key."))
    criterion = forms.ChoiceField(label=_("Criterion"), required=False)
    bound = NumberField(
        label=_("Bound"),
        required=False,
        help_text=_(
            "The share of the points below which the criterion lies, or the least value of the fact."
        ),
    )
    total_at_most = NumberField(label=_("Total at most"), required=False)
    grade_at_most = forms.ChoiceField(label=_("Grade at most"), required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )

    def __init__(self, *args: Any, leaves: list[tuple[str, str]], grades: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", gettext("none"))
        self.fields["criterion"].choices = [none, *leaves]  # type: ignore[attr-defined]
        self.fields["grade_at_most"].choices = [none, *((word, word) for word in grades)]  # type: ignore[attr-defined]

    def limits(self) -> dict[str, Any]:
        """The limiter as it is kept."""
        data = self.cleaned_data
        when: dict[str, str] = {
            data["when"]: data["criterion"] if data["when"] == "criterion" else data["named"]
        }
        if data["when"] == "criterion":
            when["below"] = data["bound"]
        elif data["when"] == "fact":
            when["at_least"] = data["bound"]
        effects = {name: data[name] for name in ("total_at_most", "grade_at_most") if data[name]}
        return {"key": data["key"], "title": data["title"], "when": when, **effects}
