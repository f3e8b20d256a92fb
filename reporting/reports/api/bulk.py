"""Receiving or accepting many reports at once: all or none."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports.api.reports import do
from reporting.reports.api.shapes import EXAMPLE_KEY, BulkBody, BulkShape
from reporting.reports.models import Obligation
from responsibilities.roles import C
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import WRITING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.errors import FieldError, Forbidden, Hidden, Invalid, Problem

Item = dict[str, Any]
SENT = {
    "act": "receive",
    "dry_run": True,
    "items": [{"cycle": EXAMPLE_KEY, "code": "620121101000", "version": 7}],
}


class Bulk(Endpoint):
    """One act on at most 1,000 reports."""

    @operation(
        "obligations_bulk",
        "Receive or accept many reports",
        about="All or none: when one report cannot be done, nothing changes and `errors` names every one,"
        " with the pointer /items/<n>. `dry_run` says what would happen. Each item carries the version"
        " that was read, instead of If-Match.",
        body=BulkBody,
        answer=BulkShape,
        errors=WRITING,
        key=True,
        sent={"Would these two be received?": SENT},
    )
    def post(self, request: Request) -> Response:
        if not self.actor.has(C.REPORT_RECEIVE):
            raise Forbidden
        data = self.body(BulkBody)
        if data["dry_run"]:
            return self._done(data)
        return self.once(lambda: self._done(data))

    def _done(self, data: dict[str, Any]) -> Response:
        with transaction.atomic():
            results = act_on_all(self.actor, data["act"], data["items"])
            if data["dry_run"]:
                transaction.set_rollback(True)
        return Response({"dry_run": data["dry_run"], "count": len(results), "results": results})


def act_on_all(actor: Actor, act: str, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Does the act on every item; raises `Invalid` naming each item that cannot be done."""
    rows = _rows(actor, items)
    errors: list[FieldError] = []
    done: dict[int, dict[str, Any]] = {}
    # In the order of the table, so that two of these at once wait for each other.
    for at in sorted(range(len(items)), key=lambda at: rows[at].pk if rows[at] else 0):
        try:
            done[at] = _one(actor, act, rows[at], items[at])
        except Problem as problem:
            errors += _errors(problem, at)
    if errors:
        raise Invalid(_("Nothing was changed."), errors=sorted(errors, key=lambda error: error.row or 0))
    return [done[at] for at in range(len(items))]


def _rows(actor: Actor, items: Sequence[Item]) -> list[Any]:
    wanted = Q(
        cycle__key__in={item["cycle"] for item in items}, unit__code__in={item["code"] for item in items}
    )
    rows = Obligation.objects.full().within(actor.reach(C.REPORT_READ)).filter(wanted)
    found = {(row.cycle.key, row.unit.code): row for row in rows}
    # A report that is there twice in the list is taken once; its second place is refused.
    return [found.pop((item["cycle"], item["code"]), None) for item in items]


def _one(actor: Actor, act: str, row: Obligation | None, item: Item) -> dict[str, Any]:
    if row is None:
        raise Hidden
    if item["reason"] and act != "accept":
        raise Invalid(errors=[FieldError("reason", _("This act does not take it."), "unknown")])
    given = {"reason": item["reason"]}
    after = do(act, actor, row, item["version"], given)
    return {"cycle": item["cycle"], "code": item["code"], "status": after.status, "version": after.version}


def _errors(problem: Problem, at: int) -> list[FieldError]:
    if not problem.errors:
        return [FieldError(f"items/{at}", problem.detail, problem.code)]
    return [FieldError(f"items/{at}/{e.field}", e.message, e.code) for e in problem.errors]
