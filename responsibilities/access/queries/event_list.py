"""The security log as a list: by kind, sign-in name, unit, address and day, newest first; never to compare people."""

from ipaddress import ip_network

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.access.models import User
from responsibilities.access.queries.listing import under
from responsibilities.access.rules import EVENT_LABELS
from revitalization.kit import parameters
from revitalization.kit.columns import Column, Filter, Order, Row, Rows, Table
from revitalization.kit.day_filters import between_days


def _kinds() -> list[tuple[str, str]]:
    return [(kind, _(label)) for kind, label in EVENT_LABELS.items()]


def _kind(row: Row) -> str:
    return _(EVENT_LABELS.get(str(row["kind"]), str(row["kind"])))


def _on_unit(rows: Rows, text: str) -> Rows:
    return rows.filter(user__in=under(User.objects.all(), text).values("pk"))


def _from_address(rows: Rows, text: str) -> Rows:
    """From one address, or from a network as 10.1.0.0/16."""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError as broken:
        told = _("Write an address, or a network as 10.1.0.0/16.")
        raise parameters.invalid("address", told) from broken
    return rows.filter(address__gte=str(network[0]), address__lte=str(network[-1]))


EVENTS = Table(
    name="events",
    columns=(
        Column("at", gettext_lazy("When"), kind="datetime"),
        Column("kind", gettext_lazy("What"), value=_kind),
        Column("user__name", gettext_lazy("Name of the person"), width="nowrap"),
        Column("username", gettext_lazy("Sign-in name")),
        Column("address", gettext_lazy("Address")),
        Column("detail", gettext_lazy("Detail"), hide_on_phone=True),
    ),
    filters=(
        Filter("kind", gettext_lazy("What"), lambda rows, kind: rows.filter(kind=kind), choices=_kinds),
        Filter(
            "username", gettext_lazy("Sign-in name"), lambda rows, name: rows.filter(username=name.lower())
        ),
        Filter("unit", gettext_lazy("Unit, with all below it"), _on_unit),
        Filter("address", gettext_lazy("From the address"), _from_address),
        *between_days("at"),
    ),
    orders=(Order("newest", ("-at", "-id")),),
    fields=("id", "at", "kind", "user__name", "username", "address", "detail"),
    empty=gettext_lazy("Nothing happened here"),
)
