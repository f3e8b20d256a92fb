"""The tree of a draft through its page: what is typed is saved or stays on the page, and a refusal changes nothing."""

import re
from typing import Any

import pytest
from django.test import Client

from assessments.appraisals.models import BannedKind, Scheme
from tests import world
from tests.appraisals import story
from tests.appraisals.editing import at, criterion_page, rows_of, tree_of, typed, unchanged, walk_keys
from tests.cast import Cast
from tests.inspections.test_pages import asked, signed_in


@pytest.fixture
def draft(cast: Cast) -> Scheme:
    return story.drafted(cast)


@pytest.fixture
def office(cast: Cast) -> Client:
    return signed_in(cast, "chenjing")


def test_the_tree_shows_every_criterion_as_fields_with_its_sums(draft: Scheme, office: Client) -> None:
    page = office.get(tree_of(draft)).text
    assert page.count('class="c-title"') == len(rows_of(draft))
    assert 'value="重点任务完成率（%）"' in page
    assert 'value="25"' in page
    assert page.count("data-sum") == 3
    assert len(re.findall(r'class="c-sum num off"', page)) == 0


def test_what_was_typed_is_saved_and_the_sums_follow(draft: Scheme, office: Client) -> None:
    answer = office.post(tree_of(draft), typed(draft, title_2="粮食播种面积", points_2="２３．５"))
    assert answer.status_code == 302
    assert (rows_of(draft)[1]["title"], rows_of(draft)[1]["points"]) == ("粮食播种面积", "23.5")
    page = office.get(tree_of(draft)).text
    assert "38.5" in page
    assert "c-sum num off" in page
    office.post(tree_of(draft), typed(draft, "sums"))
    assert rows_of(draft)[0]["points"] == "38.5"


def test_a_button_saves_what_was_typed_first_and_then_does_its_move(draft: Scheme, office: Client) -> None:
    answer = office.post(tree_of(draft), typed(draft, f"up:{at(draft, '1.2')}", title_2="粮食"))
    assert answer.url == f"{tree_of(draft)}#id_key-2"
    assert [one["key"] for one in rows_of(draft)][1:3] == ["1.2", "1.1"]
    assert rows_of(draft)[2]["title"] == "粮食"
    office.post(tree_of(draft), typed(draft, f"place:{at(draft, '3.2')}:{at(draft, '2.1')}"))
    assert list(walk_keys(rows_of(draft)))[3:6] == ["2", "3.2", "2.1"]
    office.post(tree_of(draft), typed(draft, f"deeper:{at(draft, '2.1')}"))
    assert "parent" in rows_of(draft)[at(draft, "2.1") - 1]
    office.post(tree_of(draft), typed(draft, f"higher:{at(draft, '2.1')}"))
    assert "parent" not in rows_of(draft)[at(draft, "2.1") - 1]


def test_criteria_are_added_below_at_the_top_and_beside_the_tree(draft: Scheme, office: Client) -> None:
    many = len(rows_of(draft))
    answer = office.post(tree_of(draft), typed(draft, f"below:{at(draft, '1')}"))
    assert answer.url == f"{tree_of(draft)}#id_title-{many + 1}"
    for verb in ("top", "bonus", "penalty"):
        office.post(tree_of(draft), typed(draft, verb))
    assert [(one["key"], one.get("parent", ""), one.get("type", "")) for one in rows_of(draft)[many:]] == [
        ("1.3", "1", ""), ("4", "", ""), ("J1", "", "bonus"), ("K1", "", "penalty")
    ]  # fmt: skip
    page = office.get(tree_of(draft)).text
    # The new leaves have no rule yet, which is said where one goes on to write it.
    assert page.count('class="linklike off"') == 2


