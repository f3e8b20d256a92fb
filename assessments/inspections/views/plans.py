"""Yearly plans: the list, one plan with its lines and clashes, one line with its visits, every act on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions import DO_LINE, DO_PLAN
from assessments.inspections.actions.drawing import draft_plan
from assessments.inspections.actions.lines import add_line
from assessments.inspections.documents.plan import plan_sheet
from assessments.inspections.forms import LineForm, PlanForm
from assessments.inspections.models import Line, LineVisit, YearPlan
from assessments.inspections.queries.facts import line_facts, plan_facts
from assessments.inspections.queries.plans import line_for, lines_for, plan_for, plans_for
from assessments.inspections.queries.visits import Clashing, clashing
from assessments.inspections.rules import LINE, PLAN, kinds, plans
from assessments.inspections.views.choices import LINE_PARTS, SPARE_PARTS
from assessments.inspections.views.common import badge, planning_units, said_days
from assessments.inspections.views.lists import years
from assessments.inspections.work import PLAN_JOB
from responsibilities.duties.queries import said_categories
from responsibilities.jobs.actions.running import queue
from responsibilities.record.queries import about
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import FORM, ActPages, asks
from revitalization.kit.columns import Column, Filter, Order, Place, Stacked, Table
from revitalization.kit.errors import Forbidden
from revitalization.kit.forms import tried
from revitalization.kit.language import said_together, translated
from revitalization.kit.ledgers import Ledger
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes
from revitalization.kit.workflow import Act

PAGES = ActPages(DO_PLAN)


def _as_it_is(row: Line) -> dict[str, Any]:
    return {"title": row.title, "from_on": row.from_on, "to_on": row.to_on, "organ": row.organ.code}


_LINE = ActPages(DO_LINE, LINE_PARTS, start=_as_it_is)
_LINE_PAGES = {**dict.fromkeys(DO_LINE, _LINE), "spare": ActPages(DO_LINE, SPARE_PARTS)}
AT_ONCE = frozenset(key for key in DO_PLAN if not DO_PLAN[key].takes)
LINE_AT_ONCE = frozenset(key for key in DO_LINE if not DO_LINE[key].takes)

PLANS = Table(
    name="inspection-plans",
    columns=(
        Column("year", _("Year"), url=lambda row: reverse("inspection_plan", args=[row["key"]])),
        Column("issuer", _("Unit that inspects"), "unit", lead=True,
               value=lambda row: Place(row["issuer__name"], row["issuer__path"])),
        Column("number", _("Document number")),
        Column("published_on", _("Published on"), "date"),
        Column("status", _("State"), "badge", value=lambda row: badge(PLAN, row["status"])),
    ),
    filters=(
        Filter("year", _("Year"), lambda rows, it: rows.filter(year=int(it)), choices=years),
        Filter("status", _("State"), lambda rows, it: rows.filter(status=it),
               choices=[(state.key, _(state.label)) for state in PLAN.states]),
    ),
    orders=(Order("newest", ("-year", "lo", "id")),),
    fields=("id", "lo", "key", "year", "issuer__name", "issuer__path", "number", "published_on", "status"),
    empty=_("There is no plan yet"),
    empty_hint=_("The clock draws one on 1 December from the rules; it can also be begun by hand."),
)  # fmt: skip


@page(params=PLANS.names)
def plans_list(request: SignedIn) -> HttpResponse:
    """The yearly plans of the reader's offices and of those below."""
    table = TablePage(PLANS, plans_for(request.actor), request.GET)
    context = {"table": table, "may_plan": request.actor.has(C.INSPECT_PLAN)}
    return render(request, "inspections/plans.html", context)


