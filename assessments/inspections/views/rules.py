"""Rules of an office: what the catalogue proposes, adopting it, changing and ending it; marks of the calendar."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions.marks import lift_mark, set_mark
from assessments.inspections.actions.rules_data import SUBSTANCE, adopt, end_rule, set_rule
from assessments.inspections.forms import AdoptForm, EndForm, MarkForm, ReasonForm, RuleForm
from assessments.inspections.models import Mark, Rule, Template
from assessments.inspections.queries.plans import mark_for, marks_for, rule_for, rules_for
from assessments.inspections.rules import caps, kinds
from assessments.inspections.views.common import planning_units
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import FORM, asks
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Button, Column, Order, Place, Row, Stacked, Table
from revitalization.kit.errors import Forbidden, Hidden, Refused
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see


def _often(every: str, years: int, share: int) -> str:
    """How often a rule inspects, in words."""
    if every == kinds.YEARS:
        return gettext("each unit once in %(n)s years") % {"n": years}
    if every == kinds.SAMPLE:
        return gettext("%(n)s per cent by lot") % {"n": share}
    return gettext("every unit each year")


def _proposed(row: Template) -> str:
    return _often(row.every, row.years, row.share)


def _state(row: Row) -> Badge:
    if row["ended"]:
        return Badge("ended", gettext("No longer in force"), "grey")
    return Badge("kept", gettext("In force"), "green")


def _change(row: Row) -> Button | None:
    # Several offices may have adopted the same rule of the catalogue.
    url = reverse("inspection_rule", args=[row["issuer__code"], row["key"]])
    about = f"{row['title']} {row['issuer__name']}"
    return Button(gettext("Change"), url, "small", about) if row["plans"] else None


def _plans(actor: Actor, place: str) -> Case:
    """SQL: whether the actor plans where the row's issuer is; only then is there a way to change it."""
    return Case(When(actor.reach(C.INSPECT_PLAN).q(place), then=Value(True)), default=Value(False))


RULES = Table(
    name="inspection-rules",
    columns=(
        Column("title", _("Rule"), lead=True),
        Column("issuer__name", _("Unit that inspects")),
        Column("often", _("How often"), value=lambda row: _often(row["every"], row["years"], row["share"])),
        Column("months", _("Months"), value=lambda row: f"{row['first_month']}–{row['last_month']}"),
        Column("basis", _("Basis")),
        Column("state", _("State"), "badge", value=_state),
    ),
    orders=(Order("place", ("lo", "key", "id")),),
    fields=(
        "id", "lo", "key", "title", "issuer__name", "issuer__code", "every", "years", "share", "first_month",
        "last_month", "basis", "ended", "plans",
    ),
    empty=_("No rule yet"),
    empty_hint=_("Adopt one of the catalogue below."),
)  # fmt: skip


def _acting(table: Table, button: Callable[[Row], Button | None]) -> Table:
    """The table with a column of buttons at its end, for who plans somewhere."""
    acts = Column("acts", _("Acts"), "acts", value=button, export=False)
    return replace(table, columns=(*table.columns, acts))


@page(params=RULES.names)
def rules_page(request: SignedIn) -> HttpResponse:
    """The rules of the reader's offices, and for who plans what the catalogue proposes beside them."""
    rows, issuers = rules_for(request.actor), planning_units(request.actor)
    own = rows.filter(issuer__in=list(issuers.values()), ended=False)
    there = set(own.values_list("issuer_id", "key")) if issuers else set()
    levels = {unit.level for unit in issuers.values()}
    templates = list(Template.objects.filter(current=True, issuer_level__in=levels)) if levels else []
    open_ones = [
        {"template": template, "issuer": unit, "often": _proposed(template)}
        for unit in issuers.values()
        for template in templates
        if template.issuer_level == unit.level and (unit.pk, template.key) not in there
    ]
    shown = rows.annotate(plans=_plans(request.actor, "lo"))
    table = TablePage(_acting(RULES, _change) if issuers else RULES, shown, request.GET)
    context = {"table": table, "proposed": open_ones}
    return render(request, "inspections/rules.html", context)


@page(methods=("GET", "POST"))
def rule_adopt(request: SignedIn, code: str, key: str) -> HttpResponse:
    """Adopts a rule of the catalogue for one's office, from a year on."""
    issuer = planning_units(request.actor).get(code)
    if issuer is None:
        raise Hidden if not request.actor.has(C.INSPECT_PLAN) else Forbidden
    template = get_or_hidden(Template.objects.filter(current=True, issuer_level=issuer.level), key=key)
    form = AdoptForm(request.POST or None, initial={"from_year": clock.today().year + 1})
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(
            form, lambda: adopt(actor=request.actor, issuer=issuer, template=template, **form.cleaned_data)
        )
        if trial.result is not None:
            messages.success(request, gettext("The rule is adopted. The clock draws the next plan from it."))
            return see("inspection_rules")
        status = trial.status
    about = f"{template.words} · {_proposed(template)} · {template.source}"
    said = asks(
        gettext("Adopt the rule"), gettext("Adopt the rule"), reverse("inspection_rules"), about, issuer.path
    )
    return render(request, FORM, {"form": form, **said}, status=status)


