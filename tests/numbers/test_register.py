"""One register of numbers for each unit: whatever it issues, a number stands once, and the refusal says where."""

from collections.abc import Callable
from dataclasses import replace

import pghistory
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import filing
from reporting.reports.models import Cycle, DocumentNumber, Obligation
from responsibilities.numbers.models import Issued
from responsibilities.numbers.queries import next_free, seen_by
from responsibilities.numbers.views import sees_numbers
from responsibilities.roles import C
from revitalization.kit.errors import Invalid
from revitalization.kit.registry import REGISTRY
from tests import world
from tests.cast import Cast, town
from tests.reports import recurring, story

pytestmark = pytest.mark.django_db

NUMBER = "甘农领办〔2026〕12号"


def in_one(write: Callable[[], object]) -> None:
    with transaction.atomic():
        write()


def numbers(**wanted: object) -> list[str]:
    return list(Issued.objects.filter(**wanted).order_by("id").values_list("number", flat=True))


def test_a_notice_and_a_report_stand_in_the_registers_of_their_units(cast: Cast) -> None:
    cycle = story.running(cast)
    row = story.signed(cast, cycle)
    filing.submit(actor=cast.wangfang, obligation=row, document_number="红党发[2026]第045号")
    notice, report = Issued.objects.order_by("id")
    assert (notice.number, notice.unit, notice.kind, notice.key) == (
        NUMBER,
        world.unit(world.GANSU),
        "cycle",
        cycle.key,
    )
    assert (notice.title, notice.dated_on) == (cycle.notice_title, cycle.issued_on)
    assert (report.number, report.unit, report.kind, report.key) == (
        "红党发〔2026〕45号",
        town(),
        "report",
        row.public_id,
    )
    assert report.title == "关于2026年度乡村振兴责任制落实情况的报告"
    assert (report.agency, report.year, report.sequence) == ("红党发", 2026, 45)


def test_two_notices_of_one_unit_never_bear_one_number_and_the_refusal_says_where_it_stands(
    cast: Cast,
) -> None:
    story.planned(cast.wumin, title="关于报送年度情况的通知")
    for plan in (
        lambda: story.planned(
            cast.wumin, kind="special", period="2026-11", number="甘农领办[2026]12", title="关于防汛的通知"
        ),
        lambda: recurring.planned(cast.wumin, number="甘农领办（2026）第12号"),
    ):
        with pytest.raises(Invalid) as refused:
            plan()
        (error,) = refused.value.errors
        assert (error.field, error.code) == ("number", "twice")
        assert "关于报送年度情况的通知" in str(error.message)
        assert "甘农领办〔2026〕13号" in str(error.message)
    assert Cycle.objects.count() == 1
    assert numbers() == [NUMBER]


def test_one_notice_may_ask_for_two_kinds_of_report(cast: Cast) -> None:
    story.planned(cast.wumin)
    story.planned(cast.wumin, kind="special", period="2026-11")
    assert Cycle.objects.count() == 2
    assert numbers() == [NUMBER]


def test_a_report_does_not_take_the_number_of_another_paper_of_its_unit(cast: Cast) -> None:
    row = story.signed(cast, story.running(cast))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO numbers_issued (unit_id, number, agency, year, sequence, kind, key, title, dated_on)"
            " VALUES (%s, '红党发〔2026〕45号', '红党发', 2026, 45, 'cycle', 'x', '关于植树的通知', '2026-03-05')",
            [row.unit_id],
        )
    with pytest.raises(Invalid) as refused:
        filing.submit(actor=cast.wangfang, obligation=row, document_number="红党发〔2026〕45号")
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("document_number", "twice")
    assert "关于植树的通知" in str(error.message)
    assert "2026年3月5日" in str(error.message)
    assert Obligation.objects.get(pk=row.pk).status == "signed"
    assert not DocumentNumber.objects.exists()


