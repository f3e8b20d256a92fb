"""Questions about inspections whose answers no page shows alone."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from assessments.inspections.actions import marks, plans
from assessments.inspections.models import Finding, Inspection, Looked, Rule
from assessments.inspections.queries import finding_inbox, finding_steps, inbox, steps
from assessments.inspections.queries.beside import visits_of_own
from assessments.inspections.queries.findings import sees_as_office
from assessments.inspections.queries.inspections import view_of
from assessments.inspections.queries.mending import answering
from assessments.inspections.queries.papers import plan_papers
from assessments.inspections.queries.teams import conducted_by
from assessments.inspections.queries.visits import marks_between
from assessments.inspections.queries.within import sees_as_issuer
from assessments.inspections.rules.plans import DRAFTED
from assessments.inspections.views.beside import moments, sees_visits
from assessments.inspections.views.inspections import _why_not
from assessments.inspections.views.lists import _reads_plans
from assessments.inspections.views.lookback import may_enter
from assessments.inspections.views.rules import _plans
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.errors import Problem
from revitalization.kit.reach import Span
from tests.cast import days
from tests.inspections import story
from tests.policy.basics import undone
from tests.policy.people import SISTER, TOWN, XIJI, YONGDENG

SEEN = (TOWN, SISTER, YONGDENG, XIJI)


def _inspections() -> list[Inspection]:
    return list(Inspection.objects.full().order_by("pk"))


def _findings() -> list[Finding]:
    return list(Finding.objects.full().order_by("pk"))


def work(stage: Any, actor: Actor) -> object:
    """Which inspections, plans and findings each kind of line holds for whoever has such lines."""
    today = clock.today()
    with undone():
        plan = story.again(stage.plans[YONGDENG])
        if plan.status == DRAFTED:
            plans.submit(actor=stage.cast.dingwei, plan=plan)
        ours = [sorted(row.key for row in kind.rows(actor, today)) for kind in inbox.WORK]
    return ours, [sorted(row.key for row in kind.rows(actor)) for kind in finding_inbox.WORK]


def whole(stage: Any, actor: Actor) -> object:
    """Which inspections are seen whole, and which findings as their office sees them."""
    seen = [row.key for row in _inspections() if sees_as_issuer(actor, row)]
    return seen, [row.key for row in _findings() if sees_as_office(actor, row)]


def ways(stage: Any, actor: Actor) -> object:
    """Whom the ways of inspections and findings name, and on which days."""
    told = steps.steps_of(_inspections(), actor), finding_steps.steps_of(_findings(), actor)
    return [
        {key: [(one.key, [(hand.name, hand.done) for hand in one.hands], one.at, one.due_on) for one in way]
         for key, way in found.items()}
        for found in told
    ]  # fmt: skip


def year(stage: Any, actor: Actor) -> object:
    """What the line of a unit's year tells, whether its part is there, and the visits of one's own."""
    first, last = days(-400), days(400)
    told = [
        (sees_visits(actor, unit), sorted(one.url for one in moments(actor, unit, first, last)))
        for unit in (stage.units[place] for place in SEEN)
    ]
    return told, sorted(row.pk for row in visits_of_own(actor, first, last))


def stands(stage: Any, actor: Actor) -> object:
    """Of which inspections it is told what stands against going on."""
    asked: Any = SimpleNamespace(actor=actor)
    return [(row.key, _why_not(asked, row, view_of(row, actor))) for row in _inspections()]


def planning(stage: Any, actor: Actor) -> object:
    """Whether there is a way to the plans, to which rules to change them, and what the register is narrowed to."""
    asked: Any = SimpleNamespace(actor=actor)
    ours = Rule.objects.annotate(plans=_plans(actor, "issuer__lo")).order_by("pk").values_list("key", "plans")
    papers: Q = plan_papers(actor)
    return _reads_plans(asked), list(ours), str(papers)


def marked(stage: Any, actor: Actor) -> object:
    """Which days that are kept free one is told of."""
    with undone():
        marks.set_mark(
            actor=stage.cast.dingwei, issuer=story.county(), unit=stage.units[TOWN].code, kind="disaster",
            from_on=days(5), source="永政发〔2026〕9号",
        )  # fmt: skip
        return marks_between(actor, days(5).year)


def reports(stage: Any, actor: Actor) -> object:
    """For which units one reports what was put right."""
    return [[unit.code for unit in answering(actor, row)] for row in _inspections()]


def conducts(stage: Any, actor: Actor) -> object:
    """Whether one who stands in a team, and may only read by now, still records there."""
    reader = replace(actor, ceiling=Ceiling(frozenset({C.INSPECT_READ}), Span(0, 2**62)))
    found = []
    for row in _inspections():
        try:
            found.append(conducted_by(reader, row.key).key)
        except Problem as problem:
            found.append(type(problem).__name__)
    return found


def enters(stage: Any, actor: Actor) -> object:
    """Who is asked what was seen of a finding that is looked at again."""
    return may_enter(actor, Looked.objects.select_related("finding__inspection").get(lookback=stage.sample))


QUESTIONS = (work, whole, ways, year, stands, planning, marked, reports, conducts, enters)
_OURS = "assessments/inspections"
TWICE = {
    # Whoever reads nothing of inspections at the unit is given none of its visits either.
    ("Actor.can", f"{_OURS}/views/beside.py:moments"): (
        ("Reach.q", f"{_OURS}/queries/within.py:visits_for"),
    ),
    # The units are cut to the reach, so that few are asked; each is asked for itself, with the remit, as well.
    ("Reach.q", f"{_OURS}/queries/mending.py:answering"): (
        ("Actor.can", f"{_OURS}/queries/mending.py:answering.<locals>.<listcomp>"),
    ),
    # Before the form is read; the act asks again.
    ("Actor.require", f"{_OURS}/views/lookback.py:lookback_enter"): (
        ("Actor.require", f"{_OURS}/actions/lookback.py:enter"),
    ),
    # Before the file is read; its owner is asked again when it is attached.
    ("Actor.require", f"{_OURS}/views/findings.py:finding_attach"): (
        ("Actor.can", f"{_OURS}/queries/files.py:FindingFiles.may_attach"),
    ),
}
