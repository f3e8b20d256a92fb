"""Numbers, days and periods meant to break the register: refused at their field, with nothing changed."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.models import Cycle, DocumentNumber, Obligation, Slip
from responsibilities.jobs.models import Job
from responsibilities.numbers.models import Issued
from responsibilities.record.models import Entry
from revitalization.kit.errors import Invalid
from tests.cast import Cast
from tests.reports import recurring, story
from tests.reports.test_reminder_slips import late

pytestmark = pytest.mark.django_db

NO_NUMBERS = {
    "a digit of another script": "永农领办〔2026〕1٢号",
    "a year of another script": "永农领办〔٢٠٢٦〕12号",
    "all digits of another script": "永农领办〔२०२६〕१२号",
    "a year with a nought for the century": "永农领办〔0026〕41号",
    "a year to come in eight thousand years": "永农领办〔9999〕41号",
    "seven digits": "永农领办〔2026〕1000000号",
    "a number below nought": "永农领办〔2026〕-1号",
    "letters turned round": "永\u202e农领办〔2026〕41号",
    "two numbers": "永农领办〔2026〕41号、42号",
    "a line break": "永农领办〔2026〕4\n1号",
    "words for the database": "永农领办〔2026〕41号'; DROP TABLE numbers_issued; --",
}


def browser(cast: Cast, username: str) -> Client:
    client = Client(raise_request_exception=False, headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def slip_page(row: Obligation) -> str:
    return reverse("cycle_slip", args=[row.cycle.key, row.unit.code])


@pytest.mark.parametrize("typed", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_is_no_number_gives_no_slip_and_no_entry(cast: Cast, typed: str) -> None:
    row = late(cast)
    before = (Issued.objects.count(), Entry.objects.count())
    answer = browser(cast, "chenjing").post(slip_page(row), {"document_number": typed, "by": "2026-11-30"})
    assert answer.status_code == 400
    assert 'href="#id_document_number"' in answer.content.decode()
    assert (Issued.objects.count(), Entry.objects.count()) == before
    assert not Slip.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("typed", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_is_no_number_opens_no_notice_and_registers_no_report(cast: Cast, typed: str) -> None:
    row = story.signed(cast, story.running(cast))
    for plan in (
        lambda: story.planned(cast.wumin, kind="special", period="2026-11", number=typed),
        lambda: recurring.planned(cast.wumin, number=typed),
    ):
        with pytest.raises(Invalid) as refused:
            plan()
        assert [error.field for error in refused.value.errors] == ["number"]
    sent = {"version": str(row.version), "document_number": typed}
    address = reverse("report_act", args=[row.cycle.key, row.unit.code, "submit"])
    assert browser(cast, "wangfang").post(address, sent).status_code == 400
    row.refresh_from_db()
    assert (row.status, Cycle.objects.count(), Issued.objects.count()) == ("signed", 1, 1)
    assert not DocumentNumber.objects.exists()


@pytest.mark.parametrize("day", ["9999-12-31", "2101-01-01", "0001-01-01", "2026-02-30"])
def test_a_day_that_nobody_can_mean_gives_no_slip(cast: Cast, day: str) -> None:
    row = late(cast)
    for number in ("永农领办〔2026〕41号", ""):
        answer = browser(cast, "chenjing").post(slip_page(row), {"document_number": number, "by": day})
        assert answer.status_code == 400
        assert 'href="#id_by"' in answer.content.decode()
    assert not Slip.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("period", ["20٢٦", "٢٠٢٦", "2026H٢", "2026-1١", "２０２６"])
def test_a_period_in_digits_of_another_script_opens_no_cycle(cast: Cast, period: str) -> None:
    for kind in ("annual", "special"):
        with pytest.raises(Invalid) as refused:
            story.planned(cast.wumin, kind=kind, period=period)
        assert [error.field for error in refused.value.errors] == ["period"]
    assert not Cycle.objects.exists()
