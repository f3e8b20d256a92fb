"""Every page prints on A4 with its date, where it comes from and numbered pages; nothing is cut at the right."""

import re
import subprocess
from collections.abc import Callable

import pytest

from tests import world
from tests.cast import Cast, town
from tests.journeys.visitor import Visitor
from tests.reports import story

Visit = Callable[..., Visitor]

PAGES = {
    "chenjing": (
        "/", "/walk/", "/cycles/", f"/units/{world.YONGDENG}/", f"/units/{world.YONGDENG}/?tab=year", "/board/",
        "/calendar/", "/record/", "/help/", "/search/?q=永登", "/handover/",
    ),
    "wumin": ("/cycles/new/", f"/compare/?unit={world.YONGDENG}&unit={world.YUZHONG}"),
    "hexin": ("/vacancies/", "/rosters/"),
    "anquan": ("/accounts/", "/tokens/"),
    "shenji": ("/security-events/",),
    "xitong": ("/operations/", "/announcements/"),
}  # fmt: skip


def printed(pdf: bytes, *options: str) -> str:
    found = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode()


@pytest.mark.parametrize("who", PAGES)
def test_a_page_on_paper_says_its_day_its_source_and_its_number(visit: Visit, cast: Cast, who: str) -> None:
    story.received(cast, story.running(cast))
    visitor = visit(who).enter()
    name = cast.user(who).name
    wrong = []
    for address in (*PAGES[who], *((f"/units/{town().code}/?tab=record",) if who == "chenjing" else ())):
        page = visitor.go(address)
        wide = page.evaluate(
            "() => [...document.querySelectorAll('main table')].some(t => t.scrollWidth > t.parentElement.clientWidth + 1)"
        )
        data = page.pdf(prefer_css_page_size=True)
        text = printed(data, "-layout")
        pages = text.rstrip("\f").split("\f")
        boxes = set(re.findall(rb"/MediaBox ?\[0 0 (\d+)[.\d]* (\d+)", data))
        said = "".join(pages[0].split())
        if f"{name}于2026年11月24日打印" not in said or "数据来源：指挥棒" not in said:
            wrong.append(f"{address}: no day or no source")
        if boxes != {(b"594", b"841")} and boxes != {(b"595", b"842")}:
            wrong.append(f"{address}: {boxes}")
        for at, one in enumerate(pages, 1):
            if not re.search(rf"\b{at}\s*/\s*{len(pages)}\s*$", one.rstrip()):
                wrong.append(f"{address}: page {at} of {len(pages)} bears no number")
        if wide:
            wrong.append(f"{address}: a table is wider than its place")
    assert not wrong, "\n".join(wrong)
