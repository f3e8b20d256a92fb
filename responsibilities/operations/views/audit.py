"""The record, its verification, and what is taken away of it."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.access.queries import events_within
from responsibilities.access.queries.event_list import EVENTS
from responsibilities.jobs.actions import queue
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import shown
from responsibilities.operations.queries.audit import (
    EVENTS_JOB,
    RECORD,
    RECORD_JOB,
    TOP,
    VERIFY_JOB,
    AuditPage,
    audited,
    verifications,
    verifies,
)
from responsibilities.record.queries import entries
from responsibilities.roles import Capability as C
from revitalization.kit import clock, parameters
from revitalization.kit.columns import Badge, Column, Grey
from revitalization.kit.errors import Forbidden
from revitalization.kit.ledgers import Ledger
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see

DONE_BEFORE = (
    Column("at", gettext_lazy("When"), "datetime", value=lambda job: job.ended_at or job.queued_at),
    Column("who", gettext_lazy("Who"), value=lambda job: job.asked_by.name if job.asked_by else ""),
    Column("entries", gettext_lazy("Entries"), "number", value=lambda job: job.result.get("entries")),
    Column("result", gettext_lazy("Result"), "badge", value=lambda job: _came_of(job), missing=Grey("—")),
)


def _came_of(job: Job) -> Badge:
    if not job.result:
        told = shown(job)
        return Badge(told.status, told.label, told.tone)
    if job.result["sound"]:
        return Badge("sound", _("sound"), "green")
    return Badge("faults", _("%(n)s faults") % {"n": job.result["fault_count"]}, "red")


@page(params=RECORD.names)
def record(request: SignedIn) -> HttpResponse:
    """What happened within the reader's reach, newest first."""
    reach = request.actor.reach(C.RECORD_READ)
    if not reach:
        raise Forbidden
    context = {
        "page": AuditPage(request.actor, entries(reach), request.GET),
        "may_export": audited(request.actor) is not None,
        "chosen": request.GET.urlencode(),
    }
    return render(request, "operations/record.html", context)


@page(params=EVENTS.names)
def events(request: SignedIn) -> HttpResponse:
    """Sign-ins, failures, resets within one's reach; to look into an event, never to compare people."""
    reach = request.actor.reach(C.AUDIT_READ)
    if not reach:
        raise Forbidden
    rows = events_within(reach)
    context = {"page": TablePage(EVENTS, rows, request.GET), "chosen": request.GET.urlencode()}
    return render(request, "operations/events.html", context)


@page()
def verify(request: SignedIn) -> HttpResponse:
    """What was verified lately, and what came of the last time."""
    _verifier(request)
    lately = list(verifications())
    done = next((job for job in lately if job.result), None)
    own = next((job for job in lately if job.is_open and job.asked_by_id == request.actor.user_id), None)
    context = {
        "last": done,
        "found": done.result if done else None,
        "underway": shown(own) if own else None,
        "first_day": _day(done.result["since"]) if done and done.result["since"] else None,
        "waits": any(job.is_open for job in lately),
        "before": Ledger(DONE_BEFORE, lately, empty=_("The record has not been verified here yet")),
    }
    return render(request, "operations/verify.html", context)


@page(methods=("POST",))
def verify_now(request: SignedIn) -> HttpResponse:
    """Has the record verified; while that is waiting or running nothing further is queued."""
    _verifier(request)
    if not any(job.is_open for job in verifications()):
        queue(actor=request.actor, kind=VERIFY_JOB, params={}, lo=TOP.lo, capability=C.AUDIT_READ)
    return see("record_verify")


def _day(instant: str) -> date:
    return clock.local(datetime.fromisoformat(instant)).date()


def _verifier(request: SignedIn) -> None:
    if not verifies(request.actor):
        raise Forbidden


@page(params=RECORD.names, methods=("POST",))
def export_record(request: SignedIn) -> HttpResponse:
    """The record as it is filtered, as a workbook."""
    return _export(request, RECORD_JOB, RECORD.names)


@page(params=EVENTS.names, methods=("POST",))
def export_events(request: SignedIn) -> HttpResponse:
    """The security events as they are filtered, as a workbook."""
    return _export(request, EVENTS_JOB, EVENTS.names)


def _export(request: SignedIn, kind: str, known: Any) -> HttpResponse:
    place = audited(request.actor)
    if place is None:
        raise Forbidden
    chosen = parameters.clean(request.GET, known)
    params = {name: text for name, text in chosen.items() if name not in {"after", "before", "count"}}
    job = queue(
        actor=request.actor, kind=kind, params=params, lo=place.lo, hi=place.hi, capability=C.AUDIT_READ
    )
    return see("job", job.public_id)