@page(methods=("GET", "POST"))
def plan_new(request: SignedIn) -> HttpResponse:
    """Begins the plan of a year by hand, with what the rules propose; one that is there is opened."""
    issuers = planning_units(request.actor)
    if not issuers:
        raise Forbidden
    form = PlanForm(request.POST or None, initial={"year": clock.today().year + 1}, issuers=issuers)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        trial = tried(
            form,
            lambda: draft_plan(actor=request.actor, issuer=issuers[data["issuer"]], year=data["year"]),
        )
        if trial.result is not None:
            return see("inspection_plan", trial.result.key)
        status = trial.status
    said = asks(
        gettext("New plan of inspections"),
        gettext("Draw it from the rules"),
        reverse("inspection_plans"),
        gettext(
            "What the rules ask for is proposed; nothing is planned before it was approved and published."
        ),
    )
    return render(request, FORM, {"form": form, **said}, status=status)


@page()
def plan(request: SignedIn, key: str) -> HttpResponse:
    """A plan with its lines, what clashes in it, and what can be done."""
    row = plan_for(request.actor, key)
    lines = list(lines_for(request.actor, row))
    stands = clashing(row, request.actor) if row.status != plans.PUBLISHED else []
    seen = {line.pk for line in lines}
    acts = PLAN.available(row, request.actor, lambda it: plan_facts(it, request.actor))
    why = None
    if row.status == plans.DRAFTED and request.actor.can(C.INSPECT_PLAN, row):
        why = PLAN.why_not("submit", row, lambda it: plan_facts(it, request.actor))
    context = {
        "plan": row,
        "state": PLAN.state(row.status),
        "lines": Ledger(
            LINES,
            lines,
            empty=gettext("The plan has no lines"),
            empty_hint=gettext("Draw them from the rules."),
        ),
        "clashes": Ledger(CLASHES, [it for it in stands if it.line.pk in seen]) if stands else None,
        "why_not": translated(why) if why else "",
        "buttons": DO_PLAN.offered(acts),
        "at_once": AT_ONCE,
        "may_edit": row.status == plans.DRAFTED and request.actor.can(C.INSPECT_PLAN, row),
        "entries": about(request.actor, "inspection_plan", row.key),
    }
    return render(request, "inspections/plan.html", context)


def _line_url(line: Line) -> str:
    return reverse("inspection_line", args=[line.plan.key, line.number])


def _line_name(line: Line) -> str:
    # Two lines of a plan may have one title.
    return f"{line.number}. {line.title}"


LINES = (
    Column("title", _("Item of the plan"), value=_line_name, url=_line_url, lead=True),
    Column("kind", _("Kind"), value=lambda it: _kind(it)),
    Column("days", _("Time"), value=lambda it: said_days(it.from_on, it.to_on)),
    Column("units", _("Units"), "number", value=lambda it: it.units),
    Column("status", _("State"), "badge", value=lambda it: badge(LINE, it.status)),
)
CLASHES = (
    Column("unit", _("Unit"), value=lambda it: it.unit.name if it.unit else it.line.organ.name, lead=True),
    Column("line", _("Item of the plan"), value=lambda it: _line_name(it.line), url=lambda it: _line_url(it.line)),
    Column("why", _("What stands against it"), value=lambda it: _whys(it)),
)  # fmt: skip


def _kind(line: Line) -> Any:
    word = gettext(kinds.KINDS[line.kind])
    how = gettext("announced") if line.announced else gettext("unannounced")
    return Stacked(word, f"{gettext('comprehensive')} · {how}" if line.comprehensive else how)


def _whys(found: Clashing) -> str:
    return said_together(one.words for one in found.clashes)


@page(methods=("GET", "POST"))
def plan_act(request: SignedIn, key: str, act: str) -> HttpResponse:
    """One act on a plan: POST does it; GET asks for what it takes."""

    def ask(row: YearPlan, wanted: Act) -> tuple[str, dict[str, Any]]:
        word = gettext(wanted.label)
        return FORM, asks(word, word, reverse("inspection_plan", args=[key]), str(row), row.issuer.path)

    def done(_row: YearPlan, wanted: Act) -> HttpResponse:
        messages.success(request, gettext("Done: %(act)s.") % {"act": gettext(wanted.label)})
        return see("inspection_plan", key)

    return PAGES.page(request, act, lambda: plan_for(request.actor, key), page=ask, done=done)


