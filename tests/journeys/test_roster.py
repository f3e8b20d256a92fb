"""A roster in the browser: sent in, every change seen, confirmed; on a desk and on a phone, in both languages."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from responsibilities.posts.actions import NewPerson, appoint
from responsibilities.posts.models import Post, Tenure
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast
from tests.journeys.visitor import Visitor
from tests.posts.sheets import BAD, FILER, roster
from tests.working import run_jobs

NEXT = ("620123101", "夏官营镇", "镇长", "吴宁", "任", "2026-12-01", "0931-6422009", "")
WRONG = ("620123102", "夏官营镇", "镇长", "空缺", "任", "坏日子", "电话", "")


def send(clerk: Visitor, *rows: tuple[object, ...]) -> None:
    clerk.go("/rosters/")
    data = roster(*rows).read()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    clerk.page.set_input_files("#id_file", {"name": "名册.xlsx", "mimeType": kind, "buffer": data})
    clerk.press("Check")
    run_jobs()
    clerk.page.reload()


@pytest.mark.parametrize(
    ("width", "language"), [(1280, "zh-hans"), (390, "zh-hans"), (1280, "en"), (390, "en")]
)
def test_the_clerk_sees_every_change_before_confirming_it(
    visit: Callable[..., Visitor],
    site: str,
    cast: Cast,
    tmp_path: Path,
    settings: Any,
    width: int,
    language: str,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    post = Post.objects.get(unit=world.unit("620123101"), key="government_head")
    system = Actor.system("tests", via="command")
    appoint(actor=system, post=post, person=NewPerson("周敏"), since=date(2025, 1, 1))
    clerk = visit("hexin", width=width, language=language).enter()
    send(clerk, NEXT, WRONG, BAD)
    for text in ("空缺", "坏日子", "电话", "高崖镇"):
        clerk.sees(text)
    faults = clerk.judge("roster-bad")
    send(clerk, NEXT, FILER)
    for text in ("周敏", "吴宁", "2026-11-30", "钱会计"):
        clerk.sees(text)
    faults += clerk.judge("roster-ready")
    assert faults == []
    clerk.press("Confirm the import")
    run_jobs()
    clerk.page.reload()
    clerk.sees("吴宁")
    assert clerk.judge("roster-done") == []
    assert Tenure.objects.get(person__name="周敏").until == date(2026, 11, 30)