def test_a_new_key_is_followed_by_all_that_named_the_old_one(draft: Scheme, office: Client) -> None:
    n, below = at(draft, "2"), at(draft, "2.1")
    office.post(tree_of(draft), typed(draft, **{f"key_{n}": "二", f"key_{below}": "二.１"}))
    rows = {one["key"]: one for one in rows_of(draft)}
    assert rows["二.1"]["parent"] == "二"
    assert rows["2.2"]["parent"] == "二"
    assert story.again(draft).content["scheme"]["ties_by"] == ["二.1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key_2": "1.2"}, "key-2"),
        ({"key_2": " "}, "key-2"),
        ({"points_2": "viel"}, "points-2"),
        ({"points_2": "1e3"}, "points-2"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_nothing_typed_is_lost(
    draft: Scheme, office: Client, changes: dict[str, str], field: str
) -> None:
    answer = office.post(tree_of(draft), typed(draft, title_3="督办件按期办结", **changes))
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in answer.text
    assert 'value="督办件按期办结"' in answer.text
    assert re.search(rf'id="id_{field}"[^>]*aria-invalid="true"', answer.text)
    assert unchanged(draft)


def test_a_banned_kind_is_refused_at_its_row_with_the_rule(draft: Scheme, office: Client) -> None:
    answer = office.post(tree_of(draft), typed(draft, title_2="河长APP巡河次数", points_2="24"))
    assert answer.status_code == 400
    assert BannedKind.objects.get(key="app_use", current=True).basis in answer.text
    assert 'href="#id_title-2"' in answer.text
    assert 'value="河长APP巡河次数"' in answer.text
    assert 'value="24"' in answer.text
    assert unchanged(draft)


def test_what_was_written_is_removed_after_a_question_only(draft: Scheme, office: Client) -> None:
    n = at(draft, "2")
    asks = office.post(tree_of(draft), typed(draft, f"remove:{n}"))
    assert asks.url == f"{tree_of(draft)}?ask=remove:{n}#row-{n}"
    assert re.search(r'<details class="confirm"\s+open>', office.get(asks.url).text)
    assert unchanged(draft)
    office.post(tree_of(draft), typed(draft, f"remove:{n}:yes"))
    assert {one["key"] for one in rows_of(draft)} & {"2", "2.1", "2.2"} == set()
    office.post(tree_of(draft), typed(draft, "top"))
    last = len(rows_of(draft))
    office.post(tree_of(draft), typed(draft, f"remove:{last}"))
    assert len(rows_of(draft)) == last - 1


def test_a_rule_is_taken_away_by_adding_below_only_after_a_question(draft: Scheme, office: Client) -> None:
    n = at(draft, "1.1")
    office.post(tree_of(draft), typed(draft, f"below:{n}"))
    assert unchanged(draft)
    office.post(tree_of(draft), typed(draft, f"below:{n}:yes"))
    assert "type" not in rows_of(draft)[n - 1]


def test_faults_of_the_draft_stand_at_their_rows(cast: Cast, draft: Scheme, office: Client) -> None:
    story.written(cast, draft, lambda content: content["criterion"][1].update(target="viel"))
    page = office.get(tree_of(draft)).text
    row = page[page.index('id="row-2"') : page.index('id="row-3"')]
    assert "c-faults" in row


def test_who_was_slower_sees_both_and_loses_nothing(cast: Cast, draft: Scheme, office: Client) -> None:
    mine = typed(draft, title_2="我写的标题")
    story.written(cast, draft, lambda content: content["criterion"][2].update(title="别人写的标题"))
    before = story.again(draft)
    answer = office.post(tree_of(draft), mine)
    assert answer.status_code == 412
    assert 'value="我写的标题"' in answer.text
    assert 'value="别人写的标题"' in answer.text
    assert unchanged(before)
    # What stands on the page now is sent again, and both are kept.
    again = typed(before, title_2="我写的标题")
    assert office.post(tree_of(draft), again).status_code == 302
    assert [one["title"] for one in rows_of(draft)[1:3]] == ["我写的标题", "别人写的标题"]


def test_what_was_typed_in_a_row_that_is_gone_is_still_shown(
    cast: Cast, draft: Scheme, office: Client
) -> None:
    mine = typed(draft, title_2="我写的标题")
    story.written(cast, draft, lambda content: content["criterion"].pop(1) and None)
    answer = office.post(tree_of(draft), mine)
    assert answer.status_code == 412
    assert "1.1 我写的标题 25" in answer.text


def test_no_more_than_three_hundred_and_a_page_of_them_asks_no_more_questions(
    cast: Cast, draft: Scheme, office: Client
) -> None:
    office.get(tree_of(draft))
    with asked() as few:
        office.get(tree_of(draft))

    def grown(content: dict[str, Any]) -> dict[str, Any]:
        more = [{"key": f"9.{n}", "title": f"任务{n}", "points": "1"} for n in range(300)]
        return {**content, "criterion": [*content["criterion"], *more][:300]}

    story.written(cast, draft, grown)
    with asked() as many:
        page = office.get(tree_of(draft)).text
    assert len(many) == len(few)
    assert 'value="top"' not in page
    before = story.again(draft)
    assert office.post(tree_of(draft), typed(draft, "top")).status_code == 400
    assert unchanged(before)
    assert office.post(tree_of(draft), typed(draft, title_300="最后一项")).status_code == 302


def test_the_page_is_for_who_draws_up_the_scheme_while_it_is_a_draft(
    cast: Cast, draft: Scheme, office: Client
) -> None:
    for address in (tree_of(draft), criterion_page(draft, "1.1")):
        assert signed_in(cast, "wangfang").get(address).status_code == 404
        assert signed_in(cast, "fengbo").get(address).status_code == 403
    story.sent(cast, draft)
    for address in (tree_of(draft), criterion_page(draft, "1.1")):
        assert office.get(address).status_code == 409
    sent = story.again(draft)
    assert office.post(tree_of(draft), typed(draft, title_2="改")).status_code == 409
    assert unchanged(sent)
    assert office.get(tree_of(draft).replace(world.YONGDENG, "620100000000")).status_code == 404


def test_a_move_nobody_knows_is_refused(draft: Scheme, office: Client) -> None:
    for do in ("burn:1", "up:999", "place:1"):
        assert office.post(tree_of(draft), typed(draft, do, title_2="改")).status_code == 400
    said = typed(draft)
    del said["version"]
    assert office.post(tree_of(draft), said).status_code == 400
    assert unchanged(draft)
