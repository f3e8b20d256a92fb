"""Receiving or accepting many reports: all or none, at once, or over 1,000 by a job with an address of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports.actions import DO
from reporting.reports.api.bulk_shapes import BulkBody, BulkJobShape, BulkQueuedShape, BulkShape
from reporting.reports.api.shapes import EXAMPLE_KEY
from reporting.reports.models import Obligation
from responsibilities.jobs.actions.running import queue
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import jobs_of, shown
from responsibilities.jobs.rules import JobStatus
from responsibilities.roles import C
from revitalization.kit import problems
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import WRITING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.errors import FieldError, Forbidden, Hidden, Invalid, Problem
from revitalization.kit.mechanism import JobKind
from revitalization.kit.views import get_or_hidden
from revitalization.kit.words import N_

Item = dict[str, Any]
AT_ONCE = 1_000
SENT = {
    "act": "receive",
    "dry_run": True,
    "items": [{"cycle": EXAMPLE_KEY, "code": "620121101000", "version": 7}],
}
JOB_PATH = {
    "public_id": ("[0-9a-f-]{36}", "Of the job, from Location.", "0b6f3a52-6c1e-4b6a-9f5e-2f6a7c1d9e10")
}


class Bulk(Endpoint):
    """One act on many reports."""

    @operation(
        "obligations_bulk",
        "Receive or accept many reports",
        about="All or none: when one report cannot be done, nothing changes and `errors` names every one,"
        " with the pointer /items/<n>. `dry_run` says what would happen. Each item carries the version"
        " that was read, instead of If-Match. Over 1,000 items (at most 20,000) the answer is 202 and a"
        " job that does it with the rights of the moment it runs; Location is its address.",
        body=BulkBody,
        answer=BulkShape,
        later=BulkQueuedShape,
        errors=WRITING,
        key=True,
        sent={"Would these two be received?": SENT},
    )
    def post(self, request: Request) -> Response:
        if not self.actor.has(C.REPORT_RECEIVE):
            raise Forbidden
        data = self.body(BulkBody)
        if len(data["items"]) > AT_ONCE:
            return self.once(lambda: self._queued(data))
        if data["dry_run"]:
            return self._done(data)
        return self.once(lambda: self._done(data))

    def _done(self, data: dict[str, Any]) -> Response:
        results = all_or_none(self.actor, data)
        return Response({"dry_run": data["dry_run"], "count": len(results), "results": results})

    def _queued(self, data: dict[str, Any]) -> Response:
        # Any place of the right will do: whether it holds for each report is asked when the job runs.
        place = self.actor.reach(C.REPORT_RECEIVE).spans()[0].lo
        job = queue(actor=self.actor, kind=BULK_JOB.key, params=data, lo=place, capability=C.REPORT_RECEIVE)
        body = {"id": job.public_id, "state": job.state, "count": len(data["items"])}
        address = reverse("api_obligations_bulk_job", args=[job.public_id])
        return Response(body, status=202, headers={"Location": address})


class BulkJob(Endpoint):
    """How far the job is, and what came of it."""

    @operation(
        "obligations_bulk_job",
        "What came of many reports",
        about="For whoever asked for it, as long as the right to receive holds. `state`: queued, running, done,"
        " failed or cancelled; `failed` has changed nothing, `errors` names every report that could not be"
        " done, with the pointer /items/<n>.",
        path=JOB_PATH,
        answer=BulkJobShape,
    )
    def get(self, request: Request, public_id: str) -> Response:
        job = get_or_hidden(jobs_of(self.actor).filter(kind=BULK_JOB.key), public_id=public_id)
        return self.answer(_job(job, self.actor))


def _job(job: Job, actor: Actor) -> dict[str, Any]:
    seen = shown(job)
    return {
        "id": job.public_id,
        "state": job.state,
        "count": len(job.params["items"]),
        "act": job.params["act"],
        "dry_run": job.params["dry_run"],
        "done": len(job.params["items"]) if job.state == JobStatus.DONE else job.done,
        "queued_at": job.queued_at,
        "ended_at": job.ended_at,
        "results": _readable(job.result.get("results", []), actor) if job.state == JobStatus.DONE else [],
        "errors": [
            {
                "pointer": problems.pointer(FieldError(reason.get("field", ""), "")),
                "code": reason["code"],
                "detail": reason["message"],
            }
            for reason in seen.reasons
        ],
    }


def _readable(results: list[Item], actor: Actor) -> list[Item]:
    """Those of the results whose report the reader may read now."""
    rows = Obligation.objects.within(actor.reach(C.REPORT_READ)).filter(_named(results))
    readable = set(rows.values_list("cycle__key", "unit__code"))
    return [found for found in results if (found["cycle"], found["code"]) in readable]


def _run(task: Any, progress: Callable[[int, int], None]) -> Mapping[str, Any]:
    """Job: the same as at once, with the rights the asker has now."""
    return {"results": all_or_none(task.actor, task.params, progress)}


BULK_JOB = JobKind("reports.bulk", N_("Many reports received or accepted by a program"), _run)


def all_or_none(
    actor: Actor, data: Mapping[str, Any], progress: Callable[[int, int], None] | None = None
) -> list[Item]:
    """The act on every item in one transaction, which a dry run takes back."""
    with transaction.atomic():
        results = act_on_all(actor, data["act"], data["items"], progress)
        if data["dry_run"]:
            transaction.set_rollback(True)
    return results


def act_on_all(
    actor: Actor, act: str, items: Sequence[Item], progress: Callable[[int, int], None] | None = None
) -> list[Item]:
    """Does the act on every item; raises `Invalid` naming each item that cannot be done."""
    rows = _rows(actor, items)
    errors: dict[int, list[FieldError]] = {}
    done: dict[int, dict[str, Any]] = {}
    # In the order of the table, so that two of these at once wait for each other.
    order = sorted(range(len(items)), key=lambda at: rows[at].pk if rows[at] else 0)
    for n, at in enumerate(order, 1):
        if progress:
            progress(n, len(items))
        try:
            done[at] = _one(actor, act, rows[at], items[at])
        except Problem as problem:
            errors[at] = _errors(problem, at)
    if errors:
        raise Invalid(_("Nothing was changed."), errors=[it for at in sorted(errors) for it in errors[at]])
    return [done[at] for at in range(len(items))]


def _rows(actor: Actor, items: Sequence[Item]) -> list[Any]:
    rows = Obligation.objects.full().within(actor.reach(C.REPORT_READ)).filter(_named(items))
    found = {(row.cycle.key, row.unit.code): row for row in rows}
    # A report that is there twice in the list is taken once; its second place is refused.
    return [found.pop((item["cycle"], item["code"]), None) for item in items]


def _named(items: Sequence[Item]) -> Q:
    return Q(
        cycle__key__in={item["cycle"] for item in items}, unit__code__in={item["code"] for item in items}
    )


def _one(actor: Actor, act: str, row: Obligation | None, item: Item) -> dict[str, Any]:
    if row is None:
        raise Hidden
    given = {"reason": item["reason"]} if item["reason"] else {}
    DO.check(act, given)
    after = DO.do(act, actor=actor, subject=row, version=item["version"], given=given)
    return {"cycle": item["cycle"], "code": item["code"], "status": after.status, "version": after.version}


def _errors(problem: Problem, at: int) -> list[FieldError]:
    if not problem.errors:
        return [FieldError(f"items/{at}", problem.detail, problem.code)]
    return [FieldError(f"items/{at}/{e.field}", e.message, e.code) for e in problem.errors]
