"""What the form says when something is missing: one error a section, linked, in the reader's language."""

import re

import pytest
from django import forms
from django.template import engines
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reporting.reports.actions.series import CLOCK
from reporting.reports.models import Draft, Obligation
from responsibilities.record.models import Entry
from responsibilities.record.queries import line
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry as Written
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db

GAPS = ("food", "construction")


@pytest.fixture
def row(cast: Cast) -> Obligation:
    row = story.drafted(cast, story.running(cast))
    texts = {key: "" if key in GAPS else text for key, text in story.TEXTS.items()}
    Draft.objects.update(texts=texts | {"reform": "改" * 2_000})
    return row


def sending(cast: Cast, row: Obligation, language: str) -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(cast.user("wangfang"))
    url = reverse("report_edit", args=[row.cycle.key, row.unit.code])
    answer = client.post(url, {"version": 1, "then": "send", "writer": str(cast.user("wangfang").public_id)})
    assert answer.status_code == 400
    return answer.content.decode()


def summary(page: str) -> str:
    return page[page.index('id="error-summary"') :].partition("</ul>")[0]


def test_each_section_at_fault_has_its_own_linked_error(cast: Cast, row: Obligation) -> None:
    page = sending(cast, row, "zh-hans")
    wrong = {*GAPS, "reform"}
    assert set(re.findall(r'href="#id_text-(\w+)"', summary(page))) == wrong
    assert summary(page).count("<li>") == len(wrong)
    assert set(re.findall(r'<textarea name="text-(\w+)"[^>]*aria-invalid="true"', page)) == wrong
    assert "有 3 处需要改正" in summary(page)


def test_the_title_says_error_and_the_summary_takes_the_focus(cast: Cast, row: Obligation) -> None:
    page = sending(cast, row, "zh-hans")
    assert "<title>错误：填报" in page
    assert re.search(r'<div class="errors"[^>]* autofocus', page)
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(cast.user("wangfang"))
    calm = client.get(reverse("report_edit", args=[row.cycle.key, row.unit.code])).content.decode()
    assert "<title>填报" in calm
    assert "autofocus" not in calm


def test_english_readers_read_english_names_of_sections(cast: Cast, row: Obligation) -> None:
    wrong = [part for part in row.cycle.kind.parts() if part.key in {*GAPS, "reform"}]
    said = summary(sending(cast, row, "en"))
    for part in wrong:
        assert (part.title_en in said, part.title in said) == (True, False)
    client = Client(headers={"Accept-Language": "en", "If-Match": f'"{row.version}"'})
    client.force_login(cast.user("wangfang"))
    Draft.objects.update(texts={key: text for key, text in story.TEXTS.items() if key not in GAPS})
    answer = client.post(f"/api/v1/reports/{row.public_id}/send/", {"draft_version": 1}, "application/json")
    detail = answer.json()["detail"]
    for part in (part for part in wrong if part.key in GAPS):
        assert (f"“{part.title_en}”" in detail, part.title in detail) == (True, False)


def test_the_clock_has_a_name_in_each_language(cast: Cast) -> None:
    with recorded(Written("series.skip", CLOCK, ("series", "x"), "定期报送", town().lo)):
        pass
    entry = Entry.objects.get(verb="series.skip")
    for language, name in (("zh-hans", "系统定时任务"), ("en", "The system, on schedule")):
        with override(language):
            shown = line(entry, cast.chenjing)
            assert (shown.who, name in shown.text) == (name, True)


class Wrong(forms.Form):
    """Asks for a name."""

    name = forms.CharField()


def test_any_bound_form_with_errors_marks_the_title() -> None:
    page = engines["django"].from_string("{% error_mark %}")
    with override("zh-hans"):
        assert page.render({"other": Wrong({})}) == "错误："
        assert page.render({"tab": {"scope_form": Wrong({})}}) == "错误："
        assert page.render({"form": Wrong({"name": "好"}), "new": Wrong()}) == ""
