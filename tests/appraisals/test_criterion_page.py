"""One criterion through its page: the rule, its formula, what comes of it; a refusal keeps what was typed."""

import re

import pytest
from django.test import Client

from assessments.appraisals.models import BannedKind, Scheme
from tests.appraisals import story
from tests.appraisals.editing import criterion_page, rows_of, unchanged
from tests.cast import Cast
from tests.inspections.test_pages import signed_in


@pytest.fixture
def draft(cast: Cast) -> Scheme:
    return story.drafted(cast)


@pytest.fixture
def office(cast: Cast) -> Client:
    return signed_in(cast, "chenjing")


RULE = {
    "title": "重点任务完成率（%）", "points": "25", "standard": "完成年度任务得满分。", "type": "at_least",
    "target": "100", "below": "steps", "steps": "98% 0.95\n90％ 80%", "source": "department", "by": "县农业农村局",
}  # fmt: skip


def rule(row: Scheme, do: str = "", **changes: str) -> dict[str, str]:
    return {**RULE, "version": str(story.again(row).version), "do": do, **changes}


def test_a_rule_is_written_with_shares_in_per_cent_and_its_department(draft: Scheme, office: Client) -> None:
    address = criterion_page(draft, "1.1")
    assert office.post(address, rule(draft)).status_code == 302
    assert rows_of(draft)[1] == {
        "key": "1.1", "parent": "1", "title": "重点任务完成率（%）", "points": "25", "type": "at_least",
        "target": "100", "below": "steps", "steps": [["0.98", "0.95"], ["0.9", "0.8"]], "source": "department",
        "by": "县农业农村局", "standard": "完成年度任务得满分。",
    }  # fmt: skip
    page = office.get(address).text
    assert "0.98 0.95" in page
    assert "县农业农村局" in page


def test_the_formula_and_example_values_stand_beside_it(draft: Scheme, office: Client) -> None:
    page = office.get(criterion_page(draft, "2.2")).text
    assert 'class="formula"' in page
    shown = page[page.index('id="tried-out"') :]
    # 95 to 100, tolerance 10: the bounds, and the last value that is worth nothing.
    assert all(f">{value}<" in re.sub(r"\s+", "", shown) for value in ("95", "94.9", "85"))


def test_trying_own_values_saves_nothing(draft: Scheme, office: Client) -> None:
    answer = office.post(criterion_page(draft, "1.1"), rule(draft, "try", values="91\n很多"))
    assert answer.status_code == 200
    shown = re.sub(r"\s+", "", answer.text[answer.text.index('id="tried-out"') :])
    assert "20.00" in shown
    assert ">很多<" in shown
    assert unchanged(draft)


def test_another_type_shows_its_fields_and_keeps_everything_typed(draft: Scheme, office: Client) -> None:
    address = criterion_page(draft, "1.1")
    answer = office.post(address, rule(draft, "show", type="word", words="好 1"))
    assert answer.status_code == 200
    assert re.search(r'<textarea[^>]*name="words"', answer.text)
    assert not re.search(r'<input[^>]*type="text"[^>]*name="target"', answer.text)
    assert re.search(r'type="hidden" name="target" value="100"', answer.text)
    assert re.search(r'type="hidden" name="steps" value="98% 0.95\n90％ 80%"', answer.text)
    assert "完成年度任务得满分。" in answer.text
    assert unchanged(draft)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": "viel"}, "target"),
        ({"target": ""}, "target"),
        ({"target": "0"}, "target"),
        ({"steps": "98%"}, "steps"),
        ({"steps": "98% 0.5\n90% 0.8"}, "steps"),
        ({"below": "none"}, "below"),
        ({"by": ""}, "by"),
        ({"source": "office"}, "by"),
        ({"source": ""}, "source"),
        ({"points": "viel"}, "points"),
        ({"title": ""}, "title"),
        ({"type": "word", "words": "好"}, "words"),
        ({"type": "efficacy", "direction": "up", "best": "1", "worst": "2"}, "best"),
    ],
)
def test_a_faulty_rule_is_refused_at_its_field_and_stays_on_the_page(
    draft: Scheme, office: Client, changes: dict[str, str], field: str
) -> None:
    answer = office.post(criterion_page(draft, "1.1"), rule(draft, **changes))
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in answer.text
    assert "完成年度任务得满分。" in answer.text
    assert unchanged(draft)


def test_a_banned_standard_is_refused_at_its_field_with_the_rule(draft: Scheme, office: Client) -> None:
    answer = office.post(criterion_page(draft, "1.1"), rule(draft, standard="上传走访照片不少于2张。"))
    assert answer.status_code == 400
    assert 'href="#id_standard"' in answer.text
    assert BannedKind.objects.get(key="photos", current=True).basis in answer.text
    assert unchanged(draft)


def test_an_inner_criterion_has_words_and_points_only(draft: Scheme, office: Client) -> None:
    address = criterion_page(draft, "1")
    assert 'name="type"' not in office.get(address).text
    said = {
        "title": "平时考核得分",
        "points": "40",
        "standard": "",
        "version": str(draft.version),
        "type": "done",
    }
    assert office.post(address, said).status_code == 302
    assert rows_of(draft)[0] == {"key": "1", "title": "平时考核得分", "points": "40"}


def test_a_leaf_becomes_a_bonus_beside_the_tree(draft: Scheme, office: Client) -> None:
    said = rule(draft, type="bonus", items="省级推广 1.5", cap="3", source="office", by="")
    assert office.post(criterion_page(draft, "1.1"), said).status_code == 302
    assert rows_of(draft)[1] == {
        "key": "1.1", "title": "重点任务完成率（%）", "type": "bonus", "items": {"省级推广": "1.5"}, "cap": "3",
        "source": "office", "standard": "完成年度任务得满分。",
    }  # fmt: skip


def test_the_slower_of_two_reads_both_and_saves_again(cast: Cast, draft: Scheme, office: Client) -> None:
    mine = rule(draft, standard="我写的标准。", key="1.1")
    story.written(cast, draft, lambda content: content["criterion"][1].update(standard="别人写的标准。"))
    # The row was moved as well: the page goes on with the criterion, not with its place.
    story.written(cast, draft, lambda content: content["criterion"].insert(0, content["criterion"].pop(1)))
    before = story.again(draft)
    address = f"/assessment/schemes/{draft.key}/criteria/2/"
    answer = office.post(address, mine)
    assert answer.status_code == 412
    assert "我写的标准。" in answer.text
    assert "别人写的标准。" in answer.text
    assert unchanged(before)
    assert re.search(rf'name="version" value="{before.version}"', answer.text)
    assert office.post(address, {**mine, "version": str(before.version)}).url.endswith("/criteria/1/")
    assert [one["key"] for one in rows_of(draft)][:2] == ["1.1", "1"]
    assert rows_of(draft)[0]["standard"] == "我写的标准。"


def test_what_was_typed_into_a_criterion_that_is_gone_is_still_shown(
    cast: Cast, draft: Scheme, office: Client
) -> None:
    mine = rule(draft, standard="我写的标准。", key="1.1")
    address = criterion_page(draft, "1.1")
    story.written(cast, draft, lambda content: content["criterion"].pop(1) and None)
    before = story.again(draft)
    answer = office.post(address, mine)
    assert answer.status_code == 409
    assert "我写的标准。" in answer.text
    assert unchanged(before)


def test_a_place_that_is_not_there_is_not_found(draft: Scheme, office: Client) -> None:
    assert office.get(f"/assessment/schemes/{draft.key}/criteria/999/").status_code == 404
