"""People whose pages must cost no more than anybody's: a filer, a county's office, one with a remit, fifty grants."""

from reporting.reports import rules
from reporting.reports.models import ReportKind
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from tests import world
from tests.cast import Cast, sister, town

CROWD = ("a filer", "a county's office", "a remit", "fifty grants")
GRANTS = 50


def one_of(kind: str, cast: Cast) -> tuple[str, Unit]:
    """The sign-in name of somebody of that kind, and the unit whose own report this person writes as well."""
    security = actor_for(cast.user("anquan").pk, fresh=True)
    county = world.unit(world.YONGDENG)
    if kind == "a filer":
        return "wangfang", town()
    if kind == "fifty grants":
        others = Unit.objects.filter(valid_to__isnull=True, is_body=False).exclude(lo__lte=sister().lo)
        for unit in others.order_by("-lo")[: GRANTS - 1]:
            grant_role(actor=security, user=cast.user("sunli"), unit=unit, role="receiver")
        return "sunli", sister()
    name = "chenjing" if kind == "a county's office" else "guoping"
    if kind == "a remit":
        remit = rules.remit_of(ReportKind.objects.get(key="annual", current=True).parts())
        grant_role(actor=security, user=cast.user(name), unit=county, role="receiver", remit=remit)
    grant_role(actor=security, user=cast.user(name), unit=county, role="filer")
    return name, county