@page(methods=("GET", "POST"))
def line_new(request: SignedIn, key: str) -> HttpResponse:
    """Adds a line that no rule proposes; its units come next."""
    row = plan_for(request.actor, key)
    request.actor.require(C.INSPECT_PLAN, row, sees=C.INSPECT_READ)
    start = {"version": row.version, "announced": True, "days": 2}
    form = LineForm(request.POST or None, initial=start, year=row.year)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: add_line(actor=request.actor, plan=row, **form.cleaned_data))
        if trial.result is not None:
            messages.success(request, gettext("The line is there. Add the units it inspects."))
            return see("inspection_line", key, trial.result.number)
        status = trial.status
    said = asks(
        gettext("New line"),
        gettext("Add the line"),
        reverse("inspection_plan", args=[key]),
        str(row),
        row.issuer.path,
    )
    return render(request, FORM, {"form": form, **said}, status=status)


@page()
def line(request: SignedIn, key: str, number: str) -> HttpResponse:
    """A line of a plan with the units it means to inspect, and what stands against each."""
    row = line_for(request.actor, key, number)
    stands = {
        it.unit.pk: it
        for it in clashing(row.plan, request.actor)
        if it.unit is not None and it.line.pk == row.pk
    }
    visits = list(row.visits.select_related("unit").order_by("from_on", "unit__lo"))
    acts = LINE.available(row, request.actor, line_facts)
    context = {
        "line": row,
        "responsibilities": said_categories(row.categories, row.plan.year),
        "plan": row.plan,
        "state": LINE.state(row.status),
        "kind": _kind(row),
        "days": said_days(row.from_on, row.to_on),
        "visits": _visits(visits, stands),
        "buttons": DO_LINE.offered(acts),
        "at_once": LINE_AT_ONCE,
    }
    return render(request, "inspections/line.html", context)


def _visits(rows: list[LineVisit], stands: dict[int, Clashing]) -> Ledger:
    columns = (
        Column("unit", _("Unit"), "unit", value=lambda it: Place(it.unit.name, it.unit.path), lead=True),
        Column("code", _("Code"), value=lambda it: it.unit.code),
        Column("days", _("Days"), value=lambda it: said_days(it.from_on, it.to_on)),
        Column("exception", _("Approved in spite of a clash"), value=lambda it: it.exception_number),
        Column(
            "why",
            _("What stands against it"),
            value=lambda it: _whys(stands[it.unit_id]) if it.unit_id in stands else "",
        ),
    )
    return Ledger(
        columns, rows, empty=gettext("No unit is named"), empty_hint=gettext("Add the units by their codes.")
    )


@page(methods=("GET", "POST"))
def line_act(request: SignedIn, key: str, number: str, act: str) -> HttpResponse:
    """One act on a line: POST does it; GET asks for what it takes."""

    def ask(row: Line, wanted: Act) -> tuple[str, dict[str, Any]]:
        word, back = gettext(wanted.label), reverse("inspection_line", args=[key, number])
        return FORM, asks(word, word, back, row.title, str(row.plan))

    def done(_row: Line, wanted: Act) -> HttpResponse:
        messages.success(request, gettext("Done: %(act)s.") % {"act": gettext(wanted.label)})
        return see("inspection_line", key, number)

    return _LINE_PAGES[act].page(
        request, act, lambda: line_for(request.actor, key, number), page=ask, done=done
    )


@page(methods=("POST",))
def plan_paper(request: SignedIn, key: str) -> HttpResponse:
    """Asks for the plan as an official document; its page shows the progress and the download."""
    row = plan_for(request.actor, key)
    job = queue(
        actor=request.actor, kind=PLAN_JOB.key, params={"key": row.key}, lo=row.lo, capability=C.INSPECT_READ
    )
    return see("job", job.public_id)


@page()
def plan_sheet_page(request: SignedIn, key: str) -> HttpResponse:
    """The plan as a workbook: a row for each unit that is inspected."""
    row = plan_for(request.actor, key)
    sheet = plan_sheet(row, list(lines_for(request.actor, row)), clock.today())
    return workbook(workbook_bytes([sheet]), f"{sheet.name}.xlsx")
