"""Papers and the officials' sheet: asked for on the page of an item, of a matter, or of the ledger."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from responsibilities.jobs.actions.running import queue
from responsibilities.ledger.actions.pressing import press, refuse_closed
from responsibilities.ledger.documents.officials import official_sheets
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.slips import may_press, slips_of
from responsibilities.ledger.queries.told import told
from responsibilities.ledger.queries.within import item_for, items_for, matter_for, sees_whole
from responsibilities.ledger.views.lists import LEDGER
from responsibilities.ledger.work import CLOSING_JOB, MATTER_JOB, SLIP_JOB, refuse_many
from responsibilities.numbers.actions import refuse_past
from responsibilities.numbers.forms import SlipForm
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.errors import Forbidden
from revitalization.kit.forms import tried
from revitalization.kit.registry import REGISTRY
from revitalization.kit.tables import FilterState, TablePage
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes

NUMBERED = ["ledger_slip"]
"""The kinds of the register after which the next slip is numbered."""


@page(methods=("POST",))
def ledger_paper(request: SignedIn, matter: str, code: str) -> HttpResponse:
    """Asks for the closing form of one item; its page shows the progress and the download."""
    item = item_for(request.actor, matter, code)
    params = {"matter": matter, "code": code}
    job = queue(
        actor=request.actor, kind=CLOSING_JOB.key, params=params, lo=item.lo, capability=C.LEDGER_READ
    )
    return see("job", job.public_id)


@page(methods=("GET", "POST"))
def ledger_slip(request: SignedIn, matter: str, code: str) -> HttpResponse:
    """The supervision slip of one item: POST gives it a number, when one was typed, and makes the paper."""
    row = item_for(request.actor, matter, code)
    if not may_press(request.actor, row):
        raise Forbidden
    last = next(iter(slips_of(row)), None)
    form = SlipForm(
        request.POST if request.method == "POST" else None,
        issuer=row.matter.issuer,
        kinds=NUMBERED,
        by=_("To be answered by"),
        last=last,
    )
    status = 400 if form.errors else 200
    if form.is_valid():
        trial = tried(form, lambda: _slip_asked(request, row, form))
        if trial.result is not None:
            return trial.result
        status = trial.status
    context = {
        "word": _("Supervision slip"),
        "unit": row.unit,
        "about": row.matter.title,
        "back": reverse("ledger_item", args=[matter, code]),
        "form": form,
        "slip": last,
    }
    return render(request, "numbers/slip.html", context, status=status)


def _slip_asked(request: SignedIn, row: Item, form: SlipForm) -> HttpResponse:
    """In one: the number is given only together with the paper that bears it."""
    refuse_closed(row)
    data = form.cleaned_data
    by = data["by"]
    if by:
        refuse_past(by)
    with transaction.atomic():
        if data["document_number"].strip():
            press(actor=request.actor, item=row, **data)
        params = {
            "matter": row.matter.key,
            "code": row.unit.code,
            "by": by.isoformat() if by else "",
        }
        job = queue(
            actor=request.actor, kind=SLIP_JOB.key, params=params, lo=row.lo, capability=C.LEDGER_CHECK
        )
    return see("job", job.public_id)


@page(methods=("POST",))
def matter_paper(request: SignedIn, key: str) -> HttpResponse:
    """Asks for the notice of a matter with its task-splitting table; whoever sees only a part of it does not."""
    matter = matter_for(request.actor, key)
    if not sees_whole(request.actor, matter):
        raise Forbidden
    refuse_many(matter)
    job = queue(
        actor=request.actor,
        kind=MATTER_JOB.key,
        params={"key": matter.key},
        lo=matter.lo,
        hi=matter.hi,
        capability=C.LEDGER_READ,
    )
    return see("job", job.public_id)


@page(params=LEDGER.names)
def officials_sheet(request: SignedIn) -> HttpResponse:
    """The ledger as offices know it, narrowed like the list; all that may be read."""
    items, today = items_for(request.actor), clock.today()
    table = TablePage(LEDGER, items, request.GET)
    with override(CHINESE):
        about = " · ".join(_about(state) for state in table.filters if state.text)
    rows = told(items.filter(pk__in=table.filtered.values("pk")), today)
    again = REGISTRY.looked_again([row.item.pk for row in rows])
    sheets = official_sheets(rows, today, about, again)
    name = sheets[0].name if len(sheets) == 1 else "台账"
    return workbook(workbook_bytes(sheets), f"{name}-{today:%Y%m%d}.xlsx")


def _about(state: FilterState) -> str:
    """What the sheet was narrowed to, in the words of a paper."""
    if state.filter.key == "under":
        return str(state.value.path)
    if state.filter.key == "year":
        return f"{state.text}年"
    return state.said if state.filter.key == "kind" else f"{state.filter.label}：{state.said}"
