"""The unit's own document number: optional, one spelling, once in a unit, kept from version to version."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import deciding, filing
from reporting.reports.documents import official_report
from reporting.reports.models import DocumentNumber, Obligation, Submission
from reporting.reports.queries.numbers import number_of
from revitalization.kit.documents import Layout, document_html
from revitalization.kit.errors import Invalid
from tests.cast import Cast, days
from tests.reports import story

pytestmark = pytest.mark.django_db


def filed(cast: Cast, number: str = "") -> Obligation:
    row = story.signed(cast, story.running(cast))
    filing.submit(actor=cast.wangfang, obligation=row, document_number=number)
    return Obligation.objects.full().get(pk=row.pk)


def latest(row: Obligation) -> Submission:
    return Submission.objects.filter(obligation=row).latest("number")


@pytest.mark.parametrize("typed", ["红党发[2026]第045号", " 红党发〔2026〕45号 ", "红党发（２０２６）45"])
def test_the_number_is_kept_and_printed_in_the_spelling_of_the_standard(cast: Cast, typed: str) -> None:
    row = filed(cast, typed)
    paper = official_report(row, latest(row))
    assert paper.number == "红党发〔2026〕45号"
    assert paper.style is Layout.FILE
    assert "红党发〔2026〕45号" in document_html(paper)


def test_without_a_number_the_report_is_filed_all_the_same_and_printed_plain(cast: Cast) -> None:
    row = filed(cast)
    assert row.status == "submitted"
    assert not DocumentNumber.objects.exists()
    assert official_report(row, latest(row)).style is Layout.PLAIN


@pytest.mark.parametrize(
    "typed", ["abc", "〔2026〕45号", "红党发〔26〕45号", "红党发〔2026〕0号", "红党发\u200b〔2026〕1号"]
)
def test_what_is_no_number_files_nothing_and_says_so_at_the_field(cast: Cast, typed: str) -> None:
    row = story.signed(cast, story.running(cast))
    with pytest.raises(Invalid) as refused:
        filing.submit(actor=cast.wangfang, obligation=row, document_number=typed)
    assert [(e.field, e.code) for e in refused.value.errors] == [("document_number", "number_form")]
    assert Obligation.objects.get(pk=row.pk).status == "signed"
    assert not Submission.objects.exists()


def test_two_reports_of_a_unit_never_bear_one_number(cast: Cast) -> None:
    filed(cast, "红党发〔2026〕45号")
    other = story.signed(cast, story.running(cast, number="甘农领办〔2026〕13号", period="2025"))
    with pytest.raises(Invalid) as refused:
        filing.submit(actor=cast.wangfang, obligation=other, document_number="红党发[2026]45")
    assert [(e.field, e.code) for e in refused.value.errors] == [("document_number", "twice")]
    assert Obligation.objects.get(pk=other.pk).status == "signed"
    filing.submit(actor=cast.wangfang, obligation=other, document_number="红党发〔2026〕46号")
    assert DocumentNumber.objects.count() == 2


def test_a_later_version_bears_the_number_until_it_is_given_another(cast: Cast) -> None:
    row = filed(cast, "红党发〔2026〕45号")
    first = latest(row)
    cycle = row.cycle

    def again(number: str) -> Submission:
        deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
        deciding.return_report(
            actor=cast.chenjing, obligation=story.owed(cycle), reason="缺少数据。", new_due_on=days(15)
        )
        signed = story.signed(cast, cycle)
        filing.submit(actor=cast.wangfang, obligation=signed, document_number=number)
        return latest(row)

    second = again("")
    third = again("红党发〔2026〕52号")
    fourth = again("红党发〔2026〕52号")
    assert [number_of(made) for made in (first, second, third, fourth)] == [
        "红党发〔2026〕45号",
        "红党发〔2026〕45号",
        "红党发〔2026〕52号",
        "红党发〔2026〕52号",
    ]


def test_the_page_takes_the_number_shows_it_and_keeps_what_was_refused(cast: Cast, client: Client) -> None:
    row = story.signed(cast, story.running(cast))
    client.force_login(cast.user("wangfang"))
    page = reverse("report", args=[row.cycle.key, row.unit.code])
    assert 'name="document_number"' in client.get(page).content.decode()
    act = reverse("report_act", args=[row.cycle.key, row.unit.code, "submit"])
    refused = client.post(act, {"version": row.version, "document_number": "红党发2026-45"})
    assert refused.status_code == 400
    assert "红党发2026-45" in refused.content.decode()
    assert "甘农领办〔2026〕12号" in refused.content.decode()
    client.post(act, {"version": row.version, "document_number": "红党发[2026]45"})
    shown = client.get(page).content.decode()
    assert "红党发〔2026〕45号" in shown
    assert "中共永登县红城镇委员会、永登县红城镇人民政府" in shown


def test_the_report_goes_up_in_the_name_of_the_organs_and_not_of_their_leaders(cast: Cast) -> None:
    row = filed(cast, "红党发〔2026〕45号")
    made = latest(row)
    assert made.on_behalf == "中共永登县红城镇委员会、永登县红城镇人民政府"
    assert made.submitted_name == cast.user("wangfang").name
