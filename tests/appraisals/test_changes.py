"""What an edition says differently from the one it replaces, or a copy from the scheme it was begun from."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from assessments.appraisals.actions import schemes
from assessments.appraisals.actions.beginning import begin
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.changes import differences
from assessments.appraisals.views.differences import FIELD_WORDS, PART_WORDS, said
from tests.appraisals import story
from tests.cast import Cast, town

pytestmark = pytest.mark.django_db
REASON = "按中期评估意见调整分值。"


def at_desk(cast: Cast, who: str = "chenjing", language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(cast.user(who))
    return client


def address(row: Scheme) -> str:
    return reverse("assessment_scheme_changes", args=[row.key])


def edition(cast: Cast) -> Scheme:
    return schemes.revise(actor=cast.chenjing, scheme=story.again(story.published(cast)), reason=REASON)


def changed(content: dict[str, Any]) -> dict[str, Any]:
    """The content with other points, without a criterion, with another group, quota and rounding."""
    criteria = [dict(one) for one in content["criterion"] if one["key"] != "3.2"]
    for one in criteria:
        if one["key"] == "3.1":
            one["points"] = "30"
    group = [{**content["group"][0], "units": content["group"][0]["units"][:-1]}]
    grade = [{**content["grade"][0], "quota": "0.3"}, *content["grade"][1:]]
    head = {**content["scheme"], "round": {"step": "total", "places": 1}, "na": "full"}
    return {**content, "scheme": head, "criterion": criteria, "group": group, "grade": grade}


def test_a_new_edition_says_what_is_different_with_its_reason_on_top(cast: Cast) -> None:
    row = edition(cast)
    office = at_desk(cast)
    page = office.get(address(row))
    assert page.status_code == 200
    assert REASON in page.text
    assert page.context["many"] == 0
    story.written(cast, row, changed)
    page = office.get(address(row))
    lines = {(it.part, it.key, it.field): (it.kind, it.old, it.new) for it in page.context["lines"].rows}
    assert lines[("criterion", "3.1", "points")] == ("changed", "18", "30")
    assert lines[("criterion", "3.2", "")] == ("removed", "", "")
    assert lines[("grade", "优秀", "quota")] == ("changed", "0.25", "0.3")
    for words in ("25%", "30%", "干部群众知晓率", story.NUMBER, "counts in full"):
        assert words in page.text, words
    gone = row.content["group"][0]["units"][-1]
    assert gone not in page.text, "units are named, not numbered"


def test_the_page_of_the_scheme_leads_there_where_there_is_something_to_compare_with(cast: Cast) -> None:
    row = edition(cast)
    office = at_desk(cast)
    assert address(row) in office.get(reverse("assessment_scheme", args=[row.key])).text
    first = row.before
    assert first is not None
    assert address(first) not in office.get(reverse("assessment_scheme", args=[first.key])).text
    assert office.get(address(first)).status_code == 404


def test_a_copy_is_compared_with_what_it_was_begun_from(cast: Cast) -> None:
    first = story.published(cast)
    asked = {
        "issuer": story.county().code,
        "name": "next",
        "title": "2027年度办法",
        "year": 2027,
        "copy": first.key,
    }
    row = begin(actor=cast.chenjing, issuers={story.county().code: story.county()}, said=asked)
    page = at_desk(cast).get(address(row))
    assert page.status_code == 200
    assert {it.field for it in page.context["lines"].rows} == {"title", "cut_off"}


def test_who_does_not_read_the_draft_finds_nothing(cast: Cast) -> None:
    row = edition(cast)
    assert at_desk(cast, "wangfang").get(address(row)).status_code == 404
    assert at_desk(cast, "zhenghua").get(address(row)).status_code == 404
    assert town().code


def test_every_part_and_field_of_a_scheme_has_a_word(cast: Cast) -> None:
    row = story.drafted(cast)
    found = differences({}, row.content)
    assert {it.part for it in found} <= set(PART_WORDS)
    for part, tables in row.content.items():
        for table in [tables] if part == "scheme" else tables:
            assert set(table) - {"key", "document", "year"} <= set(FIELD_WORDS)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("type", "deduct", "Deduction by case"), ("quota", "0.25", "25%"), ("cut_off", "2027-01-20", "20 Jan 2027"),
        ("points", "12.5", "12.5"), ("points", "", ""), ("when", "fact grave、at_least 1", "Figure grave、At least 1"),
        ("round", "step total、places 1", "the total alone、Decimal places 1"),
    ],
)  # fmt: skip
def test_keys_are_said_in_words(field: str, text: str, words: str) -> None:
    with override("en"):
        assert said(field, text) == words


def test_more_differences_ask_no_more(cast: Cast) -> None:
    row = edition(cast)
    office = at_desk(cast)
    story.written(cast, row, changed)
    office.get(address(row))
    many = []
    for title in ("甲", "乙"):
        with CaptureQueriesContext(connection) as asked:
            office.get(address(row))
        many.append(len(asked))

        def every(content: dict[str, Any], title: str = title) -> dict[str, Any]:
            return {**content, "criterion": [{**one, "title": title} for one in content["criterion"]]}

        story.written(cast, row, every)
    assert many[0] == many[1]