def test_the_database_itself_refuses_a_number_that_stands_on_another_document(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    made = {"unit_id": row.unit_id, "obligation": row, "title": "甲", "dated_on": "2026-03-05"}
    DocumentNumber.objects.create(number="红党发〔2026〕45号", since=1, **made)
    cycle = story.planned(cast.wumin, kind="special", period="2026-11")
    cycle.notice_title = "关于防汛的通知"
    cycle.pk, cycle.key, cycle.scope, cycle.notice_number = None, "other", town(), "红党发〔2026〕45号"
    cycle._state.adding = True
    for broken in (
        lambda: cycle.save(force_insert=True),
        lambda: DocumentNumber.objects.create(number="红党发2026-46", since=1, **made),
    ):
        with (
            pghistory.context(user=None),
            pytest.raises(IntegrityError, match=r"numbers_issued|another document"),
        ):
            in_one(broken)
    assert numbers(unit=town()) == ["红党发〔2026〕45号"]


def test_two_units_may_use_the_same_word(cast: Cast) -> None:
    story.planned(cast.wumin)
    story.planned(cast.chenjing, scope=world.YONGDENG, kind="special", period="2026-11", levels=["township"])
    assert numbers() == [NUMBER, NUMBER]


def test_the_next_number_is_counted_from_the_last_of_its_year(cast: Cast) -> None:
    gansu = world.unit(world.GANSU)
    assert next_free(gansu, ["cycle", "series"], 2026) == ""
    story.planned(cast.wumin, number="甘农领办〔2026〕9号")
    story.planned(
        cast.wumin, kind="special", period="2026-11", number="甘农领办〔2026〕31号", title="关于防汛的通知"
    )
    assert next_free(gansu, ["cycle", "series"], 2026) == "甘农领办〔2026〕32号"
    assert next_free(gansu, ["cycle", "series"], 2027) == "甘农领办〔2027〕1号"


def test_a_slip_of_the_pen_that_takes_the_last_number_ends_no_year(cast: Cast) -> None:
    gansu, titles = world.unit(world.GANSU), iter(range(9))

    def given(number: int) -> None:
        period, title = f"2026-{next(titles) + 1:02}", f"关于第{number}件事的通知"
        story.planned(
            cast.wumin, kind="special", period=period, number=f"甘农领办〔2026〕{number}号", title=title
        )

    for number, free in ((999_999, 1), (1, 2), (2, 3), (5, 3), (999_998, 3), (3, 4), (4, 6)):
        given(number)
        assert next_free(gansu, ["cycle"], 2026) == f"甘农领办〔2026〕{free}号", number


def test_the_form_of_a_new_cycle_and_of_submitting_offer_the_next_number(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    client.force_login(cast.user("wumin"))
    assert "甘农领办〔2026〕13号" in client.get(reverse("cycle_new")).content.decode()
    row = story.signed(cast, cycle)
    DocumentNumber.objects.create(
        unit=row.unit, number="红党发〔2026〕7号", obligation=row, since=1, title="甲", dated_on="2026-03-05"
    )
    client.force_login(cast.user("wangfang"))
    assert (
        "红党发〔2026〕8号" in client.get(reverse("report", args=[cycle.key, row.unit.code])).content.decode()
    )


def test_the_unit_page_lists_what_the_unit_issued_with_filters_and_as_a_workbook(
    cast: Cast, client: Client
) -> None:
    story.running(cast)
    story.planned(
        cast.wumin, kind="special", period="2026-11", number="甘农领办〔2025〕31号", title="关于防汛的通知"
    )
    client.force_login(cast.user("wumin"))
    page = reverse("unit", args=[world.GANSU])

    def shown(query: str) -> list[str]:
        table = client.get(f"{page}?tab=numbers{query}").context["tab"]["table"]
        return [row.number for row in table.filtered]

    assert len(shown("")) == 2
    assert shown("&issued=2025") == ["甘农领办〔2025〕31号"]
    assert shown("&named=防汛") == ["甘农领办〔2025〕31号"]
    assert shown("&named=2026-12") == [NUMBER]
    assert shown("&paper=report") == []
    sheet = client.get(reverse("unit_numbers", args=[world.GANSU]))
    assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")


def test_who_does_not_see_the_paper_does_not_see_its_number(cast: Cast) -> None:
    row = story.signed(cast, story.running(cast))
    filing.submit(actor=cast.wangfang, obligation=row, document_number="红党发〔2026〕45号")
    story.planned(
        cast.wumin, kind="special", period="2026-11", number="甘农领办〔2026〕31号", title="关于防汛的通知"
    )
    seen = {
        name: set(seen_by(getattr(cast, name)).values_list("number", flat=True))
        for name in ("wangfang", "sunli", "maling", "wumin", "hexin")
    }
    assert seen == {
        "wangfang": {NUMBER, "红党发〔2026〕45号"},
        "sunli": {NUMBER},
        "maling": set(),
        "wumin": {NUMBER, "红党发〔2026〕45号", "甘农领办〔2026〕31号"},
        "hexin": set(),
    }


def test_the_page_of_a_department_shows_its_register_too(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("wumin"))
    assert client.get("/units/620000000000-D03/?tab=numbers").status_code == 200
    assert client.get("/units/620000000000-D03/numbers/").status_code == 200


def test_the_register_is_there_for_whoever_may_open_one_of_the_kinds_of_paper(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.user("wangfang"))
    page = reverse("unit_numbers", args=[town().code])
    (kind, *_others) = REGISTRY.papers()
    for right, answer in ((C.REPORT_READ, 200), (C.POST_APPOINT, 404)):
        monkeypatch.setattr(REGISTRY, "papers", lambda right=right: [replace(kind, opens=right)])
        assert sees_numbers(cast.wangfang, town()) is (answer == 200)
        assert client.get(page).status_code == answer
