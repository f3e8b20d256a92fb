"""Several people at one draft: merged section by section; nothing typed is lost, nothing refused looks saved."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Draft, Obligation
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from responsibilities.record.models import Entry
from revitalization.kit.drafts import mark_of
from tests.cast import Cast, town
from tests.reports import story
from tests.reports.crowd import CROWD, one_of

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Baton-Autosave": "1", "Accept": "application/json"}


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user("sunli"), unit=town(), role="filer")
    return story.running(cast)


@pytest.fixture
def row(cast: Cast, cycle: Cycle) -> Obligation:
    return story.drafted(cast, cycle)


class _Fields(HTMLParser):
    """What a browser without scripts sends of the draft's form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inside = ""
        self.form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "form":
            self.form = "data-autosave-url" in about
        if self.form and tag == "input" and about.get("name"):
            self.found[about["name"] or ""] = about.get("value") or ""
        if self.form and tag == "textarea":
            self.inside = about["name"] or ""
            self.found[self.inside] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.found[self.inside] = self.found[self.inside].removeprefix("\n")
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[self.inside] += data


class Device:
    """One browser at the form: what it shows, and what it sends."""

    def __init__(self, cast: Cast, row: Obligation, who: str) -> None:
        self.client, self.row = Client(headers={"Accept-Language": "zh-hans"}), row
        self.client.force_login(cast.user(who))
        self.open()

    def address(self, name: str) -> str:
        return reverse(name, args=[self.row.cycle.key, self.row.unit.code])

    def open(self) -> None:
        self.read(self.client.get(self.address("report_edit")))

    def read(self, page: Any) -> None:
        parser = _Fields()
        parser.feed(page.content.decode())
        self.fields = parser.found

    def presses(self, then: str = "stay", **typed: str) -> Any:
        """The whole form, as without scripts."""
        self.fields.update({f"text-{key}": text for key, text in typed.items()})
        return self.client.post(self.address("report_edit"), {**self.fields, "then": then})

    def saves(self, **typed: str) -> Any:
        """What the script sends: the changed sections and the marks of all."""
        data = {name: value for name, value in self.fields.items() if not name.startswith("text-")}
        data |= {f"text-{key}": text for key, text in typed.items()}
        return self.client.post(self.address("report_autosave"), data, headers=SCRIPT)


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


def test_an_older_page_that_names_only_the_version_is_merged_by_section_as_well(
    cast: Cast, row: Obligation
) -> None:
    first, second = Device(cast, row, "wangfang"), Device(cast, row, "sunli")
    first.saves(food="甲写的粮食")
    own = {"version": 1, "writer": second.fields["writer"]}
    url = second.address("report_autosave")
    assert second.client.post(url, own | {"text-civility": "乙写的文化"}, headers=SCRIPT).status_code == 200
    clash = second.client.post(url, own | {"text-food": "乙写的粮食"}, headers=SCRIPT)
    assert (clash.status_code, clash.json()["theirs"]) == (409, {"text-food": "甲写的粮食"})
    assert texts() == story.TEXTS | {"food": "甲写的粮食", "civility": "乙写的文化"}


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
