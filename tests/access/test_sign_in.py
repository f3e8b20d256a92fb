"""Signing in, being kept out, and how long a session lasts."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from responsibilities.access.actions import close_account, create_account, grant_role, reset_password
from responsibilities.access.adapters import Accounts
from responsibilities.access.models import SecurityEvent, User
from responsibilities.access.queries import actor_for
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FreshSignInNeeded, Hidden, Invalid, Refused
from tests import world
from tests.access.conftest import COMMAND
from tests.cast import PASSWORD, town

WRONG = "not-the-password"


def later(**gap: int) -> Any:
    return clock.moved_to(clock.now() + timedelta(**gap))


def words(response: Any) -> str:
    """What the page says, without the token that differs on every page."""
    form = response.context["form"]
    return str(form.errors.get_json_data())


def test_the_right_password_leads_home_under_a_new_session_id(sign_in: Any) -> None:
    browser = Client()
    browser.get("/sign-in/")
    session = browser.session
    session["seed"] = 1
    session.save()
    browser.cookies["sessionid"] = session.session_key
    before = session.session_key
    answer = sign_in("wangfang", client=browser)
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    assert browser.session.session_key != before


def test_the_sign_in_name_is_not_sensitive_to_case(sign_in: Any) -> None:
    assert sign_in("WangFang").status_code == 302


def test_a_wrong_password_an_unknown_name_and_a_closed_account_look_alike(sign_in: Any) -> None:
    User.objects.filter(username="sunli").update(is_active=False)
    answers = [sign_in("wangfang", WRONG), sign_in("nobody.here", WRONG), sign_in("sunli", PASSWORD)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({words(answer) for answer in answers}) == 1


def test_an_unknown_name_costs_a_hash_too(sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    sign_in("nobody.here", WRONG)
    assert hashed == [WRONG]


def test_five_failures_lock_this_name_at_this_address_only(sign_in: Any) -> None:
    for _ in range(5):
        sign_in("wangfang", WRONG, address="10.1.1.1")
    assert sign_in("wangfang", address="10.1.1.1").status_code == 200
    assert sign_in("lijun", address="10.1.1.1").status_code == 302
    assert sign_in("wangfang", address="10.2.2.2").status_code == 302
    assert SecurityEvent.objects.filter(kind="locked").count() == 1


def test_the_lock_of_an_unknown_name_looks_the_same(sign_in: Any) -> None:
    for _ in range(5):
        sign_in("wangfang", WRONG, address="10.1.1.1")
        sign_in("nobody.here", WRONG, address="10.1.1.1")
    known, unknown = sign_in("wangfang", address="10.1.1.1"), sign_in("nobody.here", address="10.1.1.1")
    assert words(known) == words(unknown)
    assert "too_many_login_attempts" in words(known)


def test_the_lock_rolls_off_after_fifteen_minutes(sign_in: Any) -> None:
    for _ in range(5):
        sign_in("wangfang", WRONG)
    with later(minutes=14, seconds=59):
        assert sign_in("wangfang").status_code == 200
    with later(minutes=15, seconds=1):
        assert sign_in("wangfang").status_code == 302


def test_a_success_forgets_the_failures_before_it(sign_in: Any) -> None:
    for _ in range(4):
        sign_in("wangfang", WRONG)
    assert sign_in("wangfang").status_code == 302
    for _ in range(4):
        sign_in("wangfang", WRONG)
    assert sign_in("wangfang").status_code == 302


def test_guessing_from_many_addresses_is_slowed_but_not_where_the_person_works(sign_in: Any) -> None:
    assert sign_in("wangfang", address="10.9.9.9").status_code == 302
    for n in range(20):
        sign_in("wangfang", WRONG, address=f"10.3.3.{n}")
    assert sign_in("wangfang", address="10.4.4.4").status_code == 200
    assert sign_in("wangfang", address="10.9.9.9").status_code == 302
    with later(seconds=31):
        assert sign_in("wangfang", address="10.4.4.4").status_code == 302


def test_an_office_of_forty_behind_one_address_can_sign_in_within_a_minute(sign_in: Any) -> None:
    for name in ("nobody", "someone", "anyone", "everyone"):
        for _ in range(5):
            sign_in(name, WRONG, address="10.5.5.5")
    for username in ("wangfang", "lijun", "sunli", "chenjing", "guoping"):
        assert sign_in(username, address="10.5.5.5").status_code == 302


def test_thirty_idle_minutes_end_a_session_and_the_page_leads_back(signed_in: Any) -> None:
    browser = signed_in("wangfang")
    assert browser.get("/account/").status_code == 200
    with later(minutes=29):
        assert browser.get("/account/").status_code == 200
    with later(minutes=58):
        assert browser.get("/account/").status_code == 200
    with later(minutes=89):
        answer = browser.get("/account/")
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/account/")
    assert "_auth_user_id" not in browser.session


def test_twelve_hours_end_a_session_however_busy(signed_in: Any) -> None:
    browser = signed_in("wangfang")
    for minutes in range(0, 12 * 60, 20):
        with later(minutes=minutes):
            assert browser.get("/account/").status_code == 200
    with later(hours=12):
        assert browser.get("/account/").status_code == 302


def test_a_script_hears_of_the_end_as_json_with_the_way_to_sign_in(signed_in: Any) -> None:
    browser = signed_in("wangfang")
    browser.get("/account/")
    with later(minutes=31):
        answer = browser.get("/account/", headers={"X-Baton-Autosave": "1"})
    assert answer.status_code == 401
    assert answer.json()["sign_in"].startswith("/sign-in/?next=")


def test_reading_writes_the_session_at_most_once_a_minute(
    signed_in: Any, django_assert_num_queries: Any
) -> None:
    browser = signed_in("wangfang")
    browser.get("/account/")
    seen = browser.session["seen_at"]
    with later(seconds=50):
        browser.get("/account/")
        assert browser.session["seen_at"] == seen
    with later(seconds=70):
        browser.get("/account/")
        assert browser.session["seen_at"] != seen


def test_a_confirmation_holds_ten_minutes(signed_in: Any) -> None:
    browser = signed_in("anquan")
    address = f"/units/{town().code}/roles/new/"
    assert browser.get(address).status_code == 200
    with later(minutes=9, seconds=59):
        assert browser.get(address).status_code == 200
    with later(minutes=10):
        answer = browser.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/confirm/?next={address}")
        assert browser.get(answer["Location"]).status_code == 200
        back = browser.post("/confirm/", {"password": PASSWORD, "next": address})
        assert (back.status_code, back["Location"]) == (302, address)
        assert browser.get(address).status_code == 200


def test_a_wrong_password_does_not_confirm(signed_in: Any) -> None:
    browser = signed_in("anquan")
    browser.get("/account/")
    with later(minutes=11):
        assert browser.post("/confirm/", {"password": WRONG, "next": "/"}).status_code == 200
        assert browser.get(f"/units/{town().code}/roles/new/").status_code == 302


def test_where_a_second_step_is_asked_a_password_alone_is_not_enough(signed_in: Any, settings: Any) -> None:
    settings.REQUIRE_MFA = True
    browser = signed_in("anquan")
    answer = browser.get(f"/units/{town().code}/roles/new/")
    assert answer["Location"].startswith("/confirm/")
    assert browser.get(answer["Location"])["Location"] == "/account/second-step/"
    assert browser.get("/account/second-step/").status_code == 200


# ------------------------------------------------------------------ one-time codes


def test_a_one_time_code_lets_in_only_to_choose_a_password(security: Actor, sign_in: Any) -> None:
    user, code = create_account(actor=security, username="Zhang.San", name="张三")
    assert user.username == "zhang.san"
    assert code not in user.password
    browser = Client()
    assert sign_in("zhang.san", code, client=browser).status_code == 302
    for address in ("/account/", "/", "/acting/", f"/units/{town().code}/"):
        assert browser.get(address)["Location"] == "/account/password/"
    assert browser.get("/account/", headers={"X-Baton-Autosave": "1"}).status_code == 403
    new = {"oldpassword": code, "password1": "bei-zi-4711-x", "password2": "bei-zi-4711-x"}
    assert browser.post("/account/password/", new).status_code == 302
    assert browser.get("/account/").status_code == 200
    assert sign_in("zhang.san", code).status_code == 200
    assert sign_in("zhang.san", "bei-zi-4711-x").status_code == 302


def test_the_code_itself_cannot_become_the_password(security: Actor, sign_in: Any) -> None:
    _user, code = create_account(actor=security, username="zhang.san", name="张三")
    browser = Client()
    sign_in("zhang.san", code, client=browser)
    same = {"oldpassword": code, "password1": code, "password2": code}
    assert browser.post("/account/password/", same).status_code == 200
    assert browser.get("/account/")["Location"] == "/account/password/"


def test_a_code_is_over_after_seven_days(security: Actor, sign_in: Any) -> None:
    _user, code = create_account(actor=security, username="zhang.san", name="张三")
    with later(days=6, hours=23):
        assert sign_in("zhang.san", code).status_code == 302
    with later(days=7, seconds=1):
        assert sign_in("zhang.san", code).status_code == 200


def test_a_taken_or_odd_sign_in_name_is_refused(security: Actor) -> None:
    for username in ("wangfang", "WANGFANG", "ｗａｎｇｆａｎｇ", "a", "two words", "x" * 65):
        with pytest.raises(Invalid):
            create_account(actor=security, username=username, name="某人")


def test_a_reset_ends_every_session_of_the_person(
    security: Actor, cast: Any, signed_in: Any, sign_in: Any
) -> None:
    browser = signed_in("wangfang")
    assert browser.get("/account/").status_code == 200
    code = reset_password(actor=security, user=cast.user("wangfang"), reason="忘记密码")
    assert browser.get("/account/").status_code == 302
    assert sign_in("wangfang", PASSWORD).status_code == 200
    assert sign_in("wangfang", code).status_code == 302


def test_closing_ends_sessions_and_roles_at_once_and_for_good(
    security: Actor, cast: Any, signed_in: Any
) -> None:
    browser, wang = signed_in("wangfang"), cast.user("wangfang")
    with pytest.raises(Invalid):
        close_account(actor=security, user=wang, reason=" ")
    close_account(actor=security, user=wang, reason="调离")
    assert browser.get("/account/").status_code == 302
    assert not actor_for(wang.pk).holdings
    with pytest.raises(Conflict):
        close_account(actor=security, user=wang, reason="again")


def test_accounts_are_administered_only_where_every_role_lies_within_reach(
    security: Actor, cast: Any
) -> None:
    county = world.unit(world.YONGDENG)
    grant_role(actor=COMMAND, user=cast.user("guoping"), unit=county, role="security_admin")
    guo = actor_for(cast.user("guoping").pk, fresh=True)
    assert reset_password(actor=guo, user=cast.user("wangfang"))
    for above in ("zhouqiang", "anquan", "maling"):
        with pytest.raises(Hidden):
            reset_password(actor=guo, user=cast.user(above))
    with pytest.raises(Refused):
        reset_password(actor=guo, user=cast.user("guoping"))
    with pytest.raises(FreshSignInNeeded):
        reset_password(actor=actor_for(guo.user_id or 0), user=cast.user("wangfang"))


def test_ending_all_other_sessions_keeps_this_one(signed_in: Any) -> None:
    here, there = signed_in("wangfang"), signed_in("wangfang")
    assert here.post("/account/sessions/end/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_changing_the_password_ends_the_other_sessions(signed_in: Any) -> None:
    here, there = signed_in("wangfang"), signed_in("wangfang")
    new = {"oldpassword": PASSWORD, "password1": "bei-zi-4711-x", "password2": "bei-zi-4711-x"}
    assert here.post("/account/password/", new).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_there_is_no_sign_up_and_no_reset_by_mail(client: Client, db: None) -> None:
    for address in ("/accounts/signup/", "/sign-up/", "/account/signup/", "/password/reset/"):
        assert client.get(address).status_code == 404
    assert not Accounts().is_open_for_signup(None)  # type: ignore[arg-type]


def test_no_get_signs_out_or_changes_anything(signed_in: Any) -> None:
    browser = signed_in("wangfang")
    assert browser.get("/sign-out/").status_code == 200
    assert browser.get("/account/sessions/end/").status_code == 405
    assert browser.get("/account/").status_code == 200


def test_every_post_asks_for_the_token_of_its_page(db: None, cast: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.user("anquan"))
    key = cast.user("wangfang").public_id
    for address in (
        "/sign-in/",
        "/sign-out/",
        "/acting/",
        "/accounts/new/",
        f"/accounts/{key}/close/",
        "/tokens/new/",
    ):
        assert browser.post(address, {"reason": "x"}).status_code == 403
    assert cast.user("wangfang").is_active
