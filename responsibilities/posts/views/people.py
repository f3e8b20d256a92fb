"""One person's posts, and the list of vacancies."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.access.queries.listing import within_called
from responsibilities.jobs.actions.running import queue
from responsibilities.posts.models import Person, Tenure
from responsibilities.posts.queries import days_held, is_theirs, posts_of, roles_of, vacancies
from responsibilities.posts.queries.finding import named
from responsibilities.posts.work import PRINT_JOB
from responsibilities.roles import BY_KEY, Capability
from responsibilities.units.models import LEVEL_LABELS, Unit
from responsibilities.units.rules import Level
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Button, Column, Filter, Grey, Order, Place, Row, Table
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.finding import Hit
from revitalization.kit.language import said_day
from revitalization.kit.ledgers import Ledger
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes


def person_url(key: str) -> str:
    """The address of a person's page."""
    return reverse("person", kwargs={"person": key})


def found(actor: Actor, text: str, limit: int) -> list[Hit]:
    """People within reach, each with a post held or held once."""
    today = clock.today()
    rows = named(text, actor.reach(Capability.POST_READ), today, limit)
    return [
        Hit(it.person.name, _seat(it, today), person_url(str(it.person.public_id)))
        for it in rows
        if it.person is not None
    ]


def _seat(it: Tenure, today: date) -> str:
    """Unit and post, and how long it was held when that is over."""
    held = f"{it.post.unit.path} · {it.title}"
    if it.until is None or it.until >= today:
        return held
    return gettext("%(held)s (until %(day)s)") % {"held": held, "day": said_day(it.until)}


def person_for(actor: Actor, key: UUID) -> Person:
    """The person within the actor's reach; `Hidden` when outside or not there."""
    return get_or_hidden(Person.objects.within(actor.reach(Capability.POST_READ)), public_id=key)


def _unit(it: Tenure) -> Place:
    return Place(it.post.unit.name, it.post.unit.path)


TENURES = (
    Column(
        "post", _("Post"), value=lambda it: it.title, url=lambda it: reverse("post", args=[it.post.public_id])
    ),
    Column("unit", _("Unit"), "unit", value=_unit, url=lambda it: reverse("unit", args=[it.post.unit.code])),
    Column("kind", _("Held"), value=lambda it: it.kind_label),
    Column("since", _("First day"), "date", value=lambda it: it.since),
    Column("until", _("In office until"), "date", value=lambda it: it.until, missing=Grey(_("open-ended"))),
)


def person_context(actor: Actor, row: Person) -> dict[str, Any]:
    """What the page of a person shows the reader: posts, days in office and roles within reach."""
    reach = actor.reach(Capability.POST_READ)
    today = clock.today()
    tenures = posts_of(row, reach)
    year = days_held(reach, today.replace(month=1, day=1), today.replace(month=12, day=31), person=row)
    return {
        "person": row,
        "tenures": Ledger(
            TENURES, tenures, empty=_("No post within your reach."), current=lambda it: it.held.on(today)
        ),
        "year": today.year,
        "days": year,
        "roles": [(gettext(BY_KEY[g.role].label), g) for g in roles_of(row, reach)] if row.user_id else [],
        "may_hand_over": Person.objects.within(actor.reach(Capability.POST_APPOINT))
        .filter(pk=row.pk)
        .exists(),
        "may_amend": is_theirs(row, actor.reach(Capability.POST_APPOINT)),
    }


# ---------------------------------------------------------------- vacancies


def _post_link(row: Row) -> str:
    return reverse("post", kwargs={"post": row["public_id"]})


VACANCIES = Table(
    name="vacancies",
    columns=(
        Column(
            "name", _("Unit"), kind="unit", value=lambda row: Place(row["name"], row["path"]),
            url=lambda row: f"{reverse('unit', kwargs={'code': row['code']})}?tab=posts",
        ),
        Column("code", _("Code"), hide_on_phone=True),
        Column("title", _("Post"), url=_post_link),
        Column("since", _("Vacant since"), kind="date", missing="—"),
    ),
    orders=(Order("place", ("lo", "rank", "id")),),
    filters=(
        Filter("unit", _("Unit, with all below it"), lambda rows, text: rows.filter(within_called(text))),
        Filter(
            "level", _("Level"), choices=lambda: [(level, LEVEL_LABELS[level]) for level in Level],
            apply=lambda rows, level: rows.filter(unit__level=level),
        ),
        # The rows themselves are chosen by it, below.
        Filter(
            "units", _("Scope"), choices=[("all", _("Include units out of scope and quasi-units"))],
            apply=lambda rows, _all: rows, unset=_("Units in scope only"),
        ),
    ),
    empty=_("No vacancies"),
    empty_hint=_("Every first responsible post within your reach has a holder today."),
)  # fmt: skip


@page(params=VACANCIES.names)
def vacancy_list(request: SignedIn) -> HttpResponse:
    """First responsible posts that nobody holds today."""
    table = _vacancies(request)
    may_import = request.actor.has(Capability.ROSTER_IMPORT)
    return render(
        request, "posts/vacancies.html", {"table": table, "today": clock.today(), "may_import": may_import}
    )


@page(params=VACANCIES.names)
def vacancy_sheet(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    sheet = _vacancies(request).sheet(gettext("Vacancies"))
    return workbook(workbook_bytes([sheet]), "vacancies.xlsx")


def _vacancies(request: SignedIn) -> TablePage:
    """Who appoints somewhere does it from the row, without the way over the page of the post."""
    everywhere = request.GET.get("units") == "all"
    appoints = request.actor.reach(Capability.POST_APPOINT)

    def appoint(row: Row) -> Button | None:
        about, url = (
            f"{row['name']} {row['title']}",
            reverse("post_appoint", kwargs={"post": row["public_id"]}),
        )
        return Button(gettext("Appoint"), url, "small", about) if appoints.covers(row["lo"]) else None

    acts = (Column("acts", _("Acts"), "acts", value=appoint, export=False),) if appoints else ()
    table = replace(VACANCIES, columns=(*VACANCIES.columns, *acts))
    rows = vacancies(request.actor.reach(Capability.POST_READ), clock.today(), everywhere=everywhere)
    return TablePage(table, rows, request.GET, export_url=reverse("vacancy_sheet"))


@page(methods=("POST",))
def roster_paper(request: SignedIn, code: str) -> HttpResponse:
    """Asks for the list of first responsible persons of a unit, and of those directly below where all is in reach."""
    reach = request.actor.reach(Capability.POST_READ)
    unit = get_or_hidden(Unit.objects.live().within(reach), code=code)
    job = queue(
        actor=request.actor,
        kind=PRINT_JOB,
        params={"code": unit.code},
        lo=unit.lo,
        # Who loses the subtree loses the finished file.
        hi=unit.hi if reach.holds(unit.span) else None,
        capability=Capability.POST_READ,
    )
    return see("job", job.public_id)
