"""Several people at one draft: merged section by section; nothing typed is lost, nothing refused looks saved."""

from typing import Any

import pytest

from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Draft, Obligation
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.record.models import Entry
from revitalization.kit.drafts import mark_of
from tests.cast import Cast, town
from tests.reports import story
from tests.reports.crowd import CROWD, one_of
from tests.reports.device import SCRIPT, Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user("sunli"), unit=town(), role="filer")
    return story.running(cast)


@pytest.fixture
def row(cast: Cast, cycle: Cycle) -> Obligation:
    return story.drafted(cast, cycle)


def texts() -> dict[str, str]:
    return dict(Draft.objects.get().texts)


def test_two_devices_at_different_sections_both_stand(cast: Cast, row: Obligation) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    assert first.saves(food="甲写的粮食").json() == {
        "version": 2, "saved_at": "12:00", "seen": {"seen-text-food": mark_of("甲写的粮食")},
    }  # fmt: skip
    answer = second.saves(civility="乙写的文化")
    assert answer.status_code == 200
    assert answer.json()["others"] == {
        "text-food": {"text": "甲写的粮食", "seen": mark_of("甲写的粮食"), "author": "王芳"}
    }
    assert texts() == story.TEXTS | {"food": "甲写的粮食", "civility": "乙写的文化"}


def test_the_same_without_scripts(cast: Cast, row: Obligation) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    assert first.presses(food="甲写的粮食").status_code == 302
    assert second.presses(civility="乙写的文化").status_code == 302
    assert texts() == story.TEXTS | {"food": "甲写的粮食", "civility": "乙写的文化"}


def test_of_the_same_section_both_texts_are_shown_and_all_else_is_saved(cast: Cast, row: Obligation) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    first.saves(food="甲写的粮食")
    page = second.presses(food="乙写的粮食", reform="乙写的改革")
    shown = page.content.decode()
    assert page.status_code == 409
    assert texts() == story.TEXTS | {"food": "甲写的粮食", "reform": "乙写的改革"}
    assert ("甲写的粮食" in shown, "王芳期间保存的" in shown) == (True, True)
    assert shown.count('class="grid half"') == 1
    assert 'href="#id_text-food"' in shown
    assert 'href="#id_text-reform"' not in shown
    second.read(page)
    assert second.fields["text-food"] == "乙写的粮食"
    # Having seen both, saving again is the choice.
    assert second.presses().status_code == 302
    assert texts()["food"] == "乙写的粮食"


def test_a_script_is_told_of_the_clashing_section_only(cast: Cast, row: Obligation) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    first.saves(food="甲写的粮食")
    answer = second.saves(food="乙写的粮食", reform="乙写的改革")
    told = answer.json()
    assert answer.status_code == 409
    assert (told["theirs"], told["author"]) == ({"text-food": "甲写的粮食"}, "王芳")
    assert told["saved"] == ["text-reform"]
    assert texts() == story.TEXTS | {"food": "甲写的粮食", "reform": "乙写的改革"}


def test_equal_text_is_no_conflict_also_when_the_answer_was_lost(cast: Cast, row: Obligation) -> None:
    device = Device(cast, row, "wangfang")
    lost = device.saves(food="写了又没收到回音")
    again = device.saves(food="写了又没收到回音")
    assert (lost.status_code, again.status_code) == (200, 200)
    assert again.json()["version"] == lost.json()["version"] == 2
    other = Device(cast, row, "sunli")
    device.saves(food="改过一次")
    assert other.saves(food="改过一次").status_code == 200


def test_who_changed_nothing_overwrites_nothing(cast: Cast, row: Obligation) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    first.saves(overall="甲", food="甲")
    assert second.presses().status_code == 302
    assert texts() == story.TEXTS | {"overall": "甲", "food": "甲"}
    assert Draft.objects.get().version == 2


@pytest.mark.parametrize("version", [1, 3, 9])
def test_a_page_without_marks_and_of_another_version_clashes_whichever_section_it_changes(
    cast: Cast, row: Obligation, version: int
) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    first.saves(food="甲写的粮食")
    own = {"version": version, "writer": second.fields["writer"]}
    stored = texts()
    for key, theirs in (("food", "甲写的粮食"), ("civility", story.TEXTS["civility"])):
        sent = own | {f"text-{key}": "乙写的"}
        told = second.client.post(second.address("report_autosave"), sent, headers=SCRIPT)
        assert (told.status_code, told.json()["theirs"]) == (409, {f"text-{key}": theirs})
        page = second.client.post(second.address("report_edit"), sent | {"then": "stay"})
        assert (page.status_code, page.content.decode().count('class="grid half"')) == (409, 1)
        second.read(page)
        assert second.fields[f"text-{key}"] == "乙写的"
    assert (texts(), Draft.objects.get().version) == (stored, 2)
    present = own | {"version": 2, "text-civility": "乙看过了再写"}
    assert second.client.post(second.address("report_autosave"), present, headers=SCRIPT).status_code == 200
    assert texts() == stored | {"civility": "乙看过了再写"}


def test_a_changed_section_without_its_own_mark_clashes_also_with_the_present_version(
    cast: Cast, row: Obligation
) -> None:
    device = Device(cast, row, "wangfang")
    del device.fields["seen-text-food"]
    page = device.presses(food="没有记号的粮食", reform="有记号的改革")
    assert (page.status_code, 'href="#id_text-food"' in page.content.decode()) == (409, True)
    assert texts() == story.TEXTS | {"reform": "有记号的改革"}
    device.read(page)
    assert device.fields["text-food"] == "没有记号的粮食"
    assert device.presses().status_code == 302
    assert texts()["food"] == "没有记号的粮食"


