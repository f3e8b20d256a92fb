"""Findings as a list and as pages of their own: the sheet, what the unit says, the objection, every act."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions.finding_acts import DO_FINDING, DO_OBJECTION
from assessments.inspections.models import Finding, Objection
from assessments.inspections.queries.board import NARROWED, counted
from assessments.inspections.queries.files import FindingFiles
from assessments.inspections.queries.finding_steps import steps_by_key, steps_of
from assessments.inspections.queries.findings import (
    alike_before,
    finding_facts,
    finding_for,
    findings_for,
    objection_facts,
    objection_for,
    sees_as_office,
)
from assessments.inspections.rules import findings as rules
from assessments.inspections.rules.kinds import KINDS
from assessments.inspections.rules.objections import FILED, OBJECTION, last_day
from assessments.inspections.views.choices import FINDING_PARTS
from assessments.inspections.views.common import (
    FINDING_FORM,
    asks_of,
    done_and_next,
    item_url,
    open_to_asking,
)
from responsibilities.duties.queries import category_choices, said_categories
from responsibilities.files.actions import attach as attach_file
from responsibilities.files.forms import EvidenceForm, read_upload
from responsibilities.files.queries import files_of
from responsibilities.ledger import rules as ledger
from responsibilities.ledger.queries.steps import steps_by_key as ledger_steps
from responsibilities.record.queries import about
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from responsibilities.units.queries import unit_under
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Column, Filter, Order, Place, Row, Rows, Table
from revitalization.kit.forms import tried
from revitalization.kit.language import said_pairs
from revitalization.kit.periods import MEASURES_SINCE
from revitalization.kit.steps import Step, step_now
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes
from revitalization.kit.workflow import Act


def _view(row: Finding) -> dict[str, Any]:
    return {"view": row.view, "words": row.view_words, "person": row.person, "post": row.person_post}


PAGES = ActPages(DO_FINDING, FINDING_PARTS, start=_view)
DECIDING = ActPages(DO_OBJECTION, start=lambda row: {"problem": row.finding.problem})
AT_ONCE = frozenset(key for key in DO_FINDING if not DO_FINDING[key].takes)


def finding_url(row: Row) -> str:
    """The page of a finding, of a row that names its key."""
    return reverse("finding", args=row["key"].split("/"))


def _state(row: Row) -> Badge:
    state = rules.FINDING.state(row["status"])
    return Badge(state.key, gettext(state.label), state.tone)


def _soon(row: Row) -> str:
    word = ledger.TYPES[row["how_soon"]]
    return gettext(word)


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(clock.today().year + 1, MEASURES_SINCE - 1, -1)]


def _below(rows: Rows, unit: Unit) -> Rows:
    return rows.filter(unit_lo__range=(unit.lo, unit.hi))


def _ledger_state(row: Row) -> Any:
    status = row["item__status"]
    if not status:
        return ""
    state = ledger.WORKFLOW.state(status)
    return Badge(state.key, gettext(state.label), state.tone)


STATES = [(state.key, _(state.label)) for state in rules.FINDING.states]
FINDINGS = Table(
    name="findings",
    columns=(
        Column("number", _("Number"), url=finding_url, width="nowrap"),
        Column("problem", _("Problem"), value=lambda row: rules.title_of(row["problem"], 80), lead=True),
        Column("unit", _("Unit"), "unit", value=lambda row: Place(row["unit__name"], row["unit__path"])),
        Column("place", _("Place"), hide_on_phone=True),
        Column("how_soon", _("How soon"), value=_soon),
        Column("fed_back_on", _("Day of the feedback"), "date", hide_on_phone=True),
        Column("status", _("State"), "badge", value=_state),
        Column("item__status", _("On the ledger"), value=_ledger_state),
    ),
    filters=(
        Filter("inspection", _("Inspection"), lambda rows, it: rows.filter(inspection__key=it)),
        Filter("state", _("State"), lambda rows, it: rows.filter(status=it), choices=STATES),
        Filter("line", _("Responsibility"), lambda rows, it: rows.filter(category=it), choices=category_choices),
        Filter("kind", _("Kind of inspection"), lambda rows, it: rows.filter(inspection__kind=it),
               choices=lambda: said_pairs(KINDS)),
        Filter("how_soon", _("How soon"), lambda rows, it: rows.filter(how_soon=it),
               choices=lambda: said_pairs(ledger.TYPES)),
        Filter("extent", _("Common or single"), lambda rows, it: rows.filter(extent=it),
               choices=lambda: said_pairs(ledger.EXTENTS)),
        Filter("year", _("Year"), lambda rows, it: rows.filter(inspection__year=int(it)), choices=_years),
        Filter("mended", _("Rectification"), lambda rows, it: counted(rows, it, clock.today()),
               choices=lambda: said_pairs(NARROWED)),
        Filter("under", _("Under the unit (code)"), _below, reads=unit_under),
    ),
    orders=(Order("number", ("-inspection_id", "sequence", "id")), Order("place", ("unit_lo", "id"))),
    fields=(
        "id", "key", "number", "problem", "place", "how_soon", "fed_back_on", "status", "unit__name", "unit__path",
        "unit_lo", "inspection_id", "sequence", "item__status",
    ),
    empty=_("No findings here"),
    empty_hint=_("What inspections find at your units, or your team records, appears here."),
)  # fmt: skip


@page(params=FINDINGS.names)
def findings(request: SignedIn) -> HttpResponse:
    """The findings the reader may see."""
    context = {"table": _table(request), "may_read": request.actor.has(C.INSPECT_READ)}
    return render(request, "inspections/findings.html", context)


@page(params=FINDINGS.names)
def findings_sheet(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    return workbook(workbook_bytes([_table(request).sheet(gettext("Findings"))]), "findings.xlsx")


def _table(request: SignedIn) -> TablePage:
    rows = findings_for(request.actor)
    return TablePage(FINDINGS, rows, request.GET, export_url=reverse("findings_sheet"))


@page()
def finding(request: SignedIn, inspection: str, n: str) -> HttpResponse:
    """One problem sheet as it stands, with the unit's view, the objection, its item, and what can be done."""
    row = finding_for(request.actor, f"{inspection}/{n}")
    return render(request, "inspections/finding.html", context_of(request, row))


