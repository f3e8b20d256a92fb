"""Every cycle comes from a numbered notice: agency, year and number, in one spelling."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.models import Cycle, Series
from revitalization.kit.errors import Invalid
from tests import world
from tests.cast import Cast
from tests.reports import recurring, story
from tests.reports.test_series_pages import FORM

pytestmark = pytest.mark.django_db

ONCE = FORM | {"asks": "once", "period": "2026H2", "until": "", "due_kind": "day", "due_on": "2026-12-31"}
NO_NUMBERS = (
    "abc",
    "永农领办",
    "〔2026〕12号",
    "12号",
    "永农领办〔26〕12号",
    "永农领办〔2026〕0号",
    "永农\u200b办〔2026〕1号",
)
EXAMPLE = "甘农领办〔2026〕12号"


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_is_no_number_of_a_notice_opens_nothing(cast: Cast, typed: str) -> None:
    for plan in (
        lambda: story.planned(cast.wumin, number=typed),
        lambda: recurring.planned(cast.wumin, number=typed),
    ):
        with pytest.raises(Invalid) as refused:
            plan()
        assert [(e.field, e.code) for e in refused.value.errors] == [("number", "number_form")]
        assert EXAMPLE in str(refused.value.errors[0].message)
    assert not Cycle.objects.exists()
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    "typed", ["永农领办[2026]第012号", " 永农领办（２０２６） 12", "永农领办〔2026〕12号"]
)
def test_a_notice_is_kept_in_the_spelling_of_the_standard(cast: Cast, typed: str) -> None:
    assert story.planned(cast.wumin, number=typed).notice_number == "永农领办〔2026〕12号"
    # A number stands on one notice only, so that this one has the same title.
    title = story.notice().title
    assert recurring.planned(cast.wumin, number=typed, title=title).notice_number == "永农领办〔2026〕12号"


def test_one_notice_in_two_spellings_opens_one_cycle(cast: Cast) -> None:
    story.planned(cast.wumin, number="甘农领办〔2026〕12号")
    with pytest.raises(Invalid) as refused:
        story.planned(cast.wumin, number="甘农领办[2026]第012号", period="2025")
    assert [(e.field, e.code) for e in refused.value.errors] == [("number", "twice")]
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize("form", [FORM, ONCE], ids=["recurring", "once"])
def test_the_page_says_it_at_the_field_and_keeps_what_was_typed(
    cast: Cast, client: Client, form: dict[str, object]
) -> None:
    client.force_login(cast.user("wumin"))
    answer = client.post(reverse("cycle_new"), form | {"notice_number": "农办第12号"})
    page = answer.content.decode()
    assert (answer.status_code, 'href="#id_notice_number"' in page, "农办第12号" in page) == (400, True, True)
    assert not Cycle.objects.exists()
    assert not Series.objects.exists()


def test_programs_are_told_the_field(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.user("wumin"))
    plan = {
        "kind": "annual", "period": "2026", "scope": world.GANSU, "notice_number": "abc", "notice_title": "通知",
        "issued_on": "2026-11-24", "opens_on": "2026-11-24", "due_on": "2026-12-22", "levels": ["city"],
    }  # fmt: skip
    answer = client.post("/api/v1/cycles/", plan, content_type="application/json")
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (400, ["/notice_number"])
    assert not Cycle.objects.exists()
