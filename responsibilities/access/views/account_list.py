"""The list of accounts: columns by which people of one name are told apart, and filters."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from responsibilities.access.queries import listing
from responsibilities.roles import BY_KEY, ROLES
from revitalization.kit import clock
from revitalization.kit.columns import Code, Grey, Stacked
from revitalization.kit.tables import Badge, Column, Filter, Order, Row, Rows, Table
from revitalization.kit.workdays import month_anchor

NO_ROLE = "none"
UNUSED_MONTHS = (1, 3, 6, 12)
STATES = (
    ("open", gettext_lazy("in use")),
    ("waiting", gettext_lazy("one-time code")),
    ("closed", gettext_lazy("closed")),
)


def _state(row: Row) -> Badge:
    if not row["is_active"]:
        return Badge("closed", _("closed"), "grey")
    if row["must_change_password"]:
        return Badge("waiting", _("one-time code"), "amber")
    return Badge("open", _("in use"), "green")


def _unit(row: Row) -> Any:
    """Where the person belongs: the unit of the first role, else the one the account was opened for."""
    if row["roles"]:
        return _place(row["roles"][0]["unit"], row["roles"][0]["path"])
    return _place(row["origin__name"], row["origin__path"]) if row["origin__name"] else ""


def _place(name: str, path: str) -> Stacked:
    return Stacked(name, " / ".join(path.split(" / ")[:-1]))


def _roles(row: Row) -> str:
    """The roles held today, each with its unit where they differ; the first three, and whether there are more."""
    found = row["roles"][: listing.ROLES_SHOWN]
    units = {one["unit"] for one in row["roles"]}
    words = [_role(one["role"]) + (f" · {one['unit']}" if len(units) > 1 else "") for one in found]
    return _("; ").join(words) + (" …" if len(row["roles"]) > listing.ROLES_SHOWN else "")


def _role(key: str) -> str:
    return _(BY_KEY[key].label) if key in BY_KEY else key


def _second_step(row: Row) -> Any:
    if "webauthn" in row["steps"]:
        return _("passkey")
    return _("authenticator app") if row["steps"] else ""


def _named(rows: Rows, text: str) -> Rows:
    return rows.filter(Q(name__contains=text) | Q(username__startswith=text.lower()))


def _in_state(rows: Rows, state: str) -> Rows:
    if state == "closed":
        return rows.filter(is_active=False)
    return rows.filter(is_active=True, must_change_password=state == "waiting")


def _roles_offered() -> list[tuple[str, str]]:
    return [*((role.key, _(role.label)) for role in ROLES), (NO_ROLE, _("no role"))]


def _months_offered() -> list[tuple[str, str]]:
    return [(str(n), ngettext("%(n)s month", "%(n)s months", n) % {"n": n}) for n in UNUSED_MONTHS]


def _unused(rows: Rows, months: str) -> Rows:
    return listing.unused_since(rows, month_anchor(clock.today(), -int(months)))


TABLE = Table(
    name="accounts",
    columns=(
        Column(
            "name",
            gettext_lazy("Name of the person"),
            kind="link",
            width="nowrap",
            url=lambda row: f"/accounts/{row['public_id']}/",
        ),
        Column(
            "username", gettext_lazy("Sign-in name"), order="username", value=lambda row: Code(row["username"])
        ),
        Column("unit", gettext_lazy("Unit"), value=_unit, missing=Grey("—")),
        Column("roles", gettext_lazy("Roles"), value=_roles, missing=Grey(gettext_lazy("none"))),
        Column("step", gettext_lazy("Second step"), value=_second_step, missing=Grey(gettext_lazy("none"))),
        Column("used_on", gettext_lazy("Last used on"), kind="date", missing=Grey(gettext_lazy("never"))),
        Column("state", gettext_lazy("State"), kind="badge", value=_state),
    ),
    filters=(
        Filter("q", gettext_lazy("Name or sign-in name"), _named),
        Filter("unit", gettext_lazy("Unit, with all below it"), listing.under),
        Filter(
            "role",
            gettext_lazy("Role"),
            lambda rows, role: listing.holding(rows, "" if role == NO_ROLE else role),
            choices=_roles_offered,
        ),
        Filter(
            "step",
            gettext_lazy("Second step"),
            lambda rows, step: listing.with_second_step(rows, step == "yes"),
            choices=(("yes", gettext_lazy("there is one")), ("no", gettext_lazy("none"))),
        ),
        Filter("unused", gettext_lazy("Not used for"), _unused, choices=_months_offered),
        Filter("state", gettext_lazy("State"), _in_state, choices=STATES),
    ),
    orders=(Order("username", ("username",)),),
    fields=(
        "public_id", "name", "username", "is_active", "must_change_password", "origin__name", "origin__path",
        "roles", "steps", "used_on",
    ),
    empty=gettext_lazy("No account here"),
)  # fmt: skip
