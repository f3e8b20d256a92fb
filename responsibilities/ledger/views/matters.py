"""Matters: drawing up, the page with its counts and versions, every act on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from responsibilities.duties.queries import said_categories
from responsibilities.ledger import rules
from responsibilities.ledger.actions import DO_MATTER
from responsibilities.ledger.actions.drawing import draw_up
from responsibilities.ledger.actions.drawn import Drawn
from responsibilities.ledger.forms import MatterForm
from responsibilities.ledger.models import Matter
from responsibilities.ledger.queries.items import chain_of, moved_above, origin_of
from responsibilities.ledger.queries.scope import NAMED, matter_facts, missing, names_of, preview
from responsibilities.ledger.queries.within import items_for, matter_for, sees_whole
from responsibilities.ledger.views.common import departments_of, issuers_of
from responsibilities.ledger.views.funds import FIELDS as FUND_FIELDS
from responsibilities.ledger.views.funds import PAYMENT, lamps_of
from responsibilities.ledger.views.lists import LAMP, STATE, claimed_of, item_url, state_of
from responsibilities.ledger.work import MOST_UNITS
from responsibilities.roles import Capability as C
from responsibilities.units.queries import by_level
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages
from revitalization.kit.columns import Column, Order, Place, Table
from revitalization.kit.errors import FieldError, Forbidden, Invalid
from revitalization.kit.forms import tried
from revitalization.kit.language import translated
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see
from revitalization.kit.workflow import Act

PAGES = ActPages(DO_MATTER)


@page(methods=("GET", "POST"))
def matter_new(request: SignedIn) -> HttpResponse:
    """Draws up a matter; nobody has it before the counts were looked at and it is issued."""
    if not request.actor.has(C.LEDGER_ISSUE):
        raise Forbidden
    today = clock.today()
    issuers = {unit.code: unit for unit in issuers_of(request.actor)}
    start = {"year": today.year, "issued_on": today, "start_on": today, "kind": "task"}
    form = MatterForm(
        request.POST or None,
        initial=start,
        issuers=issuers,
        year=today.year,
        departments=departments_of(list(issuers.values())),
    )
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: _drawn(request, form))
        if trial.result is not None:
            messages.success(request, _("It is drawn up. Check the counts, then issue it."))
            return see("matter", trial.result.key)
        status = trial.status
    return render(request, "ledger/matter_new.html", {"form": form}, status=status)


def _drawn(request: SignedIn, form: MatterForm) -> Matter:
    said = form.said()
    kind, issuer, year = said.pop("kind"), form.issuers[said.pop("issuer")], said.pop("year")
    lead = said["lead"]
    if lead is not None and lead.parent_id != issuer.pk:
        raise Invalid(errors=[FieldError("lead", _("This is no department of the issuing unit."))])
    return draw_up(actor=request.actor, kind=kind, issuer=issuer, year=year, drawn=Drawn(**said))


ITEMS = Table(
    name="matter-items",
    columns=(
        Column("unit", _("Unit"), "unit", value=lambda row: Place(row["unit__name"], row["unit__path"]), url=item_url),
        Column("lamp", _("Lamp"), "lamp", value=lamps_of),
        Column("claimed", _("Progress"), value=claimed_of, width="nowrap"),
        Column("due_on", _("To be done by"), "date"),
        Column("status", _("State"), "badge", value=state_of),
    ),
    filters=(LAMP, PAYMENT, STATE),
    orders=(Order("place", ("lo", "id")),),
    fields=(
        "id", "lo", "status", "lamp", "due_on", "percent", "matter__key", "unit__code", "unit__name", "unit__path",
        *FUND_FIELDS,
    ),
    empty=_("None of your units has it"),
)  # fmt: skip


@page(params=ITEMS.names)
def matter(request: SignedIn, key: str) -> HttpResponse:
    """A matter in preparation with its counts, or an issued one with its items, words and versions."""
    return render(request, "ledger/matter.html", _context(request, matter_for(request.actor, key)))


def _context(request: SignedIn, found: Matter) -> dict[str, Any]:
    counted = preview(found) if found.status == rules.DRAFTED else None
    acts = rules.MATTER.available(found, request.actor, lambda row: matter_facts(row, counted))
    may_issue, chain = request.actor.can(C.LEDGER_ISSUE, found), chain_of(found)[:-1]
    context = {
        "matter": found,
        "responsibilities": said_categories(found.categories, found.year),
        "state": rules.MATTER.state(found.status),
        "buttons": DO_MATTER.offered(acts),
        "chain": chain,
        "origin": origin_of(chain[0] if chain else found, request.actor),
        "versions": list(found.versions.order_by("-number")),
        "today": clock.today(),
        "may_issue": may_issue,
        "may_print": sees_whole(request.actor, found) and found.owed <= MOST_UNITS,
    }
    if counted is not None:
        why_not = rules.MATTER.why_not("issue", found, lambda row: matter_facts(row, counted))
        context |= {
            "preview": counted,
            "owing": by_level(counted.owing),
            "left_out": by_level(counted.left_out),
            "why_not": translated(why_not) if why_not else "",
            "named": _named(found, counted.total),
        }
    elif found.status == rules.MATTER_ISSUED:
        rows = items_for(request.actor).filter(matter=found)
        context["items"] = TablePage(ITEMS, rows, request.GET)
        late = missing(found) if may_issue else 0
        context |= {"missing": late, "named": _named(found, late) if late else ""}
        above = chain[-1] if chain else None
        context["above"] = above if moved_above(found, above) else None
    return context


def _named(found: Matter, total: int) -> str:
    """Who would be given it, by name; of many the first ones."""
    joined = _(", ").join(names_of(found))
    return joined if total <= NAMED else _("%(names)s and %(n)s more") % {"names": joined, "n": total - NAMED}


@page(methods=("GET", "POST"))
def act(request: SignedIn, key: str, act: str) -> HttpResponse:
    """One act on a matter: POST does it; GET asks for what it takes on a page of its own."""
    if act == "issue" and request.method == "POST":
        return _issue(request, key)

    def done(_row: Matter, wanted: Act) -> HttpResponse:
        messages.success(request, _("Done: %(act)s.") % {"act": _(wanted.label)})
        return see("matter", key)

    def ask(row: Matter, wanted: Act) -> tuple[str, dict[str, Any]]:
        return "ledger/matter_act.html", {"matter": row, "act": wanted}

    return PAGES.page(request, act, lambda: matter_for(request.actor, key), page=ask, done=done)


def _issue(request: SignedIn, key: str) -> HttpResponse:
    """Issues it, or adds what is missing to an issued one; says how many units have it now."""
    found = matter_for(request.actor, key)
    request.actor.require(C.LEDGER_ISSUE, found, sees=C.LEDGER_READ)
    created = PAGES.at_once(request, "issue", found)
    said = ngettext("%(n)s unit now has it.", "%(n)s units now have it.", created) % {"n": f"{created:,}"}
    messages.success(request, said)
    return see("matter", key)
