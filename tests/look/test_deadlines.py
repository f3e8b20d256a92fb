"""The time left until a deadline is said in one way: the date and the working days."""

from datetime import date

import pytest
from django.utils import translation

from revitalization.kit.deadlines import time_left
from tests.look.test_ui import render

TUESDAY = date(2026, 11, 24)
SPRING_FESTIVAL = date(2026, 2, 13)  # a Friday; 14 February is worked, then days off up to 23 February


@pytest.mark.parametrize(
    ("due", "today", "english", "chinese", "tone"),
    [
        (date(2026, 12, 11), TUESDAY, "13 working days left", "还有 13 个工作日", ""),
        (date(2026, 11, 27), TUESDAY, "3 working days left", "还有 3 个工作日", "amber"),
        (date(2026, 11, 28), TUESDAY, "3 working days left", "还有 3 个工作日", "amber"),
        (date(2026, 11, 25), TUESDAY, "1 working day left", "还有 1 个工作日", "amber"),
        (TUESDAY, TUESDAY, "due today", "今天到期", "amber"),
        (date(2026, 11, 29), date(2026, 11, 28), "no working day left", "已无工作日", "amber"),
        (date(2026, 11, 23), TUESDAY, "1 working day overdue", "已逾期 1 个工作日", "red"),
        (date(2026, 11, 20), TUESDAY, "2 working days overdue", "已逾期 2 个工作日", "red"),
        (date(2026, 11, 20), date(2026, 11, 22), "overdue", "已逾期", "red"),
        (date(2026, 2, 25), SPRING_FESTIVAL, "3 working days left", "还有 3 个工作日", "amber"),
    ],
)
def test_time_left_is_the_date_with_the_working_days_up_to_it(due, today, english, chinese, tone):
    left = time_left(due, today)
    with translation.override("en"):
        assert (left.words, left.tone) == (english, tone)
    with translation.override("zh-hans"):
        assert left.words == chinese


def test_a_year_that_is_long_over_is_counted_without_its_days_off():
    left = time_left(date(2025, 12, 22), date(2026, 11, 29))
    assert left.overdue
    assert -240 < left.working_days < -220


def test_the_tag_says_the_date_and_the_time_left_in_one_breath():
    with translation.override("zh-hans"):
        shown = render("{% deadline due today %}", due=date(2026, 12, 11), today=TUESDAY)
        assert "2026年12月11日" in shown
        assert "，还有 13 个工作日" in shown
    with translation.override("en"):
        shown = render("{% deadline due today %}", due=date(2026, 11, 23), today=TUESDAY)
        assert "23 Nov 2026" in shown
        assert 'class="due red">, 1 working day overdue' in shown
