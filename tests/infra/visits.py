"""The mechanism that `test_planted_slice` plants: one of each thing that a slice can declare, and where it must appear."""

SLICE = {
    "__init__": '"""Visits."""\n',
    "apps": """
from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "assessments.visits"
    label = "visits"
""",
    "rules": """
from responsibilities.roles import Capability as C
from revitalization.kit.words import N_
from revitalization.kit.workflow import Act, State, Workflow

WORKFLOW = Workflow(
    key="visit",
    states=(State("planned", N_("Planned")), State("made", N_("Made"), final=True)),
    initial=frozenset({"planned"}),
    acts=(Act("make", N_("Make"), frozenset({"planned"}), "made", C.UNIT_EDIT, N_("%(who)s made a visit")),),
)
""",
    "models": """
import pghistory
from django.db import models

from assessments.visits import rules
from revitalization.kit.triggers import guards


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Visit(models.Model):
    lo = models.BigIntegerField()
    status = models.CharField(max_length=16, default="planned")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        triggers = guards(rules.WORKFLOW)
""",
    "actions": """
from assessments.visits import rules
from revitalization.kit.doing import Doing, Doings
from revitalization.kit.perform import perform


def make(*, actor, visit, version=None):
    return perform(rules.WORKFLOW, "make", visit, actor=actor, version=version)


def look():
    return 0


DO = Doings(rules.WORKFLOW, "visit", {"make": Doing(make)})
""",
    "views": """
from django.shortcuts import render

from assessments.visits.actions import DO
from revitalization.kit.act_pages import ActPages
from revitalization.kit.views import page

PAGES = ActPages(DO)


@page()
def visits(request):
    return render(request, "visits/visits.html")
""",
    "declared": """
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from django.db.models import Q

from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.agenda import CalendarEntry, CalendarSource
from revitalization.kit.columns import Lamp
from revitalization.kit.finding import Begin, Hit, SearchKind
from revitalization.kit.inbox import BulkAct, Desk, InboxSource, Outcome, Todo, TodoAct, TodoKind
from revitalization.kit.measures import Figure, Measure, Period, RowAct, Segment
from revitalization.kit.papers import PaperKind
from revitalization.kit.steps import DONE, NOW, Hand, Step, Timeline
from revitalization.kit.unit_page import Coming, UnitLamp, UnitPart
from revitalization.kit.words import Words

TO_VISIT = TodoKind("visit", "Visit to make", lambda actor: actor.has(C.UNIT_READ))
AWAITED = TodoKind("visit-awaited", "Visit awaited", lambda actor: actor.has(C.UNIT_READ), waiting=True)


def lines(actor, asked):
    for kind in (TO_VISIT, AWAITED):
        if asked.wants(kind, actor):
            acts = [TodoAct("Look at the field", "/visits/"), TodoAct("Note the visit", act="visit.note")]
            for n, word in ((7, "seven"), (8, "eight")):
                yield Todo(f"{kind.key}:{n}", kind, Words(f"Dam number {word}"), "Dam place", acts,
                           order=(asked.today, (n,)), subject=("visit", str(n)), version=1)


def noted(actor, picked):
    return [Outcome("Dam place", "Dam number seven") for one in picked]


def steps(actor, keys):
    first = datetime(2026, 11, 20, tzinfo=UTC)
    return {key: [Step("go", "Going there", DONE, at=first),
                  Step("note", "Noting it down", NOW, [Hand("Visitor Li")], at=first)] for key in keys}


class Visited:
    def periods(self, actor, span, wanted=""):
        return [Period("2026", "Visits of 2026", None, None, 2026)]

    def past(self, actor, period):
        return [Period("2025", "Visits of 2025", None, None, 2025)]

    def latest(self, actor, span, units, today):
        period = self.periods(actor, span)[0]
        return period, {unit: found for (unit, _key), found in self.read(units, [period], today).items()}

    def read(self, units, periods, today):
        return {(unit.id, period.key): 3 for unit in units for period in periods}


MEASURE = Measure(
    "visits", "Visits made to dams", part="visited", whole="dams", capability=C.UNIT_READ, source=Visited(),
    segments=(Segment("made", "done", "Visited dams", done=True), Segment("open", "blank", "Dams not visited")),
    figure=lambda n: Figure({"made": n, "open": 1}, n + 1, n, [Words("one dam left out")], clock.today()),
    about="Counts dams.", source_note="The visitors' books.", thresholds=(Fraction(1), Fraction(4, 5)), order=900,
    acts=(RowAct("visit.ask", "Ask those picked", lambda actor: True,
                 lambda actor, period, units: [Outcome(name, period.label) for _code, name in units]),),
)


def found(actor, text, limit):
    return [Hit("Dam number seven", "by the visitors", "/visits/", "D-7")] if text in "dam number seven" else []


DECLARED = dict(
    inbox=[InboxSource("visits", [TO_VISIT, AWAITED], lines, lambda actor, today: [Unit.objects.filter(lo=0)],
                       {"visit": [BulkAct("visit.note", "Note visits", noted)],
                        "visit-awaited": [BulkAct("visit.note", "Note visits", noted)]},
                       {"visit": lambda actor, key: Desk("visits/read.html", "visits/decide.html", {"key": key})})],
    timelines=[Timeline("visit", steps)],
    measures=[MEASURE],
    search=[SearchKind("dams", "Dams found", 900, found)],
    begins=[Begin("visit", "Plan a visit to a dam", "visits", "plus", 900, C.UNIT_READ)],
    calendar=[CalendarSource("visits", "inbox", lambda actor, first, last, lo: [
        CalendarEntry("visit-7", first + timedelta(days=9), "Dam day", "be there", "/visits/")])],
    guide={"visits": "also"},
    unit_lamps=[lambda actor, unit, request: [UnitLamp("Dam lamp", Lamp("amber", "leaky"), "1/2", "/visits/")]],
    coming=[lambda actor, unit, request: [Coming("Dam repair", "/visits/", clock.today())]],
    unit_parts=[UnitPart("visits", "Visits", "work", 90, "visits/part.html",
                         lambda actor, unit, request: {"word": "seven dams"}, lambda *_: True)],
    origins={"visit": lambda actor, key: Hit("Dam number seven", "by the visitors", "/visits/", f"D-{key}")},
    papers=[PaperKind("visit", "Dam notices", lambda actor: Q(), lambda key: "/visits/", "unit.read")],
)
""",
    "mechanism": """
from datetime import timedelta

from django.urls import path

from assessments.visits import rules, views
from assessments.visits.actions import look
from assessments.visits.declared import DECLARED
from assessments.visits.models import Visit
from responsibilities.roles import Capability as C
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep

MECHANISM = Mechanism(
    key="visits",
    urls=[path("visits/", views.visits, name="visits")],
    navigation=[NavItem("visits", "Visits", "visits", "report", "business", 90)],
    sweeps=[Sweep("visits.look", timedelta(hours=1), look, "looks")],
    presenters=[Presenter("visit", {act.key: act.done for act in rules.WORKFLOW.acts}, sees=C.UNIT_READ)],
    changeable=[Visit],
    **DECLARED,
)
""",
}
PAGES = {
    "visits": '{% extends "base.html" %}{% block content %}The visits{% endblock %}',
    "read": "Read the book of dam {{ desk.key }}",
    "decide": "Decide on dam {{ desk.key }}, then {{ onward }}",
    "part": "The part says {{ tab.word }}",
}
"""Its templates."""
POLICY = """
from tests.policy.basics import Policy, pages

POLICY = Policy(rows=pages("visits"), parameters={"visits": ()})
"""
STORY = '"""Nothing yet."""\n\n\ndef is_told():\n    return False\n\n\ndef chapters(now):\n    return []\n'


