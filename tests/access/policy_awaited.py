"""What one administrator asked for and another confirms: what goes before, and the row that is then possible."""

from collections.abc import Callable
from typing import Any

from responsibilities.access.actions import ask_grant, ask_reset, confirm_asked, grant_role
from responsibilities.access.models import Proposal, User
from revitalization.kit.actor import Actor
from tests import world
from tests.access.conftest import COMMAND
from tests.cast import Cast, town
from tests.policy.basics import POST
from tests.policy.people import CITY_SECURITY, TOWN
from tests.policy.rows import OK, Row


def _asked(stage: Any, _place: str) -> dict[str, int]:
    return {"version": Proposal.objects.latest("pk").pk}


def _a_role_is_asked_for(cast: Cast) -> None:
    user = cast.user("wangfang")
    ask_grant(actor=cast.fresh("anquan"), user=user, unit=town(), role="system_admin", reason="兼任")


def _a_code_is_confirmed(cast: Cast) -> None:
    user = cast.user("wangfang")
    grant_role(actor=COMMAND, user=user, unit=town(), role="system_admin")
    asked = ask_reset(actor=cast.fresh("anlan"), user=user, reason="手机丢失")
    confirm_asked(actor=cast.fresh("anquan"), user=user, number=asked.pk)


def _awaiting(name: str, before: Callable[[Cast], None]) -> Callable[[Any], Row]:
    def prepared(stage: Any) -> Row:
        before(stage.cast)
        return Row(name, POST, (TOWN,), {OK: CITY_SECURITY}, send=_asked)

    return prepared


AWAITED = {
    "account_confirm": _awaiting("account_confirm", _a_role_is_asked_for),
    "account_drop": _awaiting("account_drop", _a_role_is_asked_for),
    "account_code": _awaiting("account_code", _a_code_is_confirmed),
}


def city_administrators() -> None:
    """Two administrators of a city besides the nation's."""
    command = Actor.system("tests", via="command")
    for username, name, role in (("anlan", "安岚", "security_admin"), ("shenlan", "申岚", "audit_admin")):
        user = User.objects.create(username=username, name=name, must_change_password=False)
        grant_role(actor=command, user=user, unit=world.unit(world.LANZHOU), role=role)
