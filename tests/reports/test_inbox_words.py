"""The words of the inbox: the unit first, no two buttons of one name, time left said in one way, quiet badges for news."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, days
from tests.reports import story

pytestmark = pytest.mark.django_db

LINE = re.compile(r'<div class="what">\s*<a aria-label="[^"]+" href="[^"]+">([^<]*)</a>')
BUTTON = re.compile(
    r'<a class="btn[^"]*" href="[^"]*">\s*(?:<svg.*?</svg>)?([^<]*)<span class="sr-only">([^<]*)</span>'
)


def inbox_of(cast: Cast, name: str) -> str:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(name))
    return client.get(reverse("inbox")).content.decode()


def test_each_line_begins_with_its_unit_and_no_two_buttons_sound_the_same(cast: Cast) -> None:
    for n in (5, 6):
        cycle = story.running(
            cast, period=str(2020 + n), number=f"甘农领办〔2026〕5{n}号", due_on=days(10 + n)
        )
        story.submitted(cast, cycle)
    shown = inbox_of(cast, "chenjing")
    lines = [name.strip() for name in LINE.findall(shown)]
    assert lines.count("红城镇") == 2
    listed = "".join(shown.split('<ul class="todo">')[1:])
    names = [f"{word.strip()} {about.strip()}" for word, about in BUTTON.findall(listed)]
    assert len(names) == len(lines)
    assert len(set(names)) == len(names)
    assert all("红城镇" in name for name in names if "查阅" in name or "阅办" in name)


def test_the_inbox_the_form_and_the_report_say_the_time_left_in_the_same_words(cast: Cast) -> None:
    cycle = story.running(cast)
    row = story.drafted(cast, cycle)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("wangfang"))
    said = set()
    for address in (
        reverse("inbox"),
        reverse("report_edit", args=(cycle.key, row.unit.code)),
        reverse("report", args=(cycle.key, row.unit.code)),
    ):
        found = re.findall(
            r'</time><span class="due ?\w*">，([^<]+)</span>', client.get(address).content.decode()
        )
        assert found, address
        said.update(found)
    assert len(said) == 1
    assert re.fullmatch(r"还有 \d+ 个工作日", said.pop())


def test_the_badge_of_news_is_quiet_and_that_of_work_is_not(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    shown = inbox_of(cast, "chenjing")
    assert re.search(
        r'<span class="count quiet">\d+</span>\s*<span class="sr-only">\s*提醒\s*条未读提醒', shown
    )
    assert re.search(r'<span class="count">\d+<span class="sr-only"> 件待办</span>', shown)
