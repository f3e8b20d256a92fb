"""Which language a person's account keeps for what is sent where there is no browser."""

from django.test import Client

from responsibilities.access.models import User
from tests.cast import PASSWORD


def kept(username: str = "wangfang") -> str:
    return User.objects.get(username=username).language


def come(browser: Client, accepts: str = "") -> None:
    browser.post("/sign-in/", {"login": "wangfang", "password": PASSWORD}, HTTP_ACCEPT_LANGUAGE=accepts)


def test_the_first_sign_in_keeps_the_browser_s_language_and_a_later_one_does_not_change_it(db: None) -> None:
    assert kept() == ""
    come(Client(), "en-GB,en;q=0.9")
    assert kept() == "en"
    come(Client(), "zh-CN")
    assert kept() == "en"


def test_switching_the_language_writes_it_down_for_the_own_account_only(db: None) -> None:
    browser = Client()
    come(browser)
    assert kept() == "zh-hans"
    browser.post("/language/", {"language": "en"})
    assert (kept(), kept("lijun")) == ("en", "")
    browser.post("/language/", {"language": "fr"})
    assert kept() == "en"


def test_a_language_chosen_before_signing_in_counts_as_the_last_one_chosen(db: None) -> None:
    come(Client(), "zh-CN")
    browser = Client()
    browser.post("/language/", {"language": "en"})
    assert kept() == "zh-hans"
    come(browser, "zh-CN")
    assert kept() == "en"
