"""Who gets what: own unit, above, below, sister, other province; hidden and missing look alike."""

from collections.abc import Callable
from typing import Any

import pytest

from reporting.reports.models import Cycle, Obligation
from responsibilities.access.actions.grants import end_grant
from responsibilities.access.actions.tokens import revoke_token
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def codes(answer: Any, name: str = "unit") -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row[name] for row in answer.json()["results"]}


def test_a_filer_sees_the_own_obligation_and_no_other(program: Programs, cycle: Cycle) -> None:
    assert codes(program("wangfang").get("obligations/")) == {town().code}


def test_the_receiving_county_sees_its_towns_and_itself(program: Programs, cycle: Cycle) -> None:
    found = codes(program("chenjing").get("obligations/"))
    assert found == {world.YONGDENG, "620121100000", town().code, sister().code}


def test_the_other_province_sees_nothing_of_the_cycle(program: Programs, cycle: Cycle) -> None:
    xiji = program("maling")
    assert codes(xiji.get("obligations/")) == set()
    assert xiji.get("cycles/").json()["results"] == []
    assert xiji.get(f"cycles/{cycle.key}/").status_code == 404


def test_a_township_sees_the_cycle_of_its_province_but_no_board_of_it(
    program: Programs, cycle: Cycle
) -> None:
    filer = program("wangfang")
    assert filer.get(f"cycles/{cycle.key}/").status_code == 200
    assert filer.get("status/", cycle=cycle.key, under=world.YONGDENG).status_code == 404


@pytest.mark.parametrize("path", ["obligations/{}/{}/", "reports/{}/{}/"])
def test_hidden_and_missing_look_alike(program: Programs, cycle: Cycle, path: str) -> None:
    filer = program("wangfang")
    hidden = filer.get(path.format(cycle.key, sister().code))
    missing = filer.get(path.format(cycle.key, "629999999000"))
    elsewhere = filer.get(path.format("annual-2020-620000000000", sister().code))
    said = [
        {k: v for k, v in answer.json().items() if k != "instance"} for answer in (hidden, missing, elsewhere)
    ]
    assert [answer.status_code for answer in (hidden, missing, elsewhere)] == [404] * 3
    assert said[0] == said[1] == said[2]
    assert hidden["Content-Type"] == "application/problem+json"


def test_an_act_on_a_hidden_report_is_not_found_even_without_a_version(
    program: Programs, cycle: Cycle
) -> None:
    filer = program("wangfang")
    for code in (sister().code, "629999999000"):
        assert filer.post(f"reports/{cycle.key}/{code}/submit/").status_code == 404


def test_everybody_knows_a_name_but_only_those_in_reach_the_facts(program: Programs) -> None:
    filer = program("wangfang")
    other = filer.get(f"units/{world.XIJI}/").json()
    assert (other["name"], other["facts"]) == ("西吉县", None)
    assert filer.get(f"units/{town().code}/").json()["facts"]["kind"] == "town"
    assert codes(filer.get("units/"), "code") == {town().code}


def test_a_county_lists_its_subtree_and_its_departments_in_the_order_of_the_tree(program: Programs) -> None:
    rows = program("chenjing").get("units/", level="township").json()["results"]
    assert [row["name"] for row in rows] == ["城关镇", "红城镇", "中堡镇"]


def test_postings_are_those_within_reach(program: Programs) -> None:
    rows = program("guoping").get("postings/").json()["results"]
    assert {(row["unit_name"], row["person"]) for row in rows} >= {("永登县", "冯波"), ("红城镇", "钱梅")}
    assert {row["unit"][:6] for row in rows} == {"620121"}
    assert program("maling").get("postings/").json()["results"] == []


def test_under_another_unit_there_is_nothing_and_a_wrong_code_is_said(
    program: Programs, cycle: Cycle
) -> None:
    county = program("chenjing")
    assert codes(county.get("obligations/", under=world.XIJI)) == set()
    assert codes(county.get("obligations/", under=sister().code)) == {sister().code}
    wrong = county.get("obligations/", under="629999999999")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "?under")


