"""Sheets of offices: the workbook to fill in, the dry run, the list of what it does, the confirmation."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.jobs.actions.sent import is_old
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import shown
from responsibilities.jobs.rules import JobStatus
from responsibilities.ledger.actions.sheets import DESK, send_sheet, sender_place
from responsibilities.ledger.documents.sheets import CHANGES, called, sheet_changes, sheet_template
from responsibilities.ledger.forms.sheet import LIMITS, SheetForm
from responsibilities.ledger.models import SentSheet
from responsibilities.ledger.queries.within import sheets_of
from responsibilities.ledger.views.common import departments_of, issuers_of
from responsibilities.units.models import Unit
from revitalization.kit import clock, parameters
from revitalization.kit.change_pages import ChangePage
from revitalization.kit.changes import unpacked
from revitalization.kit.columns import Column
from revitalization.kit.errors import Forbidden, Hidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.imports import check_workbook_zip
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see, workbook

RECENT = 10
LISTED = {"ready", "importing", "done"}
"""The states of a sheet in which its page lists what it does."""
NAMED_BELOW = 30
"""Units below that the template names beside the column for them."""


def _require(request: SignedIn) -> None:
    if sender_place(request.actor) is None:
        raise Forbidden


def _own(request: SignedIn, key: UUID) -> SentSheet:
    _require(request)
    return get_or_hidden(sheets_of(request.actor), public_id=key)


@page(methods=("GET", "POST"))
def sheets(request: SignedIn) -> HttpResponse:
    """Upload a sheet, which queues its dry run; the sheets sent lately."""
    _require(request)
    issuers, today = issuers_of(request.actor), clock.today()
    start = {"year": today.year, "issued_on": today, "start_on": today, "kind": "task"}
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(*given, initial=start, issuers=issuers)
    if request.method == "POST" and form.is_valid():
        sent = tried(form, lambda: _sent(request, form)).result
        if sent is not None:
            return see("ledger_sent_sheet", sent.public_id)
    recent = [(row, shown(row.import_job or row.check_job)) for row in sheets_of(request.actor)[:RECENT]]
    context = {"form": form, "recent": recent, "issuers": issuers}
    return render(request, "ledger/sheets.html", context, status=400 if form.errors else 200)


def _sent(request: SignedIn, form: SheetForm) -> SentSheet:
    name, data = form.cleaned_data["file"]
    check_workbook_zip(data, LIMITS)
    return send_sheet(
        actor=request.actor, name=name, data=data, language=get_language() or "", said=form.said()
    )


@page(params=("issuer",))
def template(request: SignedIn) -> HttpResponse:
    """The workbook to fill in, with the drop-downs of one of the reader's issuing units."""
    _require(request)
    issuers = {unit.code: unit for unit in issuers_of(request.actor)}
    code = parameters.clean(request.GET, ("issuer",)).get("issuer", "")
    if code and code not in issuers:
        raise Hidden
    issuer = issuers[code] if code else next(iter(issuers.values()), None)
    departments = departments_of([issuer]) if issuer else []
    below = list(Unit.objects.live().children_of(issuer)[:NAMED_BELOW]) if issuer else []
    made = sheet_template(issuer, departments, below, clock.today().year)
    name = "-".join(filter(None, [issuer.name if issuer else "", gettext("Ledger sheet")]))
    return workbook(made, f"{name}.xlsx")


@page(params=ChangePage.names)
def sheet(request: SignedIn, key: UUID) -> HttpResponse:
    """How far the check or the import is; its result; what can be done next."""
    row = _own(request, key)
    job = row.import_job or row.check_job
    about = _imported(row.import_job) if row.import_job else _checked(row)
    context = {"sheet": row, "job": shown(job), "reasons": _reasons(shown(job).reasons), **about}
    if row.changes is not None and context["phase"] in LISTED:
        context["changes"] = ChangePage(CHANGES, unpacked(bytes(row.changes)), request.GET)
    return render(request, "ledger/sheet.html", context)


@page(methods=("POST",))
def confirm(request: SignedIn, key: UUID) -> HttpResponse:
    """Queues what the page listed (`plan`), and nothing else."""
    DESK.confirm(actor=request.actor, sent=_own(request, key), shown=request.POST.get("plan", ""))
    return see("ledger_sent_sheet", key)


@page()
def changes(request: SignedIn, key: UUID) -> HttpResponse:
    """The whole list of what it does, as a workbook."""
    row = _own(request, key)
    if row.changes is None:
        raise Hidden
    name = gettext("Changes of a ledger sheet")
    day = f"{clock.local(row.uploaded_at):%Y-%m-%d}"
    return workbook(sheet_changes(unpacked(bytes(row.changes))), f"{name}-{day}.xlsx")


WRONG = (
    Column("sheet", _("Sheet"), value=lambda it: it["sheet"]),
    Column("row", _("Row"), "number", value=lambda it: gettext("Row %(row)s") % {"row": it["row"]}),
    Column("title", _("What is to be done"), missing="–"),
    Column("column", _("Column")),
    Column("value", _("Cell contents"), missing="–"),
    Column("message", _("Reason")),
)


def _checked(row: SentSheet) -> dict[str, Any]:
    found = row.check_job.result
    if row.check_job.state != JobStatus.DONE:
        return {"phase": "checking" if row.check_job.is_open else "unread"}
    if found["bad"] or not found["changed"]:
        nothing = "nothing" if found["filled"] else "empty"
        wrong = Ledger(WRONG, found["errors"])
        return {"phase": "bad" if found["bad"] else nothing, "found": found, "wrong": wrong}
    return {
        "phase": "old" if is_old(row.check_job) else "ready",
        "found": found,
        "again": row.check_job.params.get("again", False),
    }


def _imported(job: Job) -> dict[str, Any]:
    if job.state != JobStatus.DONE:
        return {"phase": "importing" if job.is_open else "failed"}
    return {"phase": "done", "found": job.result}


def _reasons(reasons: Any) -> list[tuple[Any, str, str]]:
    return [(it.get("row") or "", called(it.get("field", "")), it["message"]) for it in reasons]
