"""The calendar at a secret address: for programs that do not sign in, shown once, ended by its owner and by a reset."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from responsibilities.access.actions import end_grant, reset_password
from responsibilities.access.actions.calendars import PER_MINUTE, new_calendar_address
from responsibilities.access.models import CalendarAddress, Grant, SecurityEvent, User
from revitalization.kit import clock
from revitalization.kit.errors import FreshSignInNeeded
from tests.cast import Cast, sister
from tests.reports import story

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def made(client: Client) -> str:
    """The path of a new address, as the page shows it once."""
    page = client.post("/calendar/address/")
    assert page.status_code == 200, page.content.decode()[:1500]
    assert page["Cache-Control"] == "no-store"
    (url,) = re.findall(r"<pre[^>]*data-address[^>]*>http://testserver(/[^<]+)</pre>", page.content.decode())
    return url


def test_the_address_gives_what_the_file_gives_without_a_sign_in_and_without_names(cast: Cast) -> None:
    cycle = story.running(cast)
    own = signed_in(cast, "wangfang")
    url = made(own)
    answer = Client().get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    text = answer.content.decode().replace("\r\n ", "")
    assert cycle.title in text
    assert (
        text.count("BEGIN:VEVENT")
        == own.get("/calendar/file.ics").content.decode().count("BEGIN:VEVENT")
        == 1
    )
    assert "王芳" not in text
    assert sister().name not in text
    assert "截止" in text or "X-WR-CALNAME:日程" in text, "in the language of its owner"
    assert Client().post(url).status_code == 405
    assert Client().get(f"{url}?unit=1").status_code == 400


def test_an_unchanged_calendar_is_not_sent_again(cast: Cast) -> None:
    story.running(cast)
    url = made(signed_in(cast, "wangfang"))
    first = Client().get(url)
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        again = Client().get(url, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    story.running(cast, period="2025", number="甘农领办〔2025〕9号")
    changed = Client().get(url, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_only_a_digest_is_kept_and_the_address_is_never_shown_again(cast: Cast) -> None:
    client = signed_in(cast, "wangfang")
    url = made(client)
    _feed, key, secret = url.removesuffix(".ics").strip("/").split("/")[-3:]
    kept = CalendarAddress.objects.get()
    assert kept.key_id == key
    assert secret not in (kept.digest, str(vars(kept)))
    page = client.get("/calendar/").content.decode()
    assert secret not in page
    assert key not in page
    events = SecurityEvent.objects.filter(kind="calendar_address", username="wangfang")
    assert [event.detail for event in events] == [key]
    assert secret not in str(events.values())


def test_a_new_address_ends_the_former_and_an_ended_one_is_not_there(cast: Cast) -> None:
    client = signed_in(cast, "wangfang")
    first, second = made(client), made(client)
    assert first != second
    assert [Client().get(url).status_code for url in (first, second)] == [404, 200]
    client.post("/calendar/address/end/")
    assert Client().get(second).status_code == 404
    assert SecurityEvent.objects.filter(kind="calendar_address_ended").count() == 1
    client.post("/calendar/address/end/")
    assert SecurityEvent.objects.filter(kind="calendar_address_ended").count() == 1, "there was none to end"


def test_a_wrong_secret_and_an_unknown_key_look_alike(cast: Cast) -> None:
    url = made(signed_in(cast, "wangfang"))
    wrong = url[:-5] + ("A" if url[-5] != "A" else "B") + ".ics"
    unknown = re.sub(r"feed/[a-z0-9]{12}/", "feed/aaaaaaaaaaaa/", url)
    answers = [Client().get(one) for one in (wrong, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("how", ["closed", "without a role", "with a one-time code", "reset"])
def test_whoever_may_not_act_any_more_has_no_calendar(cast: Cast, how: str) -> None:
    url = made(signed_in(cast, "wangfang"))
    user = cast.user("wangfang")
    if how == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif how == "without a role":
        for grant in Grant.objects.on(clock.today()).filter(user=user):
            end_grant(actor=cast.fresh("anquan"), grant=grant)
    elif how == "with a one-time code":
        user.set_password("x")
        user.must_change_password = True
        user.save()
    else:
        reset_password(actor=cast.fresh("anquan"), user=user, reason="遗失")
        assert not CalendarAddress.objects.exists()
    assert Client().get(url).status_code == 404


def test_an_address_asked_for_too_often_is_told_to_wait(cast: Cast) -> None:
    url = made(signed_in(cast, "wangfang"))
    other = made(signed_in(cast, "lijun"))
    assert {Client().get(url).status_code for _turn in range(PER_MINUTE)} == {200}
    late = Client().get(url)
    assert late.status_code == 429
    assert int(late["Retry-After"]) <= 60
    assert Client().get(other).status_code == 200


def test_making_one_asks_for_a_fresh_sign_in(cast: Cast) -> None:
    with pytest.raises(FreshSignInNeeded):
        new_calendar_address(actor=cast.wangfang)
    client = signed_in(cast, "wangfang")
    client.get("/calendar/")
    with clock.moved_to(clock.now() + timedelta(minutes=25)):
        assert client.post("/calendar/address/").status_code == 302
    assert not CalendarAddress.objects.exists()
