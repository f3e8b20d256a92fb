"""The measures for programs: which there are, and the figures of one for the units of an area."""

from typing import Any

from django.urls import path, re_path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.units.api import CODE, UnitName
from responsibilities.units.models import CLASS_LABELS, Unit
from revitalization.kit import clock
from revitalization.kit.api.described import operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.parameters import choice, text
from revitalization.kit.errors import Hidden
from revitalization.kit.measures import STATES, Figure, Measure, Period, reasons_of
from revitalization.site.boards import Board, Row, area_for, board_of, measures_for

KEY = r"[a-z][a-z0-9-]{1,39}"
PERIOD = r"[A-Za-z0-9-]{1,64}"
KEY_PATH = {"measure": (KEY, "Key of the measure, as the list of measures gives it.", "filing")}
AREA = text(
    "area",
    "The unit whose parts are shown, by its official code; without it the own one.",
    CODE,
    example="620121000000",
)


class SegmentShape(serializers.Serializer):
    """One part of the whole."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    done = serializers.BooleanField(help_text="Whether it counts as done.")


class MeasureShape(serializers.Serializer):
    """What is counted, and from which share on it is good."""

    key = serializers.CharField()
    label = serializers.CharField(help_text="In the language asked for.")  # type: ignore[assignment]
    part = serializers.CharField()
    whole = serializers.CharField()
    about = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    better = serializers.ChoiceField(["more", "less"])
    good_from = serializers.FloatField(
        allow_null=True, help_text="Per cent of what is due; null: no share decides how it stands."
    )
    warning_from = serializers.FloatField(allow_null=True)
    segments = SegmentShape(many=True)


class MeasuresShape(serializers.Serializer):
    """The measures within reach."""

    results = MeasureShape(many=True)


class FigureShape(serializers.Serializer):
    """A figure: the whole in its parts, and what is judged of it."""

    whole = serializers.IntegerField()
    done = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True, help_text="Done of the whole, cut.")
    parts = serializers.DictField(child=serializers.IntegerField())
    judged = serializers.IntegerField(help_text="Of the whole, what is due by now.")
    good = serializers.IntegerField(help_text="Of that, what is as it should be.")
    not_due = serializers.IntegerField(help_text="Not due yet and in no part.")
    state = serializers.ChoiceField(list(STATES))
    reasons = serializers.CharField(allow_blank=True, help_text="Why it is behind, in words.")
    since = serializers.DateField(allow_null=True)


class MeasuredUnit(serializers.Serializer):
    """One unit with its figure, and that of the year before."""

    unit = UnitName()
    figure = FigureShape(allow_null=True)
    before = FigureShape(allow_null=True)


class MeasuredPeriod(serializers.Serializer):
    """A period in which the measure is counted: a cycle, a year, a day."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    due_on = serializers.DateField(allow_null=True)


class FiguresShape(serializers.Serializer):
    """A measure over the units of an area."""

    measure = serializers.CharField()
    period = MeasuredPeriod(allow_null=True)
    before = MeasuredPeriod(allow_null=True, help_text="The same a year earlier, when there is one.")
    periods = MeasuredPeriod(many=True)
    area = UnitName()
    total = FigureShape()
    units = MeasuredUnit(many=True)


class Measures(Endpoint):
    """The measures within reach."""

    @operation(
        "measures_list",
        "Measures",
        about="What can be counted for some subtree within reach.",
        answer=MeasuresShape,
    )
    def get(self, request: Request) -> Response:
        return self.answer({"results": [_measure(one) for one in measures_for(self.actor)]})


def _measure(one: Measure) -> dict[str, Any]:
    good, warning = one.thresholds or (None, None)
    return {
        "key": one.key,
        "label": _(one.label),
        "part": _(one.part),
        "whole": _(one.whole),
        "about": _(one.about),
        "source": _(one.source_note),
        "better": one.better,
        "good_from": None if good is None else float(good * 100),
        "warning_from": None if warning is None else float(warning * 100),
        "segments": [{"key": s.key, "label": _(s.word), "done": s.done} for s in one.segments],
    }


class Figures(Endpoint):
    """One measure over the units of an area."""

    params = (
        text("period", "Key of the period; without it the one in hand.", PERIOD, example="2026"),
        AREA,
        choice(
            "group",
            "Instead of the units directly below, those of this class.",
            [str(key) for key in CLASS_LABELS],
        ),
    )

    @operation(
        "measures_read",
        "Figures of a measure",
        about="The units directly below the area, or those of a class, with their figures; outside the reach 404.",
        path=KEY_PATH,
        params=params,
        answer=FiguresShape,
    )
    def get(self, request: Request, measure: str) -> Response:
        found = next((one for one in measures_for(self.actor) if one.key == measure), None)
        if found is None:
            raise Hidden
        area = area_for(self.actor, found, self.given["area"] or "")
        asked = {"period": self.given["period"] or "", "group": self.given["group"] or ""}
        return self.answer(_board(board_of(self.actor, found, area, clock.today(), **asked)))


def _board(found: Board) -> dict[str, Any]:
    return {
        "measure": found.measure.key,
        "period": _period(found.period),
        "before": _period(found.past),
        "periods": [_period(one) for one in found.periods],
        "area": _name(found.area),
        "total": _figure(found.measure, found.total),
        "units": [_row(row) for row in found.rows],
    }


def _name(unit: Unit | Row) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def _row(row: Row) -> dict[str, Any]:
    before = _figure(row.measure, row.before) if row.before else None
    return {
        "unit": _name(row),
        "figure": _figure(row.measure, row.figure) if row.figure else None,
        "before": before,
    }


def _period(period: Period | None) -> dict[str, Any] | None:
    return {"key": period.key, "label": period.label, "due_on": period.due_on} if period else None


def _figure(measure: Measure, figure: Figure) -> dict[str, Any]:
    return {
        "whole": figure.whole,
        "done": measure.done(figure),
        "percent": measure.percent(figure),
        "parts": {one.key: figure.parts.get(one.key, 0) for one in measure.segments},
        "judged": figure.judged,
        "good": figure.good,
        "not_due": figure.ahead,
        "state": measure.state(figure),
        "reasons": reasons_of(figure),
        "since": figure.since,
    }


URLS = [
    path("measures/", Measures.as_view(), name="api_measures"),
    re_path(rf"^measures/(?P<measure>{KEY})/$", Figures.as_view(), name="api_measure"),
]
