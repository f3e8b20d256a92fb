"""What the paper and the page say of signatures: each post with its holder, who signed, and the day it happened."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import filing
from reporting.reports.documents import official_report
from reporting.reports.models import Draft, Obligation, Submission
from responsibilities.posts.actions import relieve
from responsibilities.posts.models import Tenure
from revitalization.kit import clock
from revitalization.kit.documents import document_html
from revitalization.kit.periods import chinese_date
from tests.cast import Cast, town
from tests.needs import needs_poppler
from tests.reports import story
from tests.working import run_jobs

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """That minute of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.SHANGHAI)


def ready(cast: Cast) -> Obligation:
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    return row


def ready_with(cast: Cast, text: str) -> Obligation:
    """As `ready`, with these words in one section."""
    row = story.drafted(cast, story.running(cast))
    version = Draft.objects.get(obligation=row).version
    texts = story.TEXTS | {"construction": text}
    filing.save_draft(actor=cast.wangfang, obligation=row, texts=texts, version=version)
    filing.send(actor=cast.wangfang, obligation=row)
    return filing.approve(actor=cast.lijun, obligation=row)


def signed(cast: Cast, row: Obligation, who: str, when: datetime, behalf: str = "") -> None:
    with clock.moved_to(when):
        filing.sign(actor=getattr(cast, who), obligation=row, on_behalf_of=behalf)


def submitted(cast: Cast, row: Obligation, when: datetime) -> Submission:
    with clock.moved_to(when):
        filing.submit(actor=cast.wangfang, obligation=row)
    return Submission.objects.get(obligation=row)


def page(client: Client, row: Obligation) -> str:
    answer = client.get(reverse("report", args=[row.cycle.key, row.unit.code]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_paper_bears_the_day_of_the_last_signature_in_shanghai_and_the_page_that_of_each(
    cast: Cast, client: Client
) -> None:
    row = ready(cast)
    # Half past midnight of the 26th in Shanghai is still the 25th in Greenwich.
    signed(cast, row, "zhaogang", at(25, 23, 59))
    signed(cast, row, "qianmei", at(26, 0, 30))
    made = submitted(cast, row, at(28, 9))
    paper = official_report(row, made)
    # A joint paper is dated by its last signature, not by the day on which it was handed in.
    assert paper.dated_on == date(2026, 11, 26)
    assert list(paper.signers) == ["赵刚", "钱梅"]
    html = document_html(paper)
    assert "2026年11月26日" in html
    assert "2026年11月28日" not in html
    assert "（签字）" not in html
    client.force_login(cast.user("chenjing"))
    shown = page(client, row)
    assert ("2026年11月25日 23:59" in shown, "2026年11月26日 00:30" in shown) == (True, True)


def test_on_behalf_both_names_stand_on_paper_and_page(cast: Cast, client: Client) -> None:
    row = ready(cast)
    given = story.authorised(cast)
    signed(cast, row, "zhaogang", at(25, 10))
    signed(cast, row, "zhaogang", at(26, 11), behalf="government_head")
    client.force_login(cast.user("wangfang"))
    before = page(client, row)
    made = submitted(cast, row, at(27, 9))
    assert made.on_behalf == "中共永登县红城镇委员会、永登县红城镇人民政府"
    assert [s.get("delegation") for s in made.signatures] == [
        None,
        {"since": str(given.since), "until": str(given.until), "reason": "赴兰州参加培训"},
    ]
    paper = official_report(row, made)
    assert list(paper.signers) == ["赵刚"]
    assert paper.dated_on == date(2026, 11, 26)
    assert (
        f"（镇长钱梅委托赵刚签发，委托期{chinese_date(given.since)}至{chinese_date(given.until)}，事由：赴兰州参加培训）"
        in document_html(paper)
    )
    for shown in (before, page(client, row)):
        assert '镇长 <span class="name">钱梅</span>' in shown
        assert '镇长 <span class="name">赵刚</span>' not in shown
        assert "由赵刚签发" in shown
        assert "2026年11月26日 11:00" in shown
    assert "书面委托" in page(client, row)
    assert "赴兰州参加培训" in page(client, row)


def test_for_an_empty_post_the_paper_says_that_it_is_empty(cast: Cast, client: Client) -> None:
    tenure = Tenure.objects.get(post__unit=town(), post__key="government_head", until=None)
    relieve(actor=cast.fresh("hexin"), tenure=tenure, until=date(2026, 11, 23))
    row = ready(cast)
    signed(cast, row, "zhaogang", at(25, 10), behalf="government_head")
    signed(cast, row, "zhaogang", at(25, 11))
    paper = official_report(row, submitted(cast, row, at(27, 9)))
    assert list(paper.signers) == ["赵刚"]
    assert "（镇长空缺，由赵刚签发）" in document_html(paper)
    client.force_login(cast.user("chenjing"))
    assert '镇长 <span class="name">（空缺）</span>' in page(client, row)


def test_who_has_signed_stays_the_signer_when_the_post_changes_hands(cast: Cast, client: Client) -> None:
    """The page names whose signature it is, not who holds the post today."""
    row = ready(cast)
    signed(cast, row, "qianmei", at(25, 10))
    tenure = Tenure.objects.get(post__unit=town(), post__key="government_head", until=None)
    with clock.moved_to(at(27, 10)):
        relieve(actor=cast.fresh("hexin"), tenure=tenure, until=date(2026, 11, 26))
        client.force_login(cast.user("wangfang"))
        shown = page(client, row)
    assert '镇长 <span class="name">钱梅</span>' in shown
    assert "2026年11月25日 10:00" in shown


def test_the_report_goes_from_the_organs_of_the_town_to_those_above(cast: Cast) -> None:
    row = ready(cast)
    signed(cast, row, "qianmei", at(25, 9))
    signed(cast, row, "zhaogang", at(25, 10))
    paper = official_report(row, submitted(cast, row, at(27, 9)))
    assert list(paper.issuers) == ["中共永登县红城镇委员会", "永登县红城镇人民政府"]
    assert paper.title == "关于2026年度乡村振兴责任制落实情况的报告"
    assert paper.addressee == "县委、县政府"
    assert list(paper.copy_to) == ["县委农办"]
    assert paper.lead == (
        "按照《关于报送2026年度乡村振兴责任制落实情况的通知》（甘农领办〔2026〕12号）要求，"
        "现将2026年度乡村振兴责任制落实情况报告如下。"
    )
    assert paper.closing == "特此报告。"
    # The party's signer first, whoever signed first.
    assert list(paper.signers) == ["赵刚", "钱梅"]
    assert paper.footer.startswith("校验码 ")
    assert "甘农领办" not in paper.footer
    assert document_html(paper).index("签发人：") < document_html(paper).index("县委、县政府：")


@needs_poppler
def test_the_page_of_the_pdf_names_the_characters_that_no_font_has(cast: Cast, client: Client) -> None:
    row = ready_with(cast, "完成\ue08b坪、\U000f0001家庄\ue08b的改厕。")
    client.force_login(cast.user("wangfang"))
    for who in ("zhaogang", "qianmei"):
        filing.sign(actor=getattr(cast, who), obligation=row)
    filing.submit(actor=cast.wangfang, obligation=row)
    asked = client.post(reverse("report_pdf", args=[row.cycle.key, row.unit.code]), {"number": "1"})
    run_jobs()
    shown = " ".join(client.get(asked["Location"]).content.decode().split())
    assert "2 个字符缺字，已印成方框：\ue08b（U+E08B） \U000f0001（U+F0001）" in shown