@pytest.mark.parametrize("then", ["stay", "send"])
def test_a_stale_page_begins_nothing_where_there_is_only_a_clash(cast: Cast, cycle: Cycle, then: str) -> None:
    row = story.owed(cycle, town())
    device = Device(cast, row, "wangfang")
    own = {"version": 4, "writer": device.fields["writer"], "text-food": "没有开始过的粮食"}
    told = device.client.post(device.address("report_autosave"), own, headers=SCRIPT)
    assert (told.status_code, told.json()["saved_at"], told.json()["theirs"]) == (409, "", {"text-food": ""})
    page = device.client.post(device.address("report_edit"), own | {"then": then})
    assert (page.status_code, "没有开始过的粮食" in page.content.decode()) == (409, True)
    assert "无法确认您的文字以哪一版为基础" in page.content.decode()
    row.refresh_from_db()
    assert (row.status, Draft.objects.count()) == ("open", 0)


def test_a_draft_from_before_the_marks_is_not_overwritten_unseen(cast: Cast, row: Obligation) -> None:
    Draft.objects.update(marks={}, version=3)
    device = Device(cast, row, "sunli")
    url = device.address("report_autosave")
    clash = device.client.post(
        url, {"version": 2, "writer": device.fields["writer"], "text-food": "旧页面"}, headers=SCRIPT
    )
    assert (clash.status_code, clash.json()["author"]) == (409, "王芳")
    assert device.saves(food="新页面").status_code == 200
    assert Draft.objects.get().marks["overall"] == {"version": 3, "by": "王芳"}


def test_another_account_is_refused_with_both_names(cast: Cast, row: Obligation) -> None:
    device = Device(cast, row, "wangfang")
    device.client.force_login(cast.user("sunli"))
    answer = device.saves(food="孙丽的键盘")
    assert (answer.status_code, answer.json()["code"]) == (409, "another_writer")
    assert ("王芳" in answer.json()["detail"], "孙丽" in answer.json()["detail"]) == (True, True)
    page = device.presses(food="孙丽的键盘")
    shown = page.content.decode()
    assert page.status_code == 409
    assert ("王芳" in shown, "孙丽" in shown, "孙丽的键盘" in shown) == (True, True, True)
    assert texts() == story.TEXTS
    device.client.force_login(cast.user("wangfang"))
    assert device.presses(food="又是王芳").status_code == 302
    assert texts()["food"] == "又是王芳"


def test_also_one_who_may_not_see_the_report_learns_whose_page_it_is(cast: Cast, row: Obligation) -> None:
    device = Device(cast, row, "wangfang")
    device.client.force_login(cast.user("maling"))
    answer = device.saves(food="走错了门")
    assert (answer.status_code, answer.json()["signed_in"]) == (409, "马玲")
    assert texts() == story.TEXTS


def test_a_page_refused_because_the_report_went_on_says_that_it_is_not_saved(
    cast: Cast, row: Obligation
) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    filing.send(actor=cast.wangfang, obligation=row)
    page = second.presses(food="晚了一步")
    shown = page.content.decode()
    assert page.status_code == 409
    assert "未保存" in shown
    assert "12:00 已保存" not in shown
    assert 'data-unsaved="1"' in shown
    second.read(page)
    assert second.fields["text-food"] == "晚了一步"
    assert first.saves(food="晚了一步").status_code == 409
    assert texts() == story.TEXTS


def test_nobody_sends_a_section_of_a_colleague_that_the_page_did_not_show(
    cast: Cast, row: Obligation
) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    first.saves(food="甲刚改的粮食")
    page = second.presses("send", reform="乙写的改革")
    shown = page.content.decode()
    assert page.status_code == 409
    assert ("甲刚改的粮食" in shown, 'href="#id_text-food"' in shown) == (True, True)
    assert texts()["reform"] == "乙写的改革"
    assert not Entry.objects.filter(verb="report.send").exists()
    second.read(page)
    assert second.presses("send").status_code == 302
    assert Entry.objects.filter(verb="report.send").count() == 1


def test_after_a_lost_session_the_new_tab_is_no_second_form(cast: Cast, row: Obligation) -> None:
    device = Device(cast, row, "wangfang")
    device.client.logout()
    answer = device.saves(food="会话已结束")
    assert answer.status_code == 401
    assert answer.json()["sign_in"].endswith("?next=/")
    assert texts() == story.TEXTS


@pytest.mark.parametrize("kind", CROWD)
def test_saving_and_opening_the_form_cost_few_queries(
    cast: Cast, row: Obligation, kind: str, django_assert_max_num_queries: Any
) -> None:
    name, unit = one_of(kind, cast)
    device = Device(cast, story.owed(row.cycle, unit), name)
    assert device.saves(food="zuerst").status_code == 200  # begins the draft where there is none
    device.open()
    with django_assert_max_num_queries(10):
        assert device.saves(food="每次保存").status_code == 200
    with django_assert_max_num_queries(13):
        device.open()


def test_a_page_that_says_not_for_whom_it_was_opened_saves_nothing_and_keeps_the_text(
    cast: Cast, row: Obligation
) -> None:
    device = Device(cast, row, "wangfang")
    before = (texts(), Draft.objects.get().version)
    for missing in ({}, {"writer": ""}):
        device.open()
        del device.fields["writer"]
        device.fields.update(missing)
        saved = device.saves(food="没有署名的粮食")
        assert (saved.status_code, saved.json()["code"]) == (409, "no_writer")
        page = device.presses(food="没有署名的粮食")
        assert (page.status_code, "没有署名的粮食" in page.content.decode()) == (409, True)
        assert (texts(), Draft.objects.get().version) == before
    device.read(page)
    assert device.presses().status_code == 302
    assert texts()["food"] == "没有署名的粮食"
