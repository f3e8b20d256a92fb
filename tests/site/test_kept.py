"""A session that ends while typing costs nothing, also without scripts."""

import html
import re

import pytest
from django.test import Client

from reporting.reports.models import Draft
from tests.cast import PASSWORD, Cast
from tests.reports import story

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


def hidden(page: str) -> dict[str, str]:
    """The fields that the page holds, as a browser would send them."""
    fields = {
        name: html.unescape(value)
        for name, value in re.findall(r'<textarea name="([^"]+)" hidden[^>]*>\n(.*?)</textarea>', page, re.S)
    }
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return fields | {"csrfmiddlewaretoken": token.group(1) if token else ""}


def sign_in(client: Client, username: str) -> None:
    page = client.get("/sign-in/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    fields = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
    assert client.post("/sign-in/", fields, headers={"Referer": f"{HERE}/sign-in/"}).status_code == 302


def test_a_form_sent_after_the_session_ended_is_kept_and_saved_after_signing_in_again(cast: Cast) -> None:
    address = f"/reports/{story.owed(story.running(cast)).public_id}/edit/"
    client = Client(enforce_csrf_checks=True)
    sign_in(client, "wangfang")
    page = client.get(address).content.decode()
    typed = hidden(page) | {
        "version": "0",
        "writer": str(cast.user("wangfang").public_id),
        "then": "stay",
        "text-overall": "\n  写了一半的“总体情况”\r\n<b>第二行</b>",
    }
    del client.cookies["sessionid"]

    kept = client.post(address, typed, headers={"Referer": HERE + address})
    assert kept.status_code == 401
    again = hidden(kept.content.decode())
    assert again["text-overall"] == typed["text-overall"]
    assert "<b>第二行" not in kept.content.decode()

    sign_in(client, "wangfang")
    stale = client.post(address, again, headers={"Referer": HERE + address})
    assert stale.status_code == 403
    fresh = hidden(stale.content.decode())
    assert fresh["text-overall"] == typed["text-overall"]

    assert client.post(address, fresh, headers={"Referer": HERE + address}).status_code == 302
    assert Draft.objects.get().texts["overall"] == typed["text-overall"].replace("\r\n", "\n")


def test_a_form_from_another_site_is_not_offered_again(cast: Cast) -> None:
    address = f"/reports/{story.owed(story.running(cast)).public_id}/edit/"
    client = Client(enforce_csrf_checks=True)
    sign_in(client, "wangfang")
    sent = client.post(
        address, {"version": "0", "text-overall": "别人写的"}, headers={"Origin": "http://elsewhere.example"}
    )
    assert sent.status_code == 403
    assert "别人写的" not in sent.content.decode()
    assert not Draft.objects.exists()


def test_passwords_are_never_kept() -> None:
    client = Client()
    sent = client.post(
        "/account/password/", {"oldpassword": "x" * 50, "password1": "geheim-geheim", "password2": "y"}
    )
    assert b"geheim" not in sent.content
    assert b"xxxxxxxx" not in sent.content
