"""The security log, for the audit administrator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.access.queries import events_within
from responsibilities.access.rules import EVENT_LABELS
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden
from revitalization.kit.tables import Column, Filter, Order, Row, Table, TablePage
from revitalization.kit.views import SignedIn, page


def _kinds() -> list[tuple[str, str]]:
    return [(kind, _(label)) for kind, label in EVENT_LABELS.items()]


def _kind(row: Row) -> str:
    return _(EVENT_LABELS.get(str(row["kind"]), str(row["kind"])))


TABLE = Table(
    name="events",
    columns=(
        Column("at", gettext_lazy("When"), kind="datetime"),
        Column("kind", gettext_lazy("What"), value=_kind),
        Column("username", gettext_lazy("Sign-in name")),
        Column("address", gettext_lazy("Address")),
        Column("detail", gettext_lazy("Detail"), hide_on_phone=True),
    ),
    filters=(
        Filter("kind", gettext_lazy("What"), lambda rows, kind: rows.filter(kind=kind), choices=_kinds),
        Filter(
            "username", gettext_lazy("Sign-in name"), lambda rows, name: rows.filter(username=name.lower())
        ),
        Filter(
            "up_to",
            gettext_lazy("Up to"),
            lambda rows, day: rows.filter(at__lt=clock.end_of_day(day)),
            kind="date",
        ),
    ),
    orders=(Order("newest", ("-id",)),),
    fields=("id", "at", "kind", "username", "address", "detail"),
    empty=gettext_lazy("Nothing happened here"),
)


@page(params=TABLE.names)
def events(request: SignedIn) -> HttpResponse:
    """Sign-ins, failures, resets within one's reach; to look into an event, never to compare people."""
    reach = request.actor.reach(C.AUDIT_READ)
    if not reach:
        raise Forbidden
    rows = events_within(reach)
    return render(request, "access/events.html", {"page": TablePage(TABLE, rows, request.GET)})
