"""Shapes of answers and bodies about schemes of assessment and their trials."""

from typing import Any

from rest_framework import serializers

from assessments.appraisals.actions import DO
from assessments.appraisals.actions.contents import MOST_OF_SCHEME
from assessments.appraisals.forms.trying import MOST_OF_INPUTS
from assessments.appraisals.rules import course
from revitalization.kit.api.bodies import Body, Text, body_of

SCHEME_KEY = r"[0-9]{12}-[a-z0-9-]{2,40}-v[0-9]{1,3}"
EXAMPLE = "620121000000-by-source-2026-v1"
SCHEME_PATH = {"scheme": (SCHEME_KEY, "Key of the scheme: issuer, name, edition.", EXAMPLE)}


def optional(kind: type[serializers.Field], **more: Any) -> Any:
    """A field that may be left out."""
    return kind(required=False, **more)


class SchemeRow(serializers.Serializer):
    """One scheme (an edition is a row) as lists show it."""

    key = optional(serializers.CharField)
    issuer = optional(serializers.CharField, help_text="Official code.")
    issuer_name = optional(serializers.CharField)
    name = optional(serializers.CharField, help_text="The key in its file, the same for all editions.")
    edition = optional(serializers.IntegerField)
    year = optional(serializers.IntegerField, help_text="The year that is assessed.")
    title = optional(serializers.CharField)
    status = optional(serializers.CharField, help_text=", ".join(course.SCHEME.state_keys()))
    number = optional(
        serializers.CharField, help_text="Of the document it was published under; empty before."
    )
    published_on = optional(serializers.DateField, allow_null=True)
    version = optional(serializers.IntegerField)


class FaultShape(serializers.Serializer):
    """One thing that is wrong with a scheme that is on its way."""

    place = serializers.CharField(help_text="Table, key and field, as `[[criterion]] 1.2 · target`.")
    what = serializers.CharField(help_text="In words.")


class SchemeShape(SchemeRow):
    """One scheme with all it says."""

    before = serializers.CharField(
        allow_blank=True, help_text="Key of the edition it replaces, where that is read."
    )
    reason = serializers.CharField(allow_blank=True, help_text="Why there is a new edition.")
    content = serializers.DictField(
        help_text="The tables scheme, group, criterion, limiter, grade as in the file; numbers are texts."
    )
    digest = serializers.CharField(help_text="SHA-256 of the content, whatever the order of its keys.")
    formulas = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="How each criterion is scored, in sentences, by its key.",
    )
    faults = FaultShape(many=True, help_text="What keeps it from being sent; empty once it is published.")
    acts = serializers.ListField(child=serializers.CharField(), help_text="What the reader may do now.")


class SchemeBody(Body):
    """A scheme as a file says it; issuer, key, title and year are those of the file."""

    content = Text(max_length=MOST_OF_SCHEME, trim_whitespace=False, help_text="The whole scheme as TOML.")


SchemeActBody = type(
    "SchemeActBody",
    (body_of("SchemeActBody", "", DO),),
    {
        # A file is kept as it came, to its last line break.
        "content": Text(
            required=False,
            max_length=MOST_OF_SCHEME,
            trim_whitespace=False,
            help_text="The whole scheme as TOML, in place of what the draft holds.",
        ),
        "__doc__": "What an act on a scheme needs besides the version.",
        "__module__": __name__,
    },
)


class TrialBody(Body):
    """What a scheme is tried out on."""

    inputs = Text(
        max_length=MOST_OF_INPUTS,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Values, facts, vetoes and last year's totals as TOML.",
    )


class ResultShape(serializers.Serializer):
    """What comes of a scheme for one unit, as `manage.py assess --json` prints it; what there is not is left out."""

    unit = serializers.CharField(help_text="Official code.")
    group = serializers.CharField()
    state = serializers.CharField(help_text="final, provisional, no_data")
    total = optional(serializers.CharField)
    place = optional(serializers.IntegerField)
    grade = optional(serializers.CharField)
    improvement = optional(
        serializers.CharField, help_text="Against last year, in percentage points of the base."
    )
    improvement_place = optional(serializers.IntegerField)
    limiters = optional(serializers.ListField, child=serializers.CharField())
    missing = optional(
        serializers.DictField, child=serializers.CharField(), help_text="Criteria without a score, and why."
    )
    scores = optional(serializers.DictField, child=serializers.CharField())
    effective = optional(
        serializers.DictField, child=serializers.CharField(), help_text="Points a criterion has for the unit."
    )


class GradeCountShape(serializers.Serializer):
    """How many have a grade."""

    word = serializers.CharField()
    units = serializers.IntegerField()
    quota = serializers.IntegerField(allow_null=True, help_text="How many may have it; null: all.")


class SpreadShape(serializers.Serializer):
    """How far the totals of the ranked units of a group lie apart."""

    highest = serializers.CharField()
    median = serializers.CharField()
    lowest = serializers.CharField()
    gap = serializers.CharField(help_text="From the lowest to the highest.")
    deviation = serializers.CharField(help_text="The standard deviation of all ranked units.")


class SeparationShape(serializers.Serializer):
    """What a criterion separates in a group; f is the fraction of its points."""

    key = serializers.CharField()
    title = serializers.CharField()
    units = serializers.IntegerField(help_text="Units that have an f.")
    distinct = serializers.IntegerField(help_text="Different scores.")
    full = serializers.IntegerField(help_text="Units that have it in full.")
    lowest = serializers.CharField(allow_null=True)
    mean = serializers.CharField(allow_null=True)
    highest = serializers.CharField(allow_null=True)
    share_percent = serializers.CharField(
        allow_null=True,
        help_text="Its part of the variance of the ranked totals, before ceiling and limiters; all come to 100.",
    )
    separates_nothing = serializers.BooleanField()


class GroupTrialShape(serializers.Serializer):
    """What is said of a group."""

    key = serializers.CharField()
    title = serializers.CharField()
    ranked = serializers.IntegerField()
    provisional = serializers.IntegerField()
    no_data = serializers.IntegerField()
    grades = GradeCountShape(many=True)
    spread = SpreadShape(allow_null=True)
    criteria = SeparationShape(many=True)


class MoveShape(serializers.Serializer):
    """A unit that stands elsewhere than under the present scheme."""

    unit = serializers.CharField(help_text="Official code.")
    group_before = serializers.CharField()
    group = serializers.CharField()
    place_before = serializers.IntegerField(allow_null=True)
    place = serializers.IntegerField(allow_null=True)
    grade_before = serializers.CharField(allow_null=True)
    grade = serializers.CharField(allow_null=True)


class MovesShape(serializers.Serializer):
    """The same inputs under the present scheme, as far as it knows them."""

    against = serializers.CharField(help_text="Key of the scheme it is held against.")
    left_out = serializers.DictField(
        child=serializers.IntegerField(), help_text="Entries that scheme does not know, by table."
    )
    unmoved = serializers.IntegerField()
    new = serializers.IntegerField(help_text="Units that are in no group there.")
    units = MoveShape(many=True)


class TrialShape(serializers.Serializer):
    """What comes of a trial."""

    result = ResultShape(many=True)
    groups = GroupTrialShape(many=True)
    moves = MovesShape(
        allow_null=True, help_text="null where there is no published edition and it is no copy."
    )
