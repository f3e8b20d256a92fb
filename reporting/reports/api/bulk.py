"""Receiving or accepting many reports: all or none, at once, or over 1,000 by a job with an address of its own."""

from typing import Any

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports.api.bulk_shapes import BulkBody, BulkJobShape, BulkQueuedShape, BulkShape
from reporting.reports.api.shapes import EXAMPLE_KEY
from reporting.reports.models import Obligation
from reporting.reports.queries.within import named
from reporting.reports.work import BULK_JOB, Item, all_or_none
from responsibilities.jobs.actions.running import queue
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import jobs_of, shown
from responsibilities.jobs.rules import JobStatus
from responsibilities.roles import C
from revitalization.kit import problems
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import WRITING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.errors import FieldError, Forbidden
from revitalization.kit.fetch import get_or_hidden

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
    """One act on many reports: all of it or none; `Invalid` names each item that cannot be done.

    Over 1,000 items are queued as a job: 202 with its address. `Forbidden` without report.receive anywhere.
    """

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
    """How far a queued act is (`done` of `total` reports), and what came of it; `Hidden` for a job of somebody else."""

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
    rows = Obligation.objects.within(actor.reach(C.REPORT_READ)).filter(named(results))
    readable = set(rows.values_list("cycle__key", "unit__code"))
    return [found for found in results if (found["cycle"], found["code"]) in readable]
