"""Signing in through a central service, against a provider that answers over HTTP: linked accounts only."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings
from django.test import Client, override_settings

from responsibilities.access.models import SecurityEvent, User
from revitalization.kit import clock
from tests.access import provider as at
from tests.access.central import NOT_DONE, NOT_LINKED, come, facts, led_away, link, said, who
from tests.access.provider import Provider
from tests.cast import PASSWORD

ROOT = Path(__file__).parents[2]
SHOW = """
import django; django.setup()
from django.conf import settings; from django.urls import NoReverseMatch, reverse
print(len(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]))
try: print(reverse("openid_connect_login", kwargs={"provider_id": "central"}))
except NoReverseMatch: print("no page")
print(*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"])
"""


def shown(**environment: str) -> list[str]:
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "revitalization.settings", **environment}
    made = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=known, capture_output=True, text=True, check=True
    )
    return made.stdout.split("\n")[:3]


def test_without_an_issuer_there_is_neither_provider_nor_page() -> None:
    assert shown()[:2] == ["0", "no page"]


def test_four_settings_make_the_provider_and_its_pages() -> None:
    given = {
        "BATON_OIDC_ISSUER": "https://id.example.cn",
        "BATON_OIDC_CLIENT_ID": "baton",
        "BATON_OIDC_SECRET": "s",
    }
    assert shown(**given, BATON_OIDC_NAME="统一认证")[:2] == ["1", "/sign-in/central/start/"]


def test_who_linked_an_identity_comes_in_by_it_and_nothing_else_is_kept(provider: Provider) -> None:
    first = link()
    kept = SocialAccount.objects.get()
    assert (kept.user.username, kept.uid, kept.extra_data) == ("wangfang", f"{provider.issuer} 4711", {})
    assert "已绑定统一身份认证" in first.get("/account/").content.decode()
    browser = Client()
    answer = come(browser, next="/units/")
    assert (answer.status_code, answer["Location"], who(browser)) == (302, "/units/", "wangfang")
    assert (facts()[1], SocialToken.objects.count()) == (1, 0)
    assert User.objects.get(username="wangfang").email == ""
    assert SecurityEvent.objects.filter(kind="identity_linked", username="wangfang").count() == 1


def test_the_request_asks_for_the_bare_identity_with_state_nonce_and_pkce(provider: Provider) -> None:
    sent = [parse_qs(urlsplit(Client().post("/sign-in/central/start/")["Location"]).query) for _ in range(2)]
    assert sent[0]["scope"] == ["openid"]
    assert sent[0]["max_age"] == ["43200"]
    assert sent[0]["code_challenge_method"] == ["S256"]
    assert sent[0]["redirect_uri"] == ["http://testserver/sign-in/central/back/"]
    for name in ("state", "nonce", "code_challenge"):
        assert sent[0][name] != sent[1][name]


def test_a_stranger_gets_no_account_whatever_name_or_address_the_provider_tells(provider: Provider) -> None:
    User.objects.filter(username="wangfang").update(email="wangfang@example.cn")
    before = facts()
    browser = Client()
    answer = come(browser)
    assert (answer["Location"], said(answer), who(browser)) == ("/sign-in/", [NOT_LINKED], None)
    assert facts() == before


def test_a_closed_account_and_a_stranger_look_alike(provider: Provider) -> None:
    link()
    User.objects.filter(username="wangfang").update(is_active=False)
    closed = come(Client())
    provider.sub = "nobody"
    stranger = come(Client())
    assert said(closed) == said(stranger) == [NOT_LINKED]
    assert (closed.status_code, closed["Location"]) == (stranger.status_code, stranger["Location"])


def test_the_same_number_at_another_provider_is_somebody_else(provider: Provider) -> None:
    link()
    with at.running() as other, override_settings(OIDC_ISSUER=other.issuer, OIDC_ORIGIN=other.issuer):
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = other.issuer
        assert said(come(Client())) == [NOT_LINKED]


def test_a_person_who_changes_the_mind_there_comes_back_to_the_sign_in(provider: Provider) -> None:
    browser = Client()
    state = parse_qs(urlsplit(led_away(browser)).query)["state"][0]
    answer = browser.get(f"/sign-in/central/back/?error=access_denied&state={state}")
    assert (answer["Location"], said(answer)) == ("/sign-in/", [NOT_DONE])


def test_an_identity_is_linked_once_and_to_one_account(provider: Provider) -> None:
    link("wangfang")
    other = link("lijun")
    assert [one.user.username for one in SocialAccount.objects.all()] == ["wangfang"]
    assert who(other) == "lijun"


def test_a_signed_in_person_cannot_be_made_an_account_of_a_strange_identity(provider: Provider) -> None:
    browser = Client()
    browser.post("/sign-in/", {"login": "lijun", "password": PASSWORD})
    before = facts()
    answer = come(browser)
    assert (answer["Location"], facts(), who(browser)) == ("/sign-in/", before, "lijun")


def test_linking_asks_for_a_fresh_sign_in_and_unlinking_too(provider: Provider) -> None:
    browser = link()
    (kept,) = SocialAccount.objects.all()
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        asked = browser.post("/sign-in/central/start/?process=connect")
        assert asked["Location"] == "/confirm/?next=%2Faccount%2Fcentral%2F"
        refused = browser.post("/account/central/", {"account": kept.pk})
        assert refused["Location"].startswith("/confirm/")
    assert facts()[1] == 1
    browser.post("/account/central/", {"account": kept.pk})
    assert facts()[1] == 0
    assert SecurityEvent.objects.filter(kind="identity_unlinked", username="wangfang").count() == 1


def test_nobody_can_link_without_being_signed_in_and_no_other_way_is_known(provider: Provider) -> None:
    assert Client().post("/sign-in/central/start/?process=connect")["Location"].startswith("/sign-in/")
    assert Client().post("/sign-in/central/start/?process=redirect").status_code == 400
    assert Client().post("/sign-in/central/start/?scope=admin").status_code == 400
    assert Client().post("/sign-in/other/start/").status_code == 404
    assert Client().post("/sign-in/central/back/").status_code == 405


def test_the_session_ends_after_half_an_hour_and_after_twelve_hours(provider: Provider) -> None:
    link()
    browser = Client()
    come(browser)
    with clock.moved_to(clock.now() + timedelta(minutes=31)):
        assert who(browser) is None
    come(browser)
    for minutes in range(25, 12 * 60, 25):
        with clock.moved_to(clock.now() + timedelta(minutes=minutes)):
            assert who(browser) == "wangfang"
    with clock.moved_to(clock.now() + timedelta(hours=12, minutes=1)):
        assert who(browser) is None


def is_fresh(browser: Client) -> bool:
    """Whether an official act would be let through without confirming."""
    return bool(browser.get("/account/").wsgi_request.actor.fresh)


def test_a_sign_in_is_as_fresh_as_the_provider_says(provider: Provider) -> None:
    link()
    browser = Client()
    come(browser)
    assert is_fresh(browser)
    provider.authenticated_at = int((clock.now() - timedelta(minutes=11)).timestamp())
    old = Client()
    come(old)
    assert (who(old), is_fresh(old)) == ("wangfang", False)
    provider.left_out = {"auth_time"}
    silent = Client()
    come(silent)
    assert (who(silent), is_fresh(silent)) == ("wangfang", False)


@pytest.mark.parametrize(("strong", "counts"), [(False, False), (True, True)])
def test_it_counts_as_second_step_only_where_the_settings_say_so(
    provider: Provider, strong: bool, counts: bool
) -> None:
    link()
    browser = Client()
    come(browser)
    with override_settings(REQUIRE_MFA=True, OIDC_IS_STRONG=strong):
        assert is_fresh(browser) is counts


def test_an_authorization_page_on_another_host_is_reached_by_a_link(provider: Provider) -> None:
    provider.description["authorization_endpoint"] = "http://localhost:1/authorize"
    answer = Client().post("/sign-in/central/start/")
    assert answer.status_code == 200
    assert 'href="http://localhost:1/authorize?' in answer.content.decode()


def test_the_pages_policy_lets_the_button_lead_to_the_provider() -> None:
    policy = shown(BATON_OIDC_ISSUER="https://id.example.cn/realms/gansu", BATON_OIDC_CLIENT_ID="baton")[2]
    assert policy == "'self' https://id.example.cn"
    assert shown()[2] == "'self'"