def test_the_board_counts_what_the_same_reader_can_list(program: Programs, cycle: Cycle) -> None:
    city = program("zhouqiang")
    board = city.get("status/", cycle=cycle.key, under=world.LANZHOU).json()
    listed = city.get("obligations/", cycle=cycle.key, under=world.LANZHOU, count="1").json()["count"]
    assert board["all"]["owed"] == listed - 1  # Lanzhou's own report is not below it
    yongdeng = next(row for row in board["results"] if row["unit"] == world.YONGDENG)
    assert yongdeng["below"]["owed"] == 3


def test_a_draft_is_for_the_unit_and_a_submission_for_the_level_above(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    story.drafted(cast, cycle)
    path = f"reports/{cycle.key}/{town().code}/"
    assert program("wangfang").get(path).json()["draft"]["texts"]["food"] == story.TEXTS["food"]
    above = program("chenjing").get(path)
    assert (above.json()["draft"], above.json()["submission"]) == (None, None)
    assert story.TEXTS["food"] not in above.content.decode()
    story.submitted(cast, cycle)
    submission = program("chenjing").get(path).json()["submission"]
    assert submission["texts"]["food"] == story.TEXTS["food"]
    assert {s["name"] for s in submission["signatures"]} == {"赵刚", "钱梅"}


def test_filters_and_orders_name_only_what_is_shown(program: Programs, cycle: Cycle) -> None:
    county = program("chenjing")
    for params in (
        {"order": "sent_by_id"},
        {"fields": "id"},
        {"fields": "unit,unit"},
        {"receiver_id": "1"},
        {"order": "lo"},
    ):
        assert county.get("obligations/", **params).status_code == 400, params
    row = county.get("obligations/", fields="unit,status", limit="1").json()["results"][0]
    assert set(row) == {"unit", "status"}


def test_no_answer_holds_a_number_of_a_row(program: Programs, cast: Cast, cycle: Cycle) -> None:
    row = story.submitted(cast, cycle)
    answer = program("chenjing").get(f"reports/{cycle.key}/{town().code}/").json()
    assert not {"id", "pk", "sent_by_id", "receiver_id", "lo"} & set(answer)
    assert row.sent_by_id is not None


def test_a_revoked_token_is_over_with_the_next_request(program: Programs, cast: Cast) -> None:
    filer = program("wangfang")
    assert filer.get("me/").status_code == 200
    revoke_token(actor=actor_for(cast.user("anquan").pk, fresh=True), token=filer.token)
    refused = filer.get("me/")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="baton"')


def test_a_role_that_ends_takes_the_token_with_it(program: Programs, cast: Cast, cycle: Cycle) -> None:
    county = program("chenjing")
    assert county.get("obligations/").json()["results"]
    grant = Grant.objects.get(user=cast.user("chenjing"), role="receiver")
    end_grant(actor=actor_for(cast.user("anquan").pk, fresh=True), grant=grant, reason="调离")
    assert county.get("obligations/").json()["results"] == []


def test_a_token_is_never_more_than_its_ceiling(program: Programs, cycle: Cycle) -> None:
    narrow = program("zhouqiang", capabilities=["report.read"], unit=world.YONGDENG)
    assert codes(narrow.get("obligations/")) == {world.YONGDENG, "620121100000", town().code, sister().code}
    assert narrow.get("postings/").json()["results"] == []
    me = narrow.get("me/").json()
    assert (me["capabilities"], me["ceiling"]["code"]) == (["report.read"], world.YONGDENG)
    path = f"reports/{cycle.key}/{town().code}/exempt/"
    assert narrow.post(path, {"reason": "撤并"}, match='"1"').status_code == 403


def test_nobody_is_let_in_without_a_token_or_a_session() -> None:
    for path in ("me/", "units/", "obligations/", "status/changes", "schema/"):
        answer = Program().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert Program("baton_000000000000_" + "x" * 43).get("me/").status_code == 401
    assert Obligation.objects.count() == 0


def test_the_categories_are_the_same_for_everybody(program: Programs) -> None:
    found = program("wangfang").get("categories/", year="2026").json()
    assert [line["key"] for line in found["results"]] == [f"D{n:02}" for n in range(1, 9)] + [
        f"L{n:02}" for n in range(1, 15)
    ]
    assert found == program("maling").get("categories/").json()
    assert len(program("maling").get("categories/", side="department").json()["results"]) == 8
