"""Why a text came back stands where the filer looks: on the inbox line, in the form and on the report page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import filing
from reporting.reports.models import Obligation
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db

INSIDE, ABOVE = "请补充与去年的比较", "产业部分缺少数据来源"


def sent_back(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    filing.send_back(actor=cast.lijun, obligation=row, reason=INSIDE)


def declined(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    filing.decline(actor=cast.qianmei, obligation=row, reason=INSIDE)


def returned(cast: Cast) -> None:
    story.returned(cast, story.running(cast), reason=ABOVE)


def opened(cast: Cast, who: str, name: str, row: Obligation) -> str:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(cast.user(who))
    args = [] if name == "inbox" else [row.cycle.key, row.unit.code]
    return " ".join(client.get(reverse(name, args=args), follow=True).content.decode().split())


def line(page: str) -> str:
    """The inbox line of the report to write."""
    return page[page.index('data-kind="report-write"') :].partition("</li>")[0]


WAYS = (
    (sent_back, "审核退回", "李军", INSIDE),
    (declined, "不予签发", "钱梅", INSIDE),
    (returned, "上级退回", "陈静", ABOVE),
)


@pytest.mark.parametrize(("happens", "word", "who", "reason"), WAYS)
def test_the_last_decision_stands_on_line_form_and_page(
    cast: Cast, happens: Callable[[Cast], None], word: str, who: str, reason: str
) -> None:
    happens(cast)
    row = Obligation.objects.full().get(unit=story.owed(story.Cycle.objects.get()).unit)
    inbox = line(opened(cast, "wangfang", "inbox", row))
    assert (word in inbox, reason in inbox, 'class="lamp red"' in inbox) == (True, True, True)
    assert "修改" in inbox
    for name in ("report_edit", "report"):
        page = opened(cast, "wangfang", name, row)
        note = page[page.index('class="note error"') :].partition("</div></div>")[0]
        assert (word in note, who in note, reason in note) == (True, True, True), name
    assert (
        "修改" in opened(cast, "wangfang", "report", row).partition('id="acts-title"')[2].partition("</a>")[0]
    )


@pytest.mark.parametrize(("happens", "word"), [(sent_back, "审核退回"), (declined, "不予签发")])
def test_reasons_of_the_unit_stay_inside(cast: Cast, happens: Callable[[Cast], None], word: str) -> None:
    happens(cast)
    row = story.owed(story.Cycle.objects.get())
    for who in ("chenjing", "guoping", "fengbo", "wumin"):
        page = opened(cast, who, "report", row)
        assert INSIDE not in page, who
        # That it happened is read on the record, which stands last.
        assert word not in page.partition('id="record-title"')[0], who


def test_the_reasons_from_above_stand_also_after_a_return_inside(cast: Cast) -> None:
    returned(cast)
    row = story.owed(story.Cycle.objects.get())
    text = story.TEXTS | {"industry": "补上了数据来源"}
    filing.save_draft(actor=cast.wangfang, obligation=row, texts=text, version=1)
    row = story.owed(row.cycle)
    assert ABOVE in opened(cast, "wangfang", "report_edit", row)
    assert "上级退回" in line(opened(cast, "wangfang", "inbox", row))
    filing.send(actor=cast.wangfang, obligation=row)
    assert ABOVE in opened(cast, "lijun", "report", row)
    filing.send_back(actor=cast.lijun, obligation=row, reason=INSIDE)
    for name in ("report_edit", "report"):
        page = opened(cast, "wangfang", name, row)
        assert page.index(INSIDE) < page.index(ABOVE), name
    inbox = line(opened(cast, "wangfang", "inbox", row))
    assert ("审核退回" in inbox, INSIDE in inbox) == (True, True)


def test_what_was_answered_is_no_longer_shown(cast: Cast) -> None:
    sent_back(cast)
    row = story.owed(story.Cycle.objects.get())
    filing.send(actor=cast.wangfang, obligation=row)
    assert "审核退回" not in opened(cast, "lijun", "report", row).partition('id="record-title"')[0]
    filing.approve(actor=cast.lijun, obligation=row)
    for who in (cast.zhaogang, cast.qianmei):
        filing.sign(actor=who, obligation=row)
    filing.submit(actor=cast.wangfang, obligation=row)
    filing.withdraw(actor=cast.wangfang, obligation=row, reason="附件放错")
    assert "审核退回" not in line(opened(cast, "wangfang", "inbox", row))
    assert "审核退回" not in opened(cast, "wangfang", "report_edit", row)


def test_untouched_work_bears_no_such_word(cast: Cast) -> None:
    story.drafted(cast, story.running(cast))
    inbox = line(opened(cast, "wangfang", "inbox", story.owed(story.Cycle.objects.get())))
    assert "退回" not in inbox
    assert "修改" not in inbox


def test_the_inbox_asks_once_for_all_reasons(cast: Cast, django_assert_max_num_queries: object) -> None:
    sent_back(cast)
    client = Client()
    client.force_login(cast.user("wangfang"))
    client.get("/")
    with django_assert_max_num_queries(100) as one:  # type: ignore[operator]
        client.get("/")
    later = story.running(cast, period="2025", number="甘农领办〔2026〕14号")
    row = story.drafted(cast, later)
    filing.send(actor=cast.wangfang, obligation=row)
    filing.send_back(actor=cast.lijun, obligation=row, reason=INSIDE)
    with django_assert_max_num_queries(len(one)):  # type: ignore[operator]
        client.get("/")
