"""The one-time codes of a roster: made when its import is done, for whoever sent it, and kept nowhere."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from responsibilities.access.actions import reset_password
from responsibilities.access.models import SecurityEvent, User
from responsibilities.access.queries import actor_for
from responsibilities.record.models import Entry as Recorded
from revitalization.kit import clock
from tests.cast import Cast
from tests.conftest import NOON
from tests.posts.sheets import (
    FILER,
    GOOD,
    as_,
    carried_out,
    checked,
    lines,
    narrowed,
    role_elsewhere,
    seen_codes,
)

ELSEWHERE = ("620121102", "中堡镇", "", "孙会计", "", "2026-11-24", "13909310005", "填报员")


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(client: Client, url: str) -> Any:
    """The answer to the button of a page opened just now."""
    return client.post(url + "codes/", seen_codes())


@pytest.mark.parametrize("seen", ["", "2026-01-05T00:00:00+00:00", None])
def test_pressed_twice_or_from_an_old_page_the_codes_in_hand_stay_good(
    organizers: Client, seen: str | None
) -> None:
    """The answer one sees need not be the one that came last: a sheet of void codes would be handed out."""
    url = carried_out(organizers, GOOD)
    page = seen_codes()
    code = str(lines(organizers.post(url + "codes/", page))[0][3])
    sent = page if seen is None else {"seen": seen}
    assert organizers.post(url + "codes/", sent).status_code == 409
    assert organizers.post(url + "codes/").status_code == 409
    assert User.objects.get(username="zhoumin").check_password(code)
    assert Recorded.objects.filter(verb="roster.codes").count() == 1
    assert f'name="seen" value="{page["seen"]}"' not in shown(organizers, url)
    assert f'name="seen" value="{seen_codes()["seen"]}"' in shown(organizers, url)


def test_codes_made_again_make_the_first_ones_void(organizers: Client) -> None:
    url = carried_out(organizers, GOOD)
    first = lines(asked(organizers, url))[0][3]
    assert "重新生成" in shown(organizers, url)
    second = lines(asked(organizers, url))[0][3]
    user = User.objects.get(username="zhoumin")
    assert first != second
    assert not user.check_password(str(first))
    assert user.check_password(str(second))
    made = Recorded.objects.filter(verb="roster.codes").values_list("count", "actor_name")
    assert [count for count, _name in made] == [1, 1]
    assert SecurityEvent.objects.filter(kind="first_code", username="zhoumin").count() == 2


def test_codes_are_stored_nowhere_in_clear(organizers: Client) -> None:
    url = carried_out(organizers, GOOD, FILER)
    codes = [str(row[3]) for row in lines(asked(organizers, url))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', ["|".join(codes)])
            assert cursor.fetchone() == (0,), table
    assert not any(code in shown(organizers, url) for code in codes)


def test_whoever_has_signed_in_keeps_his_password_when_codes_are_made_again(organizers: Client) -> None:
    url = carried_out(organizers, GOOD, FILER)
    codes = {row[2]: str(row[3]) for row in lines(asked(organizers, url))}
    browser = Client()
    answer = browser.post("/sign-in/", {"login": "zhoumin", "password": codes["zhoumin"]})
    assert answer.status_code == 302
    again = lines(asked(organizers, url))
    assert [row[2] for row in again] == ["qiankuaiji"]
    assert User.objects.get(username="zhoumin").check_password(codes["zhoumin"])


def test_a_code_given_by_the_security_administrator_is_not_made_void(organizers: Client, cast: Cast) -> None:
    url = carried_out(organizers, GOOD)
    security = actor_for(cast.user("anquan").pk, fresh=True)
    code = reset_password(actor=security, user=User.objects.get(username="zhoumin"))
    assert asked(organizers, url).status_code == 409
    assert User.objects.get(username="zhoumin").check_password(code)
    assert not Recorded.objects.filter(verb="roster.codes").exists()


def test_codes_ask_for_a_fresh_sign_in(organizers: Client) -> None:
    url = carried_out(organizers, GOOD)
    with clock.moved_to(NOON + timedelta(minutes=11)):
        answer = organizers.post(url + "codes/", seen_codes(), headers={"Referer": url})
    assert answer.status_code == 302
    assert re.search(r"next=/rosters/", answer["Location"])
    assert not User.objects.get(username="zhoumin").has_usable_password()


def test_codes_need_the_token_of_the_form(cast: Cast) -> None:
    url = carried_out(as_(cast, "hexin"), GOOD)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.user("hexin"))
    assert browser.post(url + "codes/").status_code == 403
    assert not User.objects.get(username="zhoumin").has_usable_password()


def test_codes_are_made_only_for_people_within_the_present_reach(organizers: Client, cast: Cast) -> None:
    url = carried_out(organizers, ELSEWHERE, FILER)
    narrowed(cast, "620121000000")
    assert [row[1] for row in lines(asked(organizers, url))] == ["孙会计"]
    assert not User.objects.get(username="qiankuaiji").has_usable_password()


def test_a_roster_not_carried_out_has_no_codes(organizers: Client) -> None:
    url = checked(organizers, GOOD)
    assert asked(organizers, url).status_code == 409


def test_no_codes_are_made_for_whoever_works_elsewhere_by_now(organizers: Client) -> None:
    """With a code of theirs the importer could act there."""
    url = carried_out(organizers, GOOD, FILER)
    role_elsewhere("zhoumin")
    assert "1 个账号尚未有人登录" in shown(organizers, url)
    assert [row[1] for row in lines(asked(organizers, url))] == ["钱会计"]
    assert not User.objects.get(username="zhoumin").has_usable_password()
    assert not SecurityEvent.objects.filter(kind="first_code", username="zhoumin").exists()
