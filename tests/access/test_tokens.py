"""API tokens: what they may, where from, how long, and how fast."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView

from responsibilities.access.actions import (
    close_account,
    end_grant,
    revoke_token,
)
from responsibilities.access.adapters import address_of
from responsibilities.access.api import TokenAuthentication, TokenThrottle
from responsibilities.access.models import Grant, Token
from responsibilities.access.queries import actor_for
from responsibilities.record.models import Entry as Recorded
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import (
    Conflict,
    Forbidden,
    FreshSignInNeeded,
    Hidden,
    Invalid,
    Refused,
    SignInNeeded,
)
from tests import world
from tests.access.conftest import acts
from tests.cast import sister, town


class Mine(APIView):
    """Answers who acts."""

    authentication_classes = (TokenAuthentication,)
    throttle_classes = (TokenThrottle,)

    def get(self, request: Any) -> Response:
        return Response({"name": request.actor.name, "via": request.actor.via})


urlpatterns = [path("api/v1/mine/", Mine.as_view())]


def test_a_token_is_shown_once_and_stored_as_a_hash_under_the_pepper(issue: Any) -> None:
    token, text = issue()
    assert text.startswith(f"baton_{token.key_id}_")
    assert text not in str(Token.objects.filter(pk=token.pk).values().get())
    assert len(token.digest) == 64


def test_a_token_may_only_what_it_names_and_only_on_its_subtree(issue: Any) -> None:
    _token, text = issue(unit=town())
    actor = acts(text)
    assert actor.name == "陈静"
    assert actor.via == "rest"
    assert actor.can(C.REPORT_READ, town())
    assert not actor.can(C.REPORT_READ, sister())
    assert not actor.can(C.REPORT_DECIDE, town())


def test_a_token_never_may_more_than_its_owner_may_today(issue: Any, cast: Any, security: Actor) -> None:
    _token, text = issue()
    assert acts(text).can(C.REPORT_READ, town())
    end_grant(actor=security, grant=Grant.objects.get(user=cast.user("chenjing")))
    assert not acts(text).has(C.REPORT_READ)


def test_acts_that_ask_for_a_fresh_sign_in_refuse_tokens(issue: Any) -> None:
    _token, text = issue()
    with pytest.raises(Forbidden):
        acts(text).require_fresh()


def test_a_token_is_refused_alike_when_wrong_over_revoked_elsewhere_or_its_owner_is_gone(
    issue: Any, cast: Any, security: Actor
) -> None:
    token, text = issue(networks=["10.0.0.0/24"])
    acts(text)
    said = set()

    def refused(text: str, address: str = "10.0.0.1") -> None:
        with pytest.raises(SignInNeeded) as problem:
            acts(text, address)
        said.add(str(problem.value.detail))

    refused(text[:-1] + ("A" if text[-1] != "A" else "B"))
    refused("baton_aaaaaaaaaaaa_" + "x" * 43)
    refused("nonsense")
    refused(text, "10.0.1.1")
    with clock.moved_to(clock.now() + timedelta(days=31)):
        refused(text)
    revoke_token(actor=security, token=token)
    refused(text)
    _other, second = issue()
    acts(second)
    close_account(actor=security, user=cast.user("chenjing"), reason="调离")
    refused(second)
    assert len(said) == 1


def test_a_revoked_token_is_not_revoked_again_and_nobody_else_revokes_it(
    issue: Any, cast: Any, security: Actor
) -> None:
    token, _text = issue()
    with pytest.raises(Hidden):
        revoke_token(actor=cast.sunli, token=token)
    revoke_token(actor=cast.chenjing, token=token)
    with pytest.raises(Conflict):
        revoke_token(actor=security, token=token)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("capabilities", {"capabilities": []}),
        ("capabilities", {"capabilities": ["report.draft"]}),
        ("capabilities", {"capabilities": ["role.grant"]}),
        ("capabilities", {"capabilities": ["no.such"]}),
        ("networks", {"networks": ["10.0.0.1/8"]}),
        ("networks", {"networks": ["everywhere"]}),
        ("label", {"label": " "}),
    ],
)
def test_what_is_wrong_with_a_token_is_named(issue: Any, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        issue(**changes)
    assert [error.field for error in refused.value.errors] == [field]
    assert not Token.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_token_lasts_at_most_a_year(issue: Any, days: int) -> None:
    with pytest.raises(Invalid):
        issue(expires_at=clock.now() + timedelta(days=days))


def test_issuing_asks_for_the_right_the_reach_and_a_fresh_sign_in(issue: Any, cast: Any) -> None:
    with pytest.raises(FreshSignInNeeded):
        issue(actor=cast.anquan)
    with pytest.raises(Forbidden):
        issue(actor=actor_for(cast.user("chenjing").pk, fresh=True))
    assert not Token.objects.exists()


def test_issuing_and_revoking_are_on_the_record_without_the_secret(issue: Any, security: Actor) -> None:
    token, text = issue()
    revoke_token(actor=security, token=token, reason="平台下线")
    entries = list(Recorded.objects.about("token", token.key_id).order_by("id"))
    assert [entry.verb for entry in entries] == ["token.issue", "token.revoke"]
    assert text.rpartition("_")[2] not in str([entry.after for entry in entries])


@pytest.mark.urls("tests.access.test_tokens")
def test_too_many_requests_a_minute_are_told_when_to_come_back(issue: Any, settings: Any) -> None:
    settings.API_RATE = 3
    _token, text = issue()
    _second, other = issue()
    browser = Client()

    def asks(text: str) -> Any:
        return browser.get("/api/v1/mine/", headers={"Authorization": f"Bearer {text}"})

    assert [asks(text).status_code for _ in range(4)][-1] == 429
    assert 0 < int(asks(text)["Retry-After"]) <= 60
    assert asks(other).json() == {"name": "陈静", "via": "rest"}


def test_the_address_behind_proxies_is_what_the_outermost_trusted_one_saw(settings: Any) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    settings.PROXIES = 0
    assert address_of(request) == "10.0.0.9"
    settings.PROXIES = 1
    assert address_of(request) == "2.2.2.2"
    request.META["HTTP_X_FORWARDED_FOR"] = "nonsense"
    assert address_of(request) == "0.0.0.0"


@pytest.mark.urls("tests.access.test_tokens")
@pytest.mark.parametrize("header", ["Bearer baton_aaaaaaaaaaaa_x", "Bearer", "Bearer a b", "bearer x"])
def test_a_wrong_token_is_answered_with_401_and_a_problem(db: None, header: str) -> None:
    answer = Client().get("/api/v1/mine/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["status"] == 401


@pytest.mark.parametrize(
    ("name", "right"), [("shenji", C.AUDIT_READ), ("shenji", C.RECORD_READ), ("xitong", C.UNIT_READ)]
)
def test_nobody_lets_a_program_act_for_an_administrator_alone(
    cast: Any, security: Actor, issue: Any, name: str, right: str
) -> None:
    before = Recorded.objects.count()
    with pytest.raises(Refused):
        issue(user=cast.user(name), capabilities=[right], unit=world.unit(world.NATION))
    assert (Token.objects.count(), Recorded.objects.count()) == (0, before)


def test_an_administrator_issues_a_token_for_the_own_account(cast: Any, security: Actor, issue: Any) -> None:
    token, _text = issue(user=cast.user("anquan"), capabilities=[C.UNIT_READ])
    assert Token.objects.get() == token
