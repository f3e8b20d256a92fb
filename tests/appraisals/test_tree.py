"""The tree of criteria while it is written: whatever is moved, every criterion stands there once and below no circle."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.appraisals.rules import tree, typed
from assessments.appraisals.rules.typed import Move, Typed
from tests.appraisals.editing import walk_keys
from tests.appraisals.examples import NAMES, tables

Table = dict[str, Any]
SMALL: list[Table] = [
    {"key": "1", "title": "产业", "points": "60"},
    {"key": "1.1", "parent": "1", "title": "粮食", "points": "20", "type": "done", "source": "office"},
    {"key": "1.2", "parent": "1", "title": "蔬菜", "points": "40", "type": "done", "source": "office"},
    {"key": "2", "title": "治理", "points": "40"},
    {"key": "2.1", "parent": "2", "title": "信访", "points": "40", "type": "done", "source": "office"},
    {"key": "J", "title": "加分", "type": "bonus", "items": {"省级": "1"}, "cap": "3", "source": "office"},
]


def keys(criteria: list[Table]) -> list[str]:
    return list(walk_keys(criteria))


def depths(criteria: list[Table]) -> dict[str, int]:
    return {row.key: row.depth for row in tree.rows(criteria)}


def circles(criteria: list[Table]) -> list[str]:
    return [str(one["key"]) for one in criteria if below_itself(criteria, one)]


def below_itself(criteria: list[Table], one: Table) -> bool:
    parents = {str(it["key"]): str(it.get("parent", "")) for it in criteria}
    at = str(one.get("parent", ""))
    for _step in criteria:
        if at == one["key"]:
            return True
        at = parents.get(at, "")
    return False


MOVES = st.lists(
    st.tuples(
        st.sampled_from([*typed.VERBS]), st.integers(0, 40), st.integers(0, 40)
    ),
    max_size=25,
)  # fmt: skip


@given(MOVES)
def test_any_moves_keep_every_criterion_once_and_no_circle(moves: list[tuple[str, int, int]]) -> None:
    criteria = SMALL
    for verb, at, before in moves:
        here = at % len(criteria) if criteria and verb in typed.AT_A_ROW else -1
        if verb in typed.AT_A_ROW and not criteria:
            continue
        move = Move(verb, here, before % len(criteria) if criteria else -1)
        old = {str(one["key"]) for one in criteria}
        gone = (
            {str(criteria[here]["key"]), *tree.under(criteria, str(criteria[here]["key"]))}
            if verb == typed.REMOVE
            else set()
        )
        criteria, _went = typed.done(criteria, move)
        new = [str(one["key"]) for one in criteria]
        assert len(new) == len(set(new))
        assert old - gone <= set(new)
        assert not gone & set(new)
        assert len(new) == len(old - gone) + (verb in typed.NEW)
        assert circles(criteria) == []
        # Each is shown once, wherever it was moved to.
        assert sorted(keys(criteria)) == sorted(new)


@given(MOVES)
def test_a_move_changes_no_title_and_no_rule(moves: list[tuple[str, int, int]]) -> None:
    criteria = SMALL
    quiet = (typed.UP, typed.DOWN, typed.DEEPER, typed.HIGHER, typed.PLACE)
    for verb, at, before in moves:
        if verb in quiet:
            criteria, _went = typed.done(criteria, Move(verb, at % len(SMALL), before % len(SMALL)))
    stripped = {one["key"]: {name: it for name, it in one.items() if name != "parent"} for one in criteria}
    assert stripped == {
        one["key"]: {name: it for name, it in one.items() if name != "parent"} for one in SMALL
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_stand_in_order_and_add_up(name: str) -> None:
    criteria = tables(name, "scheme")["criterion"]
    rows = tree.rows(criteria)
    assert sorted(row.key for row in rows) == sorted(one["key"] for one in criteria)
    assert all(row.adds_up for row in rows)
    assert [row.beside for row in rows] == sorted(row.beside for row in rows)


def test_the_moves_of_a_row() -> None:
    assert keys(tree.moved(SMALL, "1.2", -1)) == ["1", "1.2", "1.1", "2", "2.1", "J"]
    assert keys(tree.moved(SMALL, "1.1", -1)) == keys(SMALL)
    assert keys(tree.moved(SMALL, "2", -1)) == ["2", "2.1", "1", "1.1", "1.2", "J"]
    below = tree.deeper(SMALL, "2")
    assert keys(below) == ["1", "1.1", "1.2", "2", "2.1", "J"]
    assert depths(below)["2.1"] == 2
    assert keys(tree.higher(below, "2")) == keys(SMALL)
    assert keys(tree.placed(SMALL, "2.1", "1.2")) == ["1", "1.1", "2.1", "1.2", "2", "J"]
    # Below a criterion with a rule of its own nothing stands, nor below itself, nor beside the tree.
    assert keys(tree.deeper(SMALL, "1.2")) == keys(SMALL)
    assert tree.deeper(SMALL, "1.2") == SMALL
    assert tree.placed(SMALL, "1", "1.1") == SMALL
    assert tree.placed(SMALL, "1", "J") == SMALL


def test_first_and_last_are_those_that_cannot_be_moved_further() -> None:
    rows = {row.key: row for row in tree.rows(SMALL)}
    assert [key for key in rows if rows[key].first] == ["1", "1.1", "2.1", "J"]
    assert [key for key in rows if rows[key].last] == ["1.2", "2", "2.1", "J"]
    for key, row in rows.items():
        assert row.first == (tree.moved(SMALL, key, -1) == SMALL)
        assert row.last == (tree.moved(SMALL, key, 1) == SMALL)


def test_deeper_is_last_under_the_one_before_wherever_that_ones_own_stand_in_the_list() -> None:
    list_ = [{"key": "A"}, {"key": "B"}, {"key": "A1", "parent": "A"}]
    assert keys(tree.deeper(list_, "B")) == ["A", "A1", "B"]


def test_a_circle_that_came_from_a_file_is_seen_and_taken_apart() -> None:
    circle = [{"key": "A", "parent": "B"}, {"key": "B", "parent": "A"}, {"key": "C", "parent": "C"}]
    assert sorted(keys(circle)) == ["A", "B", "C"]
    apart = tree.higher(tree.higher(circle, "A"), "C")
    assert circles(apart) == []
    assert depths(apart) == {"A": 0, "B": 1, "C": 0}


def test_the_sums_are_taken_from_the_leaves_up_exactly() -> None:
    criteria = [
        {"key": "1", "points": "?"},
        {"key": "1.1", "parent": "1", "points": ""},
        {"key": "1.1.1", "parent": "1.1", "points": "0.1"},
        {"key": "1.1.2", "parent": "1.1", "points": "0.2"},
        {"key": "1.2", "parent": "1", "points": "3"},
    ]
    assert [one["points"] for one in tree.summed(criteria)] == ["3.3", "0.3", "0.1", "0.2", "3"]


def test_what_gets_something_below_it_keeps_no_rule() -> None:
    found, key = tree.added(SMALL, "1.1")
    assert key == "1.1.1"
    assert found[1] == {"key": "1.1", "parent": "1", "title": "粮食", "points": "20"}
    assert tree.added(SMALL)[1] == "3"
    assert tree.added(SMALL, beside="bonus")[1] == "J1"


# ---------------------------------------------------------------- what is typed


CONTENT = {
    "scheme": {"ties_by": ["1.1", "2.1"]},
    "criterion": SMALL,
    "limiter": [{"key": "l", "title": "l", "when": {"criterion": "1.1", "below": "0.5"}}],
}


def said(**changes: Typed) -> list[Typed]:
    rows = [typed.as_typed(one) for one in SMALL]
    return [changes.get(f"row{n}", row) for n, row in enumerate(rows, 1)]


def test_nothing_typed_changes_nothing() -> None:
    assert typed.put(CONTENT, said()) == CONTENT


def test_two_keys_are_changed_with_one_another_and_all_that_names_them_follows() -> None:
    rows = said(row1=Typed("2", "产业", "60"), row4=Typed("1", "治理", "40"), row2=Typed("A", "粮食", "20"))
    found = typed.put(CONTENT, rows)
    parents = {one["key"]: one.get("parent") for one in found["criterion"]}
    assert parents == {"2": None, "A": "2", "1.2": "2", "1": None, "2.1": "1", "J": None}
    assert found["scheme"]["ties_by"] == ["A", "2.1"]
    assert found["limiter"][0]["when"]["criterion"] == "A"


def test_a_key_that_stood_there_twice_is_made_two_keys_at_its_place() -> None:
    content = {"criterion": [{"key": "1"}, {"key": "1"}, {"key": "2", "parent": "1"}]}
    found = typed.put(content, [Typed("1", "", ""), Typed("9", "", ""), Typed("2", "", "")])
    assert [(one["key"], one.get("parent")) for one in found["criterion"]] == [
        ("1", None), ("9", None), ("2", "1")
    ]  # fmt: skip


def test_the_points_of_a_bonus_are_its_cap() -> None:
    found = typed.put(CONTENT, said(row6=Typed("J", "加分", "5")))
    assert found["criterion"][5]["cap"] == "5"
    assert "points" not in found["criterion"][5]


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("save", Move("save")),
        ("up:1", Move("up", 0)),
        ("place:2:6", Move("place", 1, 5)),
        ("remove:3:yes", Move("remove", 2, sure=True)),
        ("up", None), ("up:0", None), ("up:7", None), ("up:x", None), ("place:1", None), ("burn:1", None),
        ("up:1:2", None), ("save:1", None), ("up:²", None), ("", None),
    ],
)  # fmt: skip
def test_a_button_says_its_move_or_none(text: str, move: Move | None) -> None:
    assert typed.move_of(text, 6) == move


def test_a_question_is_asked_where_something_written_would_go() -> None:
    criteria = [*SMALL, {"key": "3", "title": " ", "points": ""}]
    asked = [
        typed.needs_a_yes(criteria, Move(verb, at))
        for verb, at in [("remove", 0), ("remove", 1), ("remove", 6), ("below", 1), ("below", 0), ("up", 0)]
    ]
    assert asked == [True, True, False, True, False, False]
