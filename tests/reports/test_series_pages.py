"""The pages of recurring notices, and the clock's list."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import series as actions
from reporting.reports.models import Cycle, Series
from responsibilities.jobs.actions.clockwork import Ran, run_sweep
from tests import world
from tests.cast import Cast
from tests.reports.recurring import NUMBER, asked, at, planned, standing

pytestmark = [pytest.mark.django_db, pytest.mark.clock]


FORM = {
    "kind": "half_year",
    "scope": world.GANSU,
    "asks": "recurring",
    "period": "2026H2",
    "until": "2027H2",
    "notice_number": NUMBER,
    "notice_title": "关于报送半年进展的通知",
    "issued_on": "2026-11-24",
    "opens_on": "2026-12-31",
    "due_kind": "working",
    "due_days": "20",
    "levels": ["city", "county"],
}


def page_of(client: Client, key: str) -> str:
    return client.get(reverse("series", args=[key])).content.decode()


def test_from_the_form_to_the_force_of_the_notice_with_its_days_and_weekdays(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.user("wumin"))
    answer = client.post(reverse("cycle_new"), FORM)
    series = Series.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/cycles/series/{series.key}/")  # type: ignore[attr-defined]
    seen = page_of(client, series.key)
    assert seen.count("暂定</span>") == 3
    assert "2026年12月31日</time> 星期四" in seen
    assert "2027年6月30日</time> 星期三" in seen
    started = client.post(reverse("series_start", args=[series.key]), {"version": series.version})
    assert started.status_code == 302
    with at(date(2026, 12, 31)):
        actions.open_due()
    assert f"/cycles/{Cycle.objects.get().key}/" in page_of(client, series.key)
    assert f"/cycles/series/{series.key}/" in client.get("/cycles/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": ""}, "until"),
        ({"asks": "once", "due_kind": "month_end", "due_on": "2027-01-31"}, "due_kind"),
        ({"until": "2099H1"}, "until"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, client: Client, wrong: dict, field: str
) -> None:
    client.force_login(cast.user("wumin"))
    answer = client.post(reverse("cycle_new"), FORM | wrong)
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in answer.content.decode()
    assert NUMBER in answer.content.decode()
    assert not Series.objects.exists()
    assert not Cycle.objects.exists()


def test_the_form_asks_once_as_before_when_nothing_else_is_chosen(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("wumin"))
    sent = {name: value for name, value in FORM.items() if name not in {"asks", "until"}}
    assert (
        client.post(reverse("cycle_new"), sent | {"due_kind": "day", "due_on": "2027-01-20"}).status_code
        == 302
    )
    assert Cycle.objects.get().series is None
    assert not Series.objects.exists()


def test_a_stop_without_a_reason_asks_for_it_and_an_outdated_one_keeps_the_words(
    cast: Cast, client: Client
) -> None:
    series = standing(cast.wumin)
    client.force_login(cast.user("wumin"))
    stop = reverse("series_stop", args=[series.key])
    assert client.post(stop, {"version": series.version, "reason": ""}).status_code == 400
    stale = client.post(stop, {"version": series.version - 1, "reason": "并入年度报告"})
    assert (stale.status_code, "并入年度报告" in stale.content.decode()) == (412, True)
    assert Series.objects.get().status == rules.STANDING
    assert client.post(stop, {"version": series.version, "reason": "并入年度报告"}).status_code == 302
    seen = page_of(client, series.key)
    assert "已停止" in seen
    assert "暂定" not in seen


def test_units_below_see_what_will_be_asked_of_them_but_no_plan(cast: Cast, client: Client) -> None:
    series = planned(cast.wumin)
    client.force_login(cast.user("chenjing"))
    address = reverse("series", args=[series.key])
    assert client.get(address).status_code == 404
    actions.start_series(actor=cast.wumin, series=series)
    assert client.get(address).status_code == 200
    assert "停止定期报送" not in client.get(address).content.decode()


def test_the_clock_s_list_names_the_sweep_and_running_it_opens_what_is_due(cast: Cast) -> None:
    series = standing(cast.wumin)
    with at(date(2026, 12, 31)):
        assert run_sweep("reports.series") == Ran("reports.series", 1)
        assert run_sweep("reports.series") == Ran("reports.series", 0)
    assert list(asked(series)) == ["2026H2"]