@page(methods=("GET", "POST"))
def rule(request: SignedIn, code: str, key: str) -> HttpResponse:
    """What a rule says from now on; the versions before are kept."""
    row = rule_for(request.actor, code, key)
    request.actor.require(C.INSPECT_PLAN, row, sees=C.INSPECT_READ)
    names = [*SUBSTANCE, "title", "from_year", "until_year", "basis", "number"]
    start = {name: getattr(row, name) for name in names}
    form = RuleForm(request.POST or None, initial=start, level=row.issuer.level)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(
            form, lambda: set_rule(actor=request.actor, rule=_as_seen(row, form), said=form.cleaned_data)
        )
        if trial.result is not None:
            messages.success(request, gettext("The rule is changed. Plans that were drawn keep the old one."))
            return see("inspection_rules")
        status = trial.status
    about = gettext("This is version %(number)s; a change makes the next one.") % {"number": row.number}
    said = asks(
        gettext("Change the rule"),
        gettext("Keep as the next version"),
        reverse("inspection_rules"),
        f"{row.title} · {about}",
        row.issuer.path,
    )
    end = "" if row.ended else reverse("inspection_rule_end", args=[code, key])
    return render(request, FORM, {"form": form, **said, "end": end}, status=status)


def _as_seen(row: Rule, form: Any) -> Rule:
    """The version the form was opened on; raises `Refused` when there is a newer one."""
    if form.cleaned_data["number"] != row.number:
        raise Refused(gettext("This rule was changed meanwhile; open it again."))
    return row


@page(methods=("GET", "POST"))
def rule_end(request: SignedIn, code: str, key: str) -> HttpResponse:
    """Takes a rule out of force with a reason."""
    row = rule_for(request.actor, code, key)
    request.actor.require(C.INSPECT_PLAN, row, sees=C.INSPECT_READ)
    form = EndForm(request.POST or None, initial={"number": row.number})
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        trial = tried(form, lambda: end_rule(actor=request.actor, rule=_as_seen(row, form), reason=reason))
        if trial.result is not None:
            messages.success(request, gettext("The rule is out of force."))
            return see("inspection_rules")
        status = trial.status
    said = asks(
        gettext("End the rule"),
        gettext("End the rule"),
        reverse("inspection_rules"),
        row.title,
        row.issuer.path,
        tone="danger",
    )
    return render(request, FORM, {"form": form, **said}, status=status)


# ---------------------------------------------------------------- marks


def _free(row: Row) -> Any:
    return caps.Mark(row["kind"], row["from_on"], "").free_until


def _lift(row: Row) -> Button | None:
    if row["lifted_on"] or not row["plans"]:
        return None
    about = f"{row['unit__name']} {row['from_on']} {row['source']}"
    return Button(
        gettext("Take the mark back"), reverse("inspection_mark_lift", args=[row["key"]]), "small", about
    )


MARKS = Table(
    name="inspection-marks",
    columns=(
        Column("unit", _("Unit"), "unit", value=lambda row: Place(row["unit__name"], row["unit__path"]), lead=True),
        Column("kind", _("Kind"), value=lambda row: Stacked(gettext(caps.MARKS[row["kind"]]), row["source"])),
        Column("from_on", _("From"), "date"),
        Column("free", _("Kept free until"), "date", value=_free),
        Column("lifted_on", _("Taken back on"), "date"),
    ),
    orders=(Order("newest", ("-from_on", "-id")),),
    fields=("id", "key", "unit__name", "unit__path", "kind", "source", "from_on", "lifted_on", "plans"),
    empty=_("Nothing is marked"),
    empty_hint=_("A disaster or a congress keeps its first thirty days free of inspections."),
)  # fmt: skip


@page(params=MARKS.names)
def marks(request: SignedIn) -> HttpResponse:
    """The marks set by the reader's offices."""
    rows = marks_for(request.actor).annotate(plans=_plans(request.actor, "issuer__lo"))
    plans = request.actor.has(C.INSPECT_PLAN)
    table = TablePage(_acting(MARKS, _lift) if plans else MARKS, rows, request.GET)
    return render(
        request, "inspections/marks.html", {"table": table, "may_plan": request.actor.has(C.INSPECT_PLAN)}
    )


@page(methods=("GET", "POST"))
def mark_new(request: SignedIn) -> HttpResponse:
    """Marks a disaster or a congress on a unit."""
    issuers = planning_units(request.actor)
    if not issuers:
        raise Forbidden
    form = MarkForm(request.POST or None, initial={"from_on": clock.today()}, issuers=issuers)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        issuer = issuers[data.pop("issuer")]
        trial = tried(form, lambda: set_mark(actor=request.actor, issuer=issuer, **data))
        if trial.result is not None:
            messages.success(
                request, gettext("It is marked. Visits placed before are shown as clashing in the plan.")
            )
            return see("inspection_marks")
        status = trial.status
    said = asks(gettext("Mark days"), gettext("Mark days"), reverse("inspection_marks"))
    return render(request, FORM, {"form": form, **said}, status=status)


@page(methods=("GET", "POST"))
def mark_lift(request: SignedIn, key: str) -> HttpResponse:
    """Takes a mark back with a reason."""
    row: Mark = mark_for(request.actor, key)
    request.actor.require(C.INSPECT_PLAN, row.issuer, sees=C.INSPECT_READ)
    form = ReasonForm(request.POST or None)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        trial = tried(form, lambda: lift_mark(actor=request.actor, mark=row, reason=reason))
        if trial.result is not None:
            messages.success(request, gettext("The mark is taken back; its days are free again."))
            return see("inspection_marks")
        status = trial.status
    said = asks(
        gettext("Take the mark back"),
        gettext("Take the mark back"),
        reverse("inspection_marks"),
        row.source,
        row.unit.path,
    )
    return render(request, FORM, {"form": form, **said}, status=status)
