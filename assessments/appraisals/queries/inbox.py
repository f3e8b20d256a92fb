"""What schemes put into the inbox: drafts to finish, approved ones to publish, those that wait for approval."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from assessments.appraisals.models import Scheme, SchemeInvolvement
from assessments.appraisals.rules import course
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Asked, Todo, TodoAct, TodoKind
from revitalization.kit.words import N_, Words

UNHURRIED = timedelta(days=30)
"""What is to be written and published stands behind what others wait for: nobody set it a day."""


@dataclass(frozen=True)
class _Work:
    """One kind of line and its rows for an actor."""

    kind: TodoKind
    rows: Callable[[Actor], Any]


def to_approve(actor: Actor) -> Any:
    """Schemes sent for approval in which the actor had no part."""
    mine = SchemeInvolvement.objects.filter(subject=OuterRef("pk"), user_id=actor.user_id or 0)
    sent = Scheme.objects.filter(actor.reach(C.ASSESS_APPROVE).q("lo"), status=course.SUBMITTED)
    return sent.filter(~Exists(mine)).select_related("issuer")


def to_write(actor: Actor) -> Any:
    """Drafts of the actor's office, and approved schemes to be published."""
    own = Scheme.objects.filter(actor.reach(C.ASSESS_DESIGN).q("lo"))
    return own.filter(status__in=(course.DRAFTED, course.APPROVED)).select_related("issuer")


def sent(actor: Actor) -> Any:
    """Schemes of the actor's office that others have to approve."""
    own = Scheme.objects.filter(actor.reach(C.ASSESS_DESIGN).q("lo"))
    return own.filter(status=course.SUBMITTED).select_related("issuer")


def _has(right: C) -> Callable[[Actor], bool]:
    return lambda actor: actor.has(right)


WORK = (
    _Work(
        TodoKind("assess-scheme-approve", N_("Scheme of assessment to approve"), _has(C.ASSESS_APPROVE)), to_approve
    ),
    _Work(TodoKind("assess-scheme", N_("Scheme of assessment to write"), _has(C.ASSESS_DESIGN)), to_write),
    _Work(
        TodoKind(
            "assess-scheme-sent",
            N_("Scheme of assessment: with whoever approves it"),
            _has(C.ASSESS_DESIGN),
            waiting=True,
        ),
        sent,
    ),
)  # fmt: skip
KINDS = tuple(work.kind for work in WORK)
STEPS = {course.DRAFTED: N_("To be written and sent"), course.APPROVED: N_("To be published")}


def todo_lines(actor: Actor, asked: Asked) -> Iterator[Todo]:
    """The lines of this actor that are asked for, those of each kind in their order."""
    for work in WORK:
        if asked.wants(work.kind, actor):
            rows = work.rows(actor)
            if asked.only:
                rows = rows.filter(key=asked.only)
            for row in asked.undated(rows, work.kind, ("year", "id")):
                yield _line(row, work, asked.today)


def _line(row: Scheme, work: _Work, today: date) -> Todo:
    return Todo(
        key=f"{work.kind.key}:{row.pk}",
        kind=work.kind,
        title=Words("%(title)s", {"title": str(row)}),
        unit=row.issuer.name,
        acts=[TodoAct(N_("Open"), f"/assessment/schemes/{row.key}/")],
        order=(today + (timedelta() if row.status == course.SUBMITTED else UNHURRIED), (row.year, row.pk)),
        tone="grey" if row.status == course.DRAFTED else "amber",
        subject=("assessment_scheme", row.key),
        version=row.version,
        step=STEPS.get(row.status, ""),
    )


def todo_work(actor: Actor, today: date) -> list[Any]:
    """What waits for this actor, kind by kind, to be counted for the badge in the navigation."""
    asked = Asked(today)
    return [work.rows(actor) for work in WORK if asked.wants(work.kind, actor)]
