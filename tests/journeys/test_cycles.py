"""The province opens a cycle from a notice; boards and reports on paper; what the first load weighs."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Response, expect

from reporting.reports import rules
from reporting.reports.models import Cycle, Obligation
from tests import world
from tests.cast import Cast, town
from tests.journeys.visitor import Visitor
from tests.reports import story

Visit = Callable[..., Visitor]


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1280), ("en", 390)])
def test_the_province_opens_reminds_and_closes(visit: Visit, language: str, width: int) -> None:
    visitor = visit("wumin", language=language, width=width).sign_in()
    page = visitor.go("/cycles/")
    visitor.press("New cycle from a notice")
    page.select_option("#id_kind", "annual")
    page.fill("#id_notice_number", "甘农领办〔2026〕12号")
    page.fill("#id_notice_title", "关于报送2026年度乡村振兴责任制落实情况的通知")
    visitor.press("Plan and show the counts")
    visitor.sees(visitor.say("Who would owe this report"))
    visitor.shot("cycle-preview")
    assert not Obligation.objects.exists()
    together = int(page.locator("dl.facts dd strong").inner_text())
    visitor.press("Open the cycle")
    expect(page).to_have_url(re.compile(rf"/cycles/annual-2026-\d+/{world.GANSU}/$"))
    assert Obligation.objects.count() == together > 0
    visitor.shot("board-opened")
    visitor.press("Remind those missing")
    expect(page.locator(".note.success")).to_be_visible()
    visitor.press("Remind those missing")
    visitor.sees(visitor.say("Nobody to remind: all are in, or were reminded today."))
    visitor.press("Close the cycle")
    page.fill("#id_reason", "通知已废止，另行部署。")
    visitor.press("Close the cycle")
    visitor.sees(visitor.say("The cycle is closed."))
    visitor.shot("board-closed")
    assert Cycle.objects.get().status == rules.CLOSED


def test_board_and_report_print_on_a4_without_their_frame(
    visit: Visit, cast: Cast, cycle: Cycle, tmp_path: Path
) -> None:
    story.received(cast, cycle)
    visitor = visit("chenjing").enter()
    for address in (f"/cycles/{cycle.key}/{world.YONGDENG}/", f"/reports/{cycle.key}/{town().code}/"):
        page = visitor.go(address)
        page.emulate_media(media="print")
        for hidden in (".top", ".side", ".secrecy", "main .btn"):
            for found in page.locator(hidden).all():
                expect(found).to_be_hidden()
        expect(page.locator("h1")).to_be_visible()
        printed = page.pdf(prefer_css_page_size=True)
        boxes = {
            tuple(float(n) for n in box.split()[2:])
            for box in re.findall(rb"/MediaBox ?\[([^]]+)\]", printed)
        }
        assert boxes
        for across, down in boxes:
            assert (round(across), round(down)) == (595, 842)
        page.emulate_media(media="screen")


def as_sent(answer: Response) -> int:
    """Bytes on the line: as the server sends pages, and compressed as it sends its own files."""
    body = answer.body()
    own_file = "/static/" in answer.url
    return len(gzip.compress(body)) if own_file else len(body)


def heard_by(visitor: Visitor) -> list[Response]:
    """A list that fills with what the server sends from now on."""
    sent: list[Response] = []

    def note(answer: Response) -> None:
        sent.append(answer)

    visitor.page.on("response", note)
    return sent


def test_the_first_load_stays_under_100_kilobytes(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    story.drafted(cast, cycle)
    for address in ("/", f"/reports/{cycle.key}/{town().code}/edit/"):
        visitor = visit("wangfang", width=390).enter()
        sent = heard_by(visitor)
        visitor.page.goto(visitor.site + address, wait_until="networkidle")
        weights = {answer.url.removeprefix(visitor.site): as_sent(answer) for answer in sent}
        assert sum(weights.values()) < 100_000, weights