APPEARS = {
    "navigation": ("/", 'href="/visits/"'),
    "inbox": ("/", "Dam number seven"),
    "button of the line": ("/", "visit.note|visit:7@1"),
    "filter of the inbox": ("/", "kind=visit"),
    "what others have": ("/?view=mine", "Visitor Li"),
    "walk": ("/walk/?kind=visit", "Read the book of dam 7"),
    "decision on the walk": ("/walk/?kind=visit", "Decide on dam 7, then /walk/?kind=visit"),
    "stepper": ("/walk/?kind=visit", "Noting it down"),
    "board": ("/board/?measure=visits", "Visited dams"),
    "reason on the board": ("/board/?measure=visits", "one dam left out"),
    "map": ("/board/?measure=visits", "<svg"),
    "act on rows": ("/board/?measure=visits", "visit.ask"),
    "wall": ("/board/?measure=visits&view=wall", "Visits of 2026"),
    "comparison": ("/compare/?unit={town}&unit={sister}", "Visits made to dams"),
    "lamp of the unit": ("/units/{town}/", "Dam lamp"),
    "measure in the unit's head": ("/units/{town}/", "Visits made to dams"),
    "what is due next": ("/units/{town}/", "Dam repair"),
    "part of the unit": ("/units/{town}/?tab=visits", "The part says seven dams"),
    "years of the unit": ("/units/{town}/?tab=years", "Visits of 2025"),
    "calendar": ("/calendar/", "Dam day"),
    "calendar file": ("/calendar/file.ics", "SUMMARY:Dam day"),
    "search": ("/search/?q=dam", "Dams found"),
    "what can be begun": ("/begin/", "Plan a visit to a dam"),
    "help": ("/visits/", "/help/#also"),
    "list of measures for programs": ("/api/v1/measures/", "Visits made to dams"),
    "figures for programs": ("/api/v1/measures/visits/", '"done": 3'),
}
"""By what must be there: the page, and what stands on it."""
