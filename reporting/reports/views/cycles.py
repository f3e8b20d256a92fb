"""Cycles: planning from a notice, preview and opening, the board."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.reports import rules
from reporting.reports.actions import DO_CYCLE
from reporting.reports.actions import cycles as actions
from reporting.reports.actions.reminding import remind
from reporting.reports.actions.series import Recurring, plan_series
from reporting.reports.forms import CycleForm, unit_from
from reporting.reports.models import Cycle, Series
from reporting.reports.queries.boards import board
from reporting.reports.queries.cycles import preview
from reporting.reports.queries.slips import may_press_below
from reporting.reports.views.common import board_unit_for, cycle_for
from reporting.reports.views.ledgers import board_ledger
from reporting.reports.views.lists import BOARD_STATE, narrowed
from responsibilities.numbers.queries import next_free
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from responsibilities.units.queries import by_level
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages
from revitalization.kit.errors import FieldError, Forbidden, Invalid, Problem
from revitalization.kit.forms import tried
from revitalization.kit.language import translated
from revitalization.kit.templatetags.ui import Crumb
from revitalization.kit.views import SignedIn, page, see
from revitalization.kit.workdays import load_calendar
from revitalization.kit.workflow import Act

PAGES = ActPages(DO_CYCLE)


@page(methods=("GET", "POST"))
def cycle_new(request: SignedIn) -> HttpResponse:
    """Planning a cycle from a numbered notice."""
    if not request.actor.has(C.CYCLE_OPEN):
        raise Forbidden
    scopes = _scopes(request)
    form = CycleForm(request.POST or None, initial=_defaults(scopes), scopes=scopes)
    _offer_number(form)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: _planned(request, form), _renamed)
        if trial.result is not None:
            return trial.result
        status = trial.status
    return render(request, "reports/cycle_new.html", {"form": form}, status=status)


def _scopes(request: SignedIn) -> list[Unit]:
    """The units whose notices the reader plans, the one of the post acted in first."""
    places = [held.place.lo for held in request.actor.holdings if C.CYCLE_OPEN in held.here]
    return sorted(Unit.objects.live().filter(lo__in=places), key=lambda unit: places.index(unit.lo))


def _defaults(scopes: Sequence[Unit]) -> dict[str, Any]:
    today = clock.today()
    return {
        "kind": "annual",
        "scope": scopes[0].code if scopes else "",
        "period": str(today.year),
        "issued_on": today,
        "opens_on": today,
        "due_kind": "working",
        "due_days": 20,
    }


def _offer_number(form: CycleForm) -> None:
    """Says beside the field which number the unit's next notice may bear."""
    scope = unit_from(form.initial["scope"])
    free = next_free(scope, rules.NOTICES, clock.today().year) if scope else ""
    if free:
        form.fields["notice_number"].help_text = _("The next free number is %(number)s.") % {"number": free}


def _planned(request: SignedIn, form: CycleForm) -> HttpResponse:
    """Plans what the form says, once or recurring, and leads to its page."""
    scope = unit_from(form.cleaned_data["scope"])
    if scope is None:
        raise Invalid(errors=[FieldError("scope", _("There is no unit with this code."))])
    if form.recurs:
        series = _plan_series(request, form, scope)
        messages.success(request, _("The notice is planned. Check the periods, then put it into force."))
        return see("series", series.key)
    cycle = _plan(request, form, scope)
    messages.success(request, _("The cycle is planned. Check the counts, then open it."))
    return see("cycle", cycle.key)


def _plan_series(request: SignedIn, form: CycleForm, scope: Unit) -> Series:
    data = form.cleaned_data
    notice = Recurring(
        number=data["notice_number"],
        title=data["notice_title"],
        issued_on=data["issued_on"],
        levels=data["levels"],
        rhythm=form.rhythm(),
        basis=data["basis"],
    )
    return plan_series(actor=request.actor, kind=data["kind"], scope=scope, notice=notice)


def _plan(request: SignedIn, form: CycleForm, scope: Unit) -> Cycle:
    data = form.cleaned_data
    rule = form.due_rule()
    issued = data["issued_on"]
    due_on = rule.due_on(issued, load_calendar([issued.year, issued.year + 1])) if rule else data["due_on"]
    notice = actions.Notice(
        number=data["notice_number"],
        title=data["notice_title"],
        issued_on=issued,
        opens_on=data["opens_on"],
        due_on=due_on,
        levels=data["levels"],
        basis=data["basis"],
        urgency=data["urgency"],
        due_rule=f"{rule.days} {'working' if rule.working else 'calendar'}" if rule else "",
    )
    return actions.plan_cycle(
        actor=request.actor, kind=data["kind"], period=data["period"].strip(), scope=scope, notice=notice
    )


def _renamed(problem: Problem) -> Problem:
    """The same problem with the names of the form's own fields."""
    if problem.errors:
        names = {"number": "notice_number"}
        problem.errors = tuple(
            FieldError(names.get(e.field, e.field), e.message, e.code) for e in problem.errors
        )
    return problem


@page()
def cycle(request: SignedIn, key: str) -> HttpResponse:
    """A planned cycle with its counts, or the board of a running one at the reader's own place."""
    found = cycle_for(request.actor, key)
    if found.status == rules.PLANNED:
        return render(request, "reports/cycle.html", _cycle_context(request, found))
    unit = _place_in(request, found)
    if unit is None:
        return render(request, "reports/cycle.html", _cycle_context(request, found))
    return see("cycle_board", found.key, unit.code)