def context_of(request: SignedIn, row: Finding) -> dict[str, Any]:
    """What the page of a finding shows this reader; a constant number of queries."""
    actor, objection = request.actor, getattr(row, "objection", None)
    acts = rules.FINDING.available(row, actor, lambda found: finding_facts(found, actor))
    decides: list[Act] = []
    if objection is not None and objection.status == FILED:
        objection.finding = row
        decides = OBJECTION.available(objection, actor, lambda found: objection_facts(found, actor))
    office = sees_as_office(actor, row)
    may_amend = any(act.key == "amend" for act in acts)
    return {
        "finding": row,
        "responsibility": said_categories([row.category] if row.category else [], row.inspection.year),
        "inspection": row.inspection,
        "shows_inspection": office or row.status in rules.SENT,
        "state": rules.FINDING.state(row.status),
        "objection": objection,
        "objection_state": OBJECTION.state(objection.status) if objection else None,
        "at_once": AT_ONCE,
        "buttons": DO_FINDING.offered(acts),
        "decides": DO_OBJECTION.offered(decides),
        "may_amend": may_amend,
        "may_offer": row.status in rules.SENT
        and row.status != rules.WITHDRAWN
        and actor.can(C.INSPECT_PLAN, row.inspection, row.remit),
        "before": alike_before(row) if any(act.key == "link" for act in acts) else [],
        "item_url": item_url(actor, row.item),
        "same_url": _same_url(actor, row),
        "files": files_of("finding", row.key),
        "upload": EvidenceForm(),
        "may_attach": _may_attach(request, row),
        "steps": steps_of([row], actor).get(row.key, []),
        "item_step": _item_step(actor, row),
        "today": clock.today(),
        "last_day": last_day(row.fed_back_on) if row.fed_back_on else None,
        "entries": about(actor, "finding", row.key),
    }


