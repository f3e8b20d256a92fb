"""Papers and the officials' sheet: asked for on the page of an item, of a matter, or of the ledger."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from responsibilities.jobs.actions.running import queue
from responsibilities.ledger.documents.officials import official_sheets
from responsibilities.ledger.models import Kind
from responsibilities.ledger.queries.told import told
from responsibilities.ledger.queries.within import item_for, items_for, matter_for, sees_whole
from responsibilities.ledger.views.lists import OFFICIALS, unit_under
from responsibilities.ledger.work import ITEM_JOB, MATTER_JOB, PAPERS, refuse_closed, refuse_many
from responsibilities.roles import Capability as C
from revitalization.kit import clock, parameters
from revitalization.kit.errors import FieldError, Forbidden, Hidden, Invalid
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes


@page(methods=("POST",))
def ledger_paper(request: SignedIn, matter: str, code: str) -> HttpResponse:
    """Asks for the slip or the closing form of one item; its page shows the progress and the download."""
    item = item_for(request.actor, matter, code)
    what = request.POST.get("paper", "")
    if not what:
        raise Invalid(errors=[FieldError("paper", _("Say which paper is wanted."), "required")])
    if what not in PAPERS:
        raise Hidden
    if what == "slip":
        request.actor.require(C.LEDGER_CHECK, item, remit=item.remit)
        refuse_closed(item)
    right = C.LEDGER_CHECK if what == "slip" else C.LEDGER_READ
    params = {"matter": matter, "code": code, "paper": what}
    job = queue(actor=request.actor, kind=ITEM_JOB.key, params=params, lo=item.lo, capability=right)
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


@page(params=OFFICIALS)
def officials_sheet(request: SignedIn) -> HttpResponse:
    """The ledger as offices know it, of a unit and all below it, of one kind, of one year; all that may be read."""
    chosen = parameters.clean(request.GET, OFFICIALS)
    found, about = items_for(request.actor), []
    if "under" in chosen:
        unit = unit_under(chosen["under"])
        found, about = found.filter(lo__range=(unit.lo, unit.hi)), [unit.path]
    if "kind" in chosen:
        kind = parameters.one_of(chosen["kind"], _kinds(), "kind")
        found, about = found.filter(kind__key=kind), [*about, _kinds()[kind]]
    if "year" in chosen:
        year = _year(chosen["year"])
        found, about = found.filter(year=year), [*about, f"{year}年"]
    today = clock.today()
    sheets = official_sheets(told(found, today), today, " · ".join(about))
    name = sheets[0].name if len(sheets) == 1 else "台账"
    return workbook(workbook_bytes(sheets), f"{name}-{today:%Y%m%d}.xlsx")


def _kinds() -> dict[str, str]:
    return dict(Kind.objects.filter(current=True).values_list("key", "title"))


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in parameters.YEARS):
        raise parameters.invalid("year", _("Write the year as 2026."))
    return int(text)
