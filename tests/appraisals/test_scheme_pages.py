"""The pages of a scheme: begun, set, grouped, limited, read by those it holds for; a refusal changes nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.appraisals.models import Scheme
from responsibilities.record.models import Entry
from tests import world
from tests.appraisals import story
from tests.cast import Cast, sister, town

pytestmark = pytest.mark.django_db
LIST = "/assessment/schemes/"
SETTINGS = {
    "title": "2026年度乡镇考核办法",
    "year": "2026",
    "cut_off": "2027-01-25",
    "base": "100",
    "ceiling": "",
    "step": "criterion",
    "places": "2",
    "na": "full",
    "missing_after": "pending",
    "ties_by": "2.1，1.1",
    "grades": "优秀 90 25%\n良好 80\n合格 ６０\n不合格 0",
    "quota_round": "down",
    "quota_ties": "out",
}


def signed_in(cast: Cast, username: str, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(cast.user(username))
    return client


def at(row: Scheme, rest: str = "") -> str:
    return f"{LIST}{row.key}/{rest}"


def stored(row: Scheme) -> tuple[int, Any, int]:
    """All that an act on a scheme could have changed."""
    fresh = story.again(row)
    return fresh.version, fresh.content, Entry.objects.count()


def test_the_office_begins_an_empty_scheme_and_hears_what_it_lacks(cast: Cast) -> None:
    office = signed_in(cast, "chenjing")
    said = {
        "issuer": world.YONGDENG,
        "name": "towns-2026",
        "title": "乡镇考核办法",
        "year": "2026",
        "copy": "",
    }
    answer = office.post(f"{LIST}new/", said)
    assert answer.status_code == 302
    row = Scheme.objects.get()
    assert (row.key, row.edition, row.status) == (f"{world.YONGDENG}-towns-2026-v1", 1, "drafted")
    page = office.get(answer["Location"]).text
    assert "What is still to be put right" in page
    assert "There is no criterion yet" in page


def test_a_copy_for_another_year_takes_all_but_the_number(cast: Cast) -> None:
    last = story.published(cast)
    said = {
        "issuer": world.YONGDENG, "name": "by-source-2027", "title": "2027年度考核办法", "year": "2027", "copy": last.key,
    }  # fmt: skip
    signed_in(cast, "chenjing").post(f"{LIST}new/", said)
    row = Scheme.objects.get(name="by-source-2027")
    assert row.copied_from == last
    assert row.content["criterion"] == last.content["criterion"]
    head = row.content["scheme"]
    assert "document" not in head
    assert (head["year"], head["cut_off"]) == (2027, "2028-01-20")


def test_a_file_begins_the_scheme_it_says_and_one_of_another_issuer_is_refused(cast: Cast) -> None:
    office = signed_in(cast, "chenjing")
    file = SimpleUploadedFile("s.toml", story.DATA)
    assert office.post(f"{LIST}new/", {"file": file}).status_code == 302
    row = Scheme.objects.get()
    assert row.title == "2026年度乡镇推进乡村振兴战略实绩考核办法"
    other = SimpleUploadedFile("s.toml", story.DATA.replace(b"620121000000", b"620000000000"))
    refused = office.post(f"{LIST}new/", {"file": other})
    assert refused.status_code == 400
    assert "620000000000" in refused.text
    assert Scheme.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[scheme\n", "is not valid TOML"),
        (b"\xff\xfe", "must be a text in UTF-8"),
        (b"x = 1\n", "is missing"),
        (
            b'[scheme]\nkey = "A b"\ntitle = "t"\nissuer = "620121000000"\nyear = 2026\n',
            "A key of small letters",
        ),
    ],
)
def test_what_is_no_scheme_is_refused_with_the_reason(cast: Cast, data: bytes, why: str) -> None:
    answer = signed_in(cast, "chenjing").post(f"{LIST}new/", {"file": SimpleUploadedFile("s.toml", data)})
    assert answer.status_code == 400
    assert why in answer.text
    assert not Scheme.objects.exists()


def test_settings_and_grades_are_typed_in_one_form(cast: Cast) -> None:
    row = story.drafted(cast)
    office = signed_in(cast, "chenjing")
    answer = office.post(at(row, "settings/"), {**SETTINGS, "version": row.version})
    assert answer.status_code == 302, answer.text
    content = story.again(row).content
    assert content["scheme"]["ties_by"] == ["2.1", "1.1"]
    assert content["scheme"]["cut_off"] == "2027-01-25"
    assert "ceiling" not in content["scheme"]
    assert content["grade"][0] == {"word": "优秀", "from": "90", "quota": "0.25"}
    assert content["grade"][2]["from"] == "60"
    shown = office.get(at(row)).text
    assert "优秀: from 90 points on (that number included)" in shown
    assert "at most 25% of the ranked units of the group" in shown


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("grades", "优秀 九十", "Line 1"),
        ("grades", "优秀 90 120%", "Line 1"),
        ("base", "1e3", "plain decimal number"),
        ("cut_off", "soon", "Enter a valid date"),
        ("places", "9", "less than or equal to 6"),
    ],
)
def test_settings_that_mean_nothing_stay_on_the_form(cast: Cast, field: str, value: str, why: str) -> None:
    row = story.drafted(cast)
    before = stored(row)
    answer = signed_in(cast, "chenjing").post(
        at(row, "settings/"), {**SETTINGS, "version": row.version, field: value}
    )
    assert answer.status_code == 400
    page = answer.text
    assert why in page
    assert value.split("\n")[0] in page
    assert stored(row) == before


def test_who_changed_it_meanwhile_is_not_written_over(cast: Cast) -> None:
    row = story.drafted(cast)
    office = signed_in(cast, "chenjing")
    office.post(at(row, "settings/"), {**SETTINGS, "version": row.version})
    before = stored(row)
    late = office.post(at(row, "settings/"), {**SETTINGS, "title": "另一个名称", "version": row.version})
    assert late.status_code == 412
    assert "另一个名称" in late.text
    assert stored(row) == before


def test_a_group_takes_units_by_name_and_a_whole_level(cast: Cast) -> None:
    row = story.drafted(cast)
    office = signed_in(cast, "chenjing")
    said = {"key": "B", "title": "城郊组", "units": town().name, "level": "", "version": row.version}
    assert office.post(at(row, "groups/new/"), said).status_code == 302
    row = story.again(row)
    assert row.content["group"][1] == {"key": "B", "title": "城郊组", "units": [town().code]}
    assert "stands in two groups" in office.get(at(row)).text
    said = {"key": "B", "title": "城郊组", "units": "", "level": "township", "version": row.version}
    office.post(at(row, "groups/2/"), said)
    row = story.again(row)
    assert {town().code, sister().code} <= set(row.content["group"][1]["units"])
    office.post(at(row, "group/2/remove/"), {"version": row.version})
    assert [one["key"] for one in story.again(row).content["group"]] == ["T"]


def test_a_name_that_is_nowhere_below_is_refused_at_its_field(cast: Cast) -> None:
    row = story.drafted(cast)
    before = stored(row)
    said = {"key": "B", "title": "城郊组", "units": "不存在镇", "level": "", "version": row.version}
    answer = signed_in(cast, "chenjing").post(at(row, "groups/new/"), said)
    assert answer.status_code == 400
    assert "不存在镇" in answer.text
    assert stored(row) == before


def test_a_limiter_is_put_in_changed_and_taken_out(cast: Cast) -> None:
    row = story.drafted(cast)
    office = signed_in(cast, "chenjing")
    said = {
        "key": "weak", "title": "核查得分过低", "when": "criterion", "named": "", "criterion": "2.1", "bound": "0.6",
        "total_at_most": "", "grade_at_most": "合格", "version": row.version,
    }  # fmt: skip
    assert office.post(at(row, "limiters/new/"), said).status_code == 302
    row = story.again(row)
    assert row.content["limiter"][1]["when"] == {"criterion": "2.1", "below": "0.6"}
    assert "When criterion 2.1 comes to less than 60% of its points" in office.get(at(row)).text
    assert office.get(at(row, "limiters/2/")).context["form"]["bound"].value() == "0.6"
    office.post(at(row, "limiter/2/remove/"), {"version": row.version})
    assert len(story.again(row).content["limiter"]) == 1


def test_a_part_that_is_not_there_is_404_and_a_scheme_that_was_sent_is_not_changed(cast: Cast) -> None:
    row = story.drafted(cast)
    office = signed_in(cast, "chenjing")
    assert office.get(at(row, "groups/9/")).status_code == 404
    sent = story.sent(cast, row)
    before = stored(sent)
    answer = office.post(at(sent, "settings/"), {**SETTINGS, "version": sent.version})
    assert answer.status_code == 409
    assert stored(sent) == before


def test_a_township_reads_what_holds_for_it_and_nothing_that_is_on_its_way(cast: Cast) -> None:
    row = story.drafted(cast)
    filer = signed_in(cast, "wangfang")
    assert filer.get(at(row)).status_code == 404
    published = story.published(cast, row)
    page = filer.get(at(published)).text
    assert story.NUMBER in page
    assert "From 90 on (that number included) in full." in page
    assert "New edition" not in page
    assert signed_in(cast, "zhenghua").get(at(published)).status_code == 404


def test_what_waits_stands_in_the_inbox_of_those_whose_turn_it_is(cast: Cast) -> None:
    row = story.drafted(cast)
    inbox = reverse("inbox")
    assert row.title in signed_in(cast, "chenjing").get(inbox, {"kind": "assess-scheme"}).text
    sent = story.sent(cast, row)
    assert sent.title in signed_in(cast, "fengbo").get(inbox, {"kind": "assess-scheme-approve"}).text
    assert sent.title in signed_in(cast, "chenjing").get(inbox, {"view": "mine"}).text


def test_a_form_sent_twice_begins_one_scheme(cast: Cast) -> None:
    office = signed_in(cast, "chenjing")
    said = {
        "issuer": world.YONGDENG,
        "name": "towns-2026",
        "title": "乡镇考核办法",
        "year": "2026",
        "copy": "",
    }
    first, again = (office.post(f"{LIST}new/", said) for _once in range(2))
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert (Scheme.objects.count(), Entry.objects.filter(verb="assessment_scheme.draw_up").count()) == (1, 1)
    other = office.post(f"{LIST}new/", {**said, "title": "另一个办法"})
    assert other.status_code == 400
    assert "There is a scheme with this key already" in other.text
    assert Scheme.objects.count() == 1


def test_the_draft_is_changed_as_text_from_what_it_holds(cast: Cast) -> None:
    row = story.drafted(cast)
    office = signed_in(cast, "chenjing")
    assert at(row, "edit/") in office.get(at(row)).text
    text = office.get(at(row, "edit/")).context["form"]["content"].value()
    assert text == row.source
    changed = text.replace("平时考核", "日常考核")
    assert office.post(at(row, "edit/"), {"content": changed, "version": row.version}).status_code == 302
    assert "日常考核" in office.get(at(row)).text
    before = stored(row)
    wrong = office.post(at(row, "edit/"), {"content": f"{changed}\n[[", "version": before[0]})
    assert wrong.status_code == 400
    assert "content" in wrong.context["form"].errors
    assert "日常考核" in wrong.context["form"]["content"].value()
    assert stored(row) == before


def test_the_page_asks_as_often_for_many_criteria_as_for_few(cast: Cast) -> None:
    row = story.drafted(cast)
    office = signed_in(cast, "chenjing")
    counts = []
    for many in (1, 60):
        more = [
            {
                "key": f"9.{many}.{n}",
                "parent": "1",
                "title": f"指标{n}",
                "points": "1",
                "type": "done",
                "source": "office",
            }
            for n in range(many)
        ]
        row = story.written(
            cast, row, lambda c, more=more: {**c, "criterion": [*c["criterion"], *more][:200]}
        )
        office.get(at(row))
        with CaptureQueriesContext(connection) as asked:
            assert office.get(at(row)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
