"""The pages of the slice, as the people who use them see them."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from responsibilities.access.actions import grant_role, issue_token
from responsibilities.access.models import Grant, SecurityEvent, Token, User
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.access.conftest import COMMAND
from tests.cast import PASSWORD, town

OWN = (
    "/account/",
    "/acting/",
    "/account/password/",
    "/account/second-step/",
    "/account/second-step/passkeys/",
    "/sign-out/",
    "/tokens/",
)
ADMIN = ("/accounts/", "/accounts/new/", "/tokens/new/")


@pytest.mark.parametrize("address", OWN)
def test_every_page_of_one_s_own_account_opens_and_holds_nothing_inline(signed_in: Any, address: str) -> None:
    answer = signed_in("wangfang").get(address)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*(src=|application/json))", text)


@pytest.mark.parametrize("address", ["/account/second-step/app/", "/account/second-step/passkeys/new/"])
def test_a_second_step_is_set_up_right_after_signing_in(signed_in: Any, address: str) -> None:
    answer = signed_in("wangfang").get(address)
    assert answer.status_code == 200
    assert not re.search(r"\sstyle=|\son\w+=|<style", answer.content.decode())


@pytest.mark.parametrize("address", ADMIN)
def test_administration_is_for_the_security_administrator(signed_in: Any, address: str) -> None:
    assert signed_in("anquan").get(address).status_code == 200
    assert signed_in("wangfang").get(address).status_code == 403
    assert Client().get(address)["Location"].startswith("/sign-in/")


def test_only_the_audit_administrator_reads_security_events(signed_in: Any) -> None:
    SecurityEvent.objects.create(kind="failed", username="wangfang", address="10.0.0.7")
    page = signed_in("shenji").get("/security-events/?kind=failed")
    assert "10.0.0.7" in page.content.decode()
    for other in ("anquan", "xitong", "wangfang"):
        assert signed_in(other).get("/security-events/").status_code == 403


def test_the_roles_of_a_unit_say_who_holds_what_since_when(signed_in: Any) -> None:
    page = signed_in("chenjing").get(f"/units/{town().code}/?tab=roles").content.decode()
    assert "王芳" in page
    assert "赵刚" in page
    assert "/roles/new/" not in page
    assert signed_in("zhenghua").get(f"/units/{town().code}/?tab=roles").status_code == 404


def test_a_role_is_given_and_ended_through_the_pages(signed_in: Any, cast: Any) -> None:
    browser = signed_in("anquan")
    address = f"/units/{town().code}/roles/new/"
    wrong = browser.post(address, {"username": "nobody.here", "role": "reviewer", "since": "2026-11-24"})
    assert wrong.status_code == 400
    given = {"username": "WangFang", "role": "reviewer", "since": "2026-11-24", "until": "", "reason": "轮岗"}
    assert browser.post(address, given).status_code == 302
    grant = Grant.objects.get(user=cast.user("wangfang"), role="reviewer")
    assert browser.post(f"/grants/{grant.public_id}/end/", {"reason": ""}).status_code == 302
    assert not cast.wangfang.can(C.REPORT_REVIEW, town())


def test_a_refusal_keeps_what_was_typed(signed_in: Any) -> None:
    given = {"username": "xitong", "role": "audit_admin", "since": "2026-11-24", "reason": "试一试"}
    answer = signed_in("anquan").post(f"/units/{world.GANGU}/roles/new/", given)
    assert answer.status_code == 400
    assert "试一试" in answer.content.decode()


def test_an_account_is_opened_and_its_code_shown_once_and_not_cached(signed_in: Any) -> None:
    browser = signed_in("anquan")
    answer = browser.post("/accounts/new/", {"name": "张三", "username": "zhang.san", "phone": "13800001234"})
    code = re.search(r"data-code>([a-z2-9-]{19})<", answer.content.decode())
    assert code
    assert "no-store" in answer["Cache-Control"]
    user = User.objects.get(username="zhang.san")
    assert user.check_password(code.group(1))
    page = browser.get(f"/accounts/{user.public_id}/").content.decode()
    assert code.group(1) not in page
    assert "138****1234" in page
    assert "13800001234" not in page


def test_an_account_is_reset_and_closed_through_the_pages(signed_in: Any, cast: Any) -> None:
    browser, wang = signed_in("anquan"), cast.user("wangfang")
    url, seen = f"/accounts/{wang.public_id}/reset/", {"version": wang.version}
    assert browser.post(url, seen | {"reason": ""}).status_code == 400
    assert "data-code" in browser.post(url, seen | {"reason": "忘记"}).content.decode()
    assert browser.post(f"/accounts/{wang.public_id}/close/", {"reason": "调离"}).status_code == 302
    assert not cast.user("wangfang").is_active


def test_an_account_outside_one_s_reach_and_a_missing_one_look_alike(
    signed_in: Any, cast: Any, security: Actor
) -> None:
    grant_role(
        actor=COMMAND, user=cast.user("guoping"), unit=world.unit(world.YONGDENG), role="security_admin"
    )
    browser = signed_in("guoping")
    page = browser.get("/accounts/").content.decode()
    assert "王芳" in page
    assert "周强" not in page
    outside = browser.get(f"/accounts/{cast.user('zhouqiang').public_id}/")
    missing = browser.get("/accounts/00000000-0000-4000-8000-000000000000/")
    assert outside.status_code == missing.status_code == 404
    for answer in (outside, missing):
        assert "周强" not in answer.content.decode()


def test_a_token_is_issued_shown_once_and_revoked_through_the_pages(signed_in: Any, cast: Any) -> None:
    browser = signed_in("anquan")
    form = {"label": "省平台", "username": "chenjing", "unit": world.YONGDENG, "capabilities": ["report.read"],
            "networks": "10.0.0.0/8 192.168.1.0/24", "last_day": "2027-03-01", "form_key": str(uuid4())}  # fmt: skip
    answer = browser.post("/tokens/new/", form)
    text = re.search(r"data-token>(baton_[^<]+)<", answer.content.decode())
    assert text
    token = Token.objects.get()
    assert token.networks == ["10.0.0.0/8", "192.168.1.0/24"]
    page = browser.get(f"/tokens/{token.key_id}/").content.decode()
    assert text.group(1) not in page
    assert browser.post(f"/tokens/{token.key_id}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert signed_in("sunli").get(f"/tokens/{token.key_id}/").status_code == 404


def test_own_tokens_are_shown_to_the_one_they_act_for(signed_in: Any, cast: Any, security: Actor) -> None:
    about = {
        "label": "省平台",
        "capabilities": ["report.read"],
        "expires_at": clock.now() + timedelta(days=9),
    }
    token, _text = issue_token(actor=security, user=cast.user("chenjing"), unit=town(), **about)
    browser = signed_in("chenjing")
    assert "省平台" in browser.get("/account/").content.decode()
    page = browser.get(f"/tokens/{token.key_id}/")
    assert page.status_code == 200
    assert "查看报告" in page.content.decode()
    assert "report.read" not in page.content.decode()


@pytest.mark.parametrize(
    "address", ["/accounts/?x=1", "/tokens/?x=1", "/security-events/?kind=nothing", "/account/?x=1"]
)
def test_unknown_parameters_are_refused(signed_in: Any, address: str) -> None:
    assert signed_in("shenji" if "events" in address else "anquan").get(address).status_code == 400


@pytest.mark.parametrize(
    "given", [{"name": "\x00", "username": "x"}, {"name": "y" * 5000, "username": "x" * 5000}, {}]
)
def test_odd_input_is_a_400_never_a_500(signed_in: Any, given: dict[str, str]) -> None:
    browser = signed_in("anquan")
    for address in ("/accounts/new/", "/tokens/new/", f"/units/{town().code}/roles/new/", "/acting/"):
        assert browser.post(address, given).status_code == 400


def test_the_sign_in_page_names_demonstration_people_only_where_there_are_some(
    client: Client, db: None, settings: Any
) -> None:
    User.objects.create(username="demo.filer", name="演示员")
    assert "demo.filer" not in client.get("/sign-in/").content.decode()
    settings.MODE = "embedded"
    assert "demo.filer" in client.get("/sign-in/").content.decode()
    settings.MODE = "production"
    assert "demo.filer" not in client.get("/sign-in/").content.decode()


# ------------------------------------------------------------------ the first administrators


def test_the_command_refuses_as_soon_as_there_are_administrators(cast: Any) -> None:
    before = User.objects.count()
    with pytest.raises(CommandError):
        call_command("bootstrap_admins", system="a.a:甲", security="b.b:乙", audit="c.c:丙")
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "names",
    [
        {"system": "a.a:甲", "security": "a.a:甲", "audit": "c.c:丙"},
        {"system": "甲", "security": "b.b:乙", "audit": "c.c:丙"},
    ],
)
def test_the_command_asks_for_three_people_with_names(cast: Any, names: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("bootstrap_admins", **names)


def test_the_three_were_made_on_the_nation_with_one_role_each(cast: Any) -> None:
    for username, role in (
        ("xitong", "system_admin"),
        ("anquan", "security_admin"),
        ("shenji", "audit_admin"),
    ):
        grant = Grant.objects.get(user=cast.user(username))
        assert (grant.role, grant.content_object.code, grant.granted_by) == (role, world.NATION, None)
    assert PASSWORD not in User.objects.get(username="xitong").password


FRAMED = (
    "/account/password/",
    "/account/second-step/",
    "/account/second-step/app/",
    "/account/second-step/passkeys/",
    "/account/second-step/passkeys/new/",
    "/accounts/new/",
    "/tokens/",
    "/tokens/new/",
    "/acting/",
    "/sign-out/",
    "/confirm/",
)


@pytest.mark.parametrize("path", FRAMED)
def test_who_is_signed_in_keeps_the_usual_frame(sign_in: Any, path: str) -> None:
    browser = Client()
    sign_in("anquan", client=browser)
    page = browser.get(path)
    assert page.status_code == 200
    assert page.content.decode().count("<main") == 1
    assert '<div class="side">' in page.content.decode()
    assert 'href="/accounts/"' in page.content.decode()


def test_who_must_first_choose_a_password_gets_a_page_that_leads_nowhere_else(sign_in: Any) -> None:
    User.objects.filter(username="anquan").update(must_change_password=True)
    browser = Client()
    sign_in("anquan", client=browser)
    for path in ("/account/password/", "/sign-out/"):
        page = browser.get(path)
        assert page.status_code == 200
        assert '<div class="side">' not in page.content.decode()


def test_a_form_for_a_token_issues_one_however_often_it_is_sent(signed_in: Any, cast: Any) -> None:
    browser = signed_in("anquan")
    key = re.search(r'name="form_key" value="([^"]+)"', browser.get("/tokens/new/").content.decode())
    assert key
    form = {"label": "省平台", "username": "chenjing", "unit": world.YONGDENG, "capabilities": ["report.read"],
            "last_day": "2027-03-01"}  # fmt: skip
    for without in ({}, {"form_key": ""}, {"form_key": "x"}):
        assert browser.post("/tokens/new/", form | without).status_code == 400
    assert not Token.objects.exists()
    assert "data-token" in browser.post("/tokens/new/", form | {"form_key": key.group(1)}).content.decode()
    again = browser.post("/tokens/new/", form | {"form_key": key.group(1)})
    assert (again.status_code, "data-token" in again.content.decode()) == (400, False)
    assert Token.objects.count() == 1