def _cycle_context(request: SignedIn, found: Cycle) -> dict[str, Any]:
    counted = None
    if found.status == rules.PLANNED and request.actor.can(C.CYCLE_OPEN, found):
        counted = preview(found)

    def facts(row: Cycle) -> rules.CycleFacts:
        return (counted or preview(row)).facts

    acts = rules.CYCLE.available(found, request.actor, facts)
    context = {"cycle": found, "state": rules.CYCLE.state(found.status), "acts": acts, "today": clock.today()}
    if counted is not None:
        why_not = rules.CYCLE.why_not("open", found, facts)
        context |= {
            "preview": counted,
            "why_not": translated(why_not) if why_not else "",
            "owing": by_level(counted.owing),
            "left_out": by_level(counted.left_out),
        }
    return context


def _place_in(request: SignedIn, found: Cycle) -> Unit | None:
    """The highest unit of the cycle whose board the reader may see."""
    reach = request.actor.reach(C.CYCLE_READ)
    scope: Unit = found.scope
    if reach.holds(scope.span):
        return scope
    spans = [h.place for h in request.actor.holdings if h.place.hi > h.place.lo and reach.holds(h.place)]
    inside = sorted({span.lo for span in spans if found.lo <= span.lo <= found.hi})
    return Unit.objects.filter(lo__in=inside[:1]).first() if inside else None


@page(params=(BOARD_STATE.key,))
def cycle_board(request: SignedIn, key: str, code: str) -> HttpResponse:
    """The board of one unit: its children as rows, missing first, all or those of one state."""
    found = cycle_for(request.actor, key)
    unit = board_unit_for(request.actor, found, code)
    today = clock.today()
    shown = board(found, unit, today, request.actor.reach(C.CYCLE_READ))
    rows, chosen = narrowed(request, shown.rows)
    may_remind = request.actor.reach(C.REPORT_REMIND).covers(unit.lo + 1, rules.remit_of(found.kind.parts()))
    context = _cycle_context(request, found) | {
        "unit": unit,
        "crumbs": _crumbs(request, found, unit),
        "board": shown,
        "rows": rows,
        "ledger": board_ledger(
            rows, _without_code("cycle_board", found, unit), _without_code("report", found, unit)
        ),
        "filter": chosen,
        "may_remind": may_remind and found.status == rules.RUNNING,
        "may_press": found.status == rules.RUNNING and may_press_below(request.actor, found, unit),
        "ended": found.due_on < today,
    }
    return render(request, "reports/board.html", context)


def _without_code(name: str, cycle: Cycle, unit: Unit) -> str:
    return reverse(name, args=[cycle.key, unit.code]).removesuffix(f"{unit.code}/")


def _crumbs(request: SignedIn, cycle: Cycle, unit: Unit) -> list[Crumb]:
    """The line of units down to this one; those whose board the reader may see are links."""
    reach = request.actor.reach(C.CYCLE_READ)
    line = (
        Unit.objects.filter(pk__in=[unit.province_id, unit.city_id, unit.county_id])
        .exclude(pk=unit.pk)
        .order_by("lo")
    )
    above = [
        Crumb(
            u.name,
            reverse("cycle_board", args=[cycle.key, u.code])
            if cycle.lo <= u.lo and reach.holds(u.span)
            else "",
        )
        for u in line
    ]
    return [*above, Crumb(unit.name, "")]


@page(methods=("POST",))
def cycle_open(request: SignedIn, key: str) -> HttpResponse:
    """Opens the cycle, or adds what is missing to a running one; says how many units came to owe the report.

    `Hidden` for a cycle that does not concern the reader, `Forbidden` without cycle.open on its unit.
    """
    found = cycle_for(request.actor, key)
    request.actor.require(C.CYCLE_OPEN, found, sees=C.CYCLE_READ)
    created = PAGES.at_once(request, "open", found)
    said = ngettext("%(n)s unit now owes this report.", "%(n)s units now owe this report.", created) % {
        "n": created
    }
    messages.success(request, said)
    return see("cycle", key)


@page(methods=("GET", "POST"))
def cycle_close(request: SignedIn, key: str) -> HttpResponse:
    """GET asks for the reason, POST closes: nothing more can be filed, what was filed is still decided."""

    def done(_row: Cycle, _act: Act) -> HttpResponse:
        messages.success(request, _("The cycle is closed."))
        return see("cycle", key)

    return PAGES.page(
        request,
        "close",
        lambda: cycle_for(request.actor, key),
        page=lambda found, act: ("reports/cycle_close.html", _cycle_context(request, found) | {"act": act}),
        done=done,
    )


@page(methods=("POST",))
def cycle_remind(request: SignedIn, key: str, code: str) -> HttpResponse:
    """Reminds the units under this one whose reports are missing; each at most once a day."""
    found = cycle_for(request.actor, key)
    unit = board_unit_for(request.actor, found, code)
    n = remind(actor=request.actor, cycle=found, unit=unit)
    if n:
        messages.success(
            request, ngettext("%(n)s unit was reminded.", "%(n)s units were reminded.", n) % {"n": n}
        )
    else:
        messages.info(request, _("Nobody to remind: all are in, or were reminded today."))
    return see("cycle_board", key, code)
