"""Days, instants, months and periods are said in words, in pages of both languages and in the sentences within them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation

from revitalization.kit.language import (
    said_instant,
    said_month,
    said_period,
    said_together,
    said_value,
    translated,
)
from revitalization.kit.words import Words

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHOWN = re.compile(r"""\{\{[^}]*\|date:.Y-m-d[^}]*\}\}|=\S+\|date:"Y-m""")


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2026", "2026年度", "2026"),
        ("2026H2", "2026年下半年", "second half of 2026"),
        ("2027Q3", "2027年第三季度", "third quarter of 2027"),
        ("2026-05", "2026年5月", "May 2026"),
        ("2026-05-12", "2026年5月12日", "12 May 2026"),
    ],
)
def test_a_period_is_said_in_words(period: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert said_period(period) == chinese
    with translation.override("en"):
        assert said_period(period) == english


def test_an_instant_is_said_by_the_clock_of_shanghai() -> None:
    at = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert (said_instant(at), said_month(at)) == ("2027年1月1日 01:05", "2026年12月")
    with translation.override("en"):
        assert said_instant(at) == "1 Jan 2027, 01:05"


def test_a_day_within_a_sentence_is_said_in_words_however_it_is_kept() -> None:
    with translation.override("zh-hans"):
        kept = Words("%(title)s %(due)s", {"title": "2026-27", "due": "2026-12-05"})
        assert translated(kept) == "2026-27 2026年12月5日"
        assert said_value(date(2026, 3, 1)) == "2026年3月1日"
        assert (said_value("12-05"), said_value(7)) == ("12-05", 7)


def test_sentences_stand_apart_in_english_and_close_together_in_chinese() -> None:
    said = [Words("%(n)s of 10.", {"n": 3}), Words("%(n)s of 20.", {"n": 4})]
    with translation.override("en"):
        assert said_together(said) == "3 of 10. 4 of 20."
    with translation.override("zh-hans"):
        assert said_together(said) == "3 of 10.4 of 20."
    assert said_together([]) == ""


@pytest.mark.parametrize("name", ["2026-02-30", "1999-19-39", "2026-00-01", "2\u0660\u0662\u0666-01-01"])
def test_a_name_that_looks_like_a_day_and_is_none_is_said_as_it_was_written(name: str) -> None:
    assert translated(Words("%(name)s has answered", {"name": name})) == f"{name} has answered"


def test_no_page_shows_a_day_as_machines_write_it() -> None:
    wrong = [
        f"{path.relative_to(TEMPLATES)}: {found.group()}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if "documents" not in path.parts
        for found in SHOWN.finditer(path.read_text())
    ]
    assert not wrong, "\n".join(wrong)


def test_words_inside_words_are_said_in_the_same_language() -> None:
    inner = Words("%(n)s points behind schedule", {"n": "30.4"})
    with translation.override("zh-hans"):
        assert translated(Words("Payment: %(why)s", {"why": inner})) == "资金支付：落后序时进度 30.4 个百分点"
    with translation.override("en"):
        assert translated(Words("Payment: %(why)s", {"why": inner})) == "Payment: 30.4 points behind schedule"