def _item_step(actor: Actor, row: Finding) -> Step | None:
    """Where its item is on the ledger, for whoever reads it there."""
    if row.item is None:
        return None
    return step_now(ledger_steps(actor, [row.item.public_id]).get(row.item.public_id, ()))


def _same_url(actor: Actor, row: Finding) -> str:
    """The page of the finding it repeats, for whoever sees that one: the unit may see only the later sheet."""
    if row.same_as is None or not findings_for(actor).filter(pk=row.same_as.pk).exists():
        return ""
    return reverse("finding", args=row.same_as.key.split("/"))


def _done(request: SignedIn, act: Act, key: str) -> str:
    return done_and_next(gettext(act.label), steps_by_key(request.actor, [key]).get(key, ()))


def _may_attach(request: SignedIn, row: Finding) -> bool:
    return FindingFiles().may_attach(request.actor, row.key)


@page(methods=("GET", "POST"))
def finding_act(request: SignedIn, inspection: str, n: str, act: str) -> HttpResponse:
    """One act on a finding: POST does it; GET asks for what it takes on a page of its own."""

    def ask(row: Finding, wanted: Act) -> tuple[str, dict[str, Any]]:
        if request.method == "GET":
            open_to_asking(rules.FINDING, wanted.key, row, lambda it: finding_facts(it, request.actor))
        found = alike_before(row) if wanted.key == "link" else []
        return FINDING_FORM, {"finding": row, "alike": found, **asks_of(row, gettext(wanted.label))}

    def done(row: Finding, wanted: Act) -> HttpResponse:
        messages.success(request, _done(request, wanted, f"{inspection}/{n}"))
        # What was thrown away or taken back may be out of the reader's sight.
        return see("finding", inspection, n)

    return PAGES.page(
        request, act, lambda: finding_for(request.actor, f"{inspection}/{n}"), page=ask, done=done
    )


@page(methods=("GET", "POST"))
def objection_act(request: SignedIn, inspection: str, n: str, act: str) -> HttpResponse:
    """The decision on an objection, by somebody who was not on the team and is not of the unit."""

    def ask(row: Objection, wanted: Act) -> tuple[str, dict[str, Any]]:
        if request.method == "GET":
            open_to_asking(OBJECTION, wanted.key, row, lambda it: objection_facts(it, request.actor))
        about = asks_of(row.finding, gettext(wanted.label))
        return FINDING_FORM, {"finding": row.finding, "objection": row, **about}

    def done(_row: Objection, wanted: Act) -> HttpResponse:
        messages.success(request, _done(request, wanted, f"{inspection}/{n}"))
        return see("finding", inspection, n)

    return DECIDING.page(
        request, act, lambda: objection_for(request.actor, f"{inspection}/{n}"), page=ask, done=done
    )


@page(methods=("POST",))
def finding_attach(request: SignedIn, inspection: str, n: str) -> HttpResponse:
    """Adds one file as evidence; pictures lose their position. A refused one says why and changes nothing."""
    row = finding_for(request.actor, f"{inspection}/{n}")
    right = C.INSPECT_ANSWER if row.status in rules.SENT else C.INSPECT_CONDUCT
    request.actor.require(right, row, sees=C.INSPECT_READ, remit=row.remit)
    form = EvidenceForm(request.POST, request.FILES)

    def add() -> bool:
        sent = read_upload(request)
        attach_file(
            actor=request.actor, kind="finding", key=row.key, lo=row.lo, name=sent.name, data=sent.data
        )
        return True

    trial = tried(form, add) if form.is_valid() else None
    if trial is None or not trial.done:
        context = context_of(request, row) | {"upload": form}
        return render(request, "inspections/finding.html", context, status=trial.status if trial else 400)
    messages.success(request, gettext("The file was added."))
    return see("finding", inspection, n)
