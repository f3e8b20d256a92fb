"""A row that cannot be meant is refused, with all that is wrong in it; a person has one account however he is spelt."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from responsibilities.access.models import Grant, User
from responsibilities.posts.actions import NewPerson, amend_person, appoint, check_roster, import_roster
from responsibilities.posts.forms.roster import read_roster
from responsibilities.posts.models import Person, Tenure
from responsibilities.posts.rules.roster import plan
from responsibilities.posts.rules.roster_words import Known, KnownUnit, RosterRow
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.cleaning import CellError, Formula
from revitalization.kit.errors import Invalid
from tests.posts.sheets import as_, changed_cells, checked, roster

TOWN = "620123101000"
GOOD = ("620123101", "夏官营镇", "镇长", "周敏", "任", "2026-11-01", "0931-6422001", "")


def counts() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Person, Tenure, User, Grant, Entry))


def read(*rows: tuple[object, ...], **cells: object) -> list[RosterRow]:
    return list(read_roster(changed_cells(roster(*rows).read(), **cells)).rows)


def faults(actor: Actor, rows: list[RosterRow]) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in check_roster(actor=actor, rows=rows).faults]


@pytest.mark.parametrize("column", "ABCDEFGH")
@pytest.mark.parametrize("cell", [Formula("=VLOOKUP(A2,X!A:B,2,0)"), CellError("#N/A")])
def test_a_formula_or_an_error_in_any_column_refuses_the_row(
    organizer: Actor, column: str, cell: Any
) -> None:
    before = counts()
    rows = read(GOOD, **{f"{column}2": cell})
    found = check_roster(actor=organizer, rows=rows)
    assert found.steps == []
    key = ("code", "unit", "post", "name", "kind", "since", "phone", "role")["ABCDEFGH".index(column)]
    assert key in [fault.column for fault in found.faults]
    assert cell.text in [fault.value for fault in found.faults]
    with pytest.raises(Invalid):
        import_roster(actor=organizer, rows=rows)
    assert counts() == before


@pytest.mark.parametrize("name", ["空缺", "待定", "13931102233", "张三、李四", "#REF!"])
def test_no_name_no_person_and_the_real_holder_stays(organizer: Actor, seated: Any, name: str) -> None:
    seated("620123101", "government_head", "周敏", date(2025, 1, 1))
    before = counts()
    with pytest.raises(Invalid) as refused:
        import_roster(actor=organizer, rows=read((*GOOD[:3], name, *GOOD[4:])))
    assert [(error.row, error.field) for error in refused.value.errors] == [(2, "name")]
    assert counts() == before
    assert Tenure.objects.get(person__name="周敏").until is None


def test_forms_and_actions_take_no_such_name_and_phone_either(
    organizer: Actor, seated: Any, post: Any
) -> None:
    held = seated("620123101", "government_head", "周敏", date(2025, 1, 1), phone="(0931)6422001")
    assert held.person.phone == "0931-6422001"
    before = counts()
    with pytest.raises(Invalid):
        appoint(
            actor=organizer,
            post=post("620123102", "government_head"),
            person=NewPerson("待定"),
            since=date(2026, 1, 1),
        )
    with pytest.raises(Invalid) as refused:
        amend_person(actor=organizer, person=held.person, name="12345", phone="电话", version=1)
    assert [error.field for error in refused.value.errors] == ["name", "phone"]
    assert counts() == before
    held.person.refresh_from_db()
    assert held.person.name == "周敏"


@pytest.mark.parametrize("code", ["6.20123E+11", "6.20123101E+11", "62012310", "6201231010"])
def test_a_code_that_lost_digits_gives_nobody_a_post_elsewhere(organizer: Actor, code: str) -> None:
    before = counts()
    with pytest.raises(Invalid) as refused:
        import_roster(actor=organizer, rows=read((code, "", "县长", *GOOD[3:])))
    assert "code" in [error.field for error in refused.value.errors]
    assert counts() == before


@pytest.mark.parametrize(
    "unit",
    [
        "夏官营镇",
        "夏 官 营 镇",
        "榆中县夏官营镇",
        "甘肃省兰州市榆中县夏官营镇",
        "甘肃省 / 兰州市 / 榆中县 / 夏官营镇",
        "",
    ],
)
def test_the_name_of_the_unit_may_be_written_in_every_usual_way(organizer: Actor, unit: str) -> None:
    assert faults(organizer, read((GOOD[0], unit, *GOOD[2:]))) == []


def test_the_short_name_of_a_unit_is_its_name_too() -> None:
    unit = KnownUnit(1, "夏官营镇", 1, "township", "town", "夏官营", "榆中县 / 夏官营镇", TOWN)
    row = RosterRow(2, TOWN, "镇长", "周敏", "", date(2026, 11, 1), unit="夏官营")
    known = Known(date(2026, 11, 24), units={TOWN: unit})
    assert plan([row], known).faults == []
    assert [fault.column for fault in plan([replace(row, unit="夏官")], known).faults] == ["unit"]


@pytest.mark.parametrize("unit", ["高崖镇", "榆中县", "夏官营乡", "永登县夏官营镇"])
def test_a_name_that_is_not_the_units_refuses_the_row_and_names_both(organizer: Actor, unit: str) -> None:
    before = counts()
    with pytest.raises(Invalid) as refused:
        import_roster(actor=organizer, rows=read((GOOD[0], unit, *GOOD[2:])))
    (error,) = refused.value.errors
    assert (error.row, error.field) == (2, "unit")
    assert "夏官营镇" in str(error.message)
    assert unit in str(error.message)
    assert counts() == before


def test_all_that_is_wrong_in_a_row_is_said_at_once_with_value_unit_and_name(organizer: Actor) -> None:
    rows = read(("620123101", "高崖镇", "镇长", "周敏、李四", "试用", "坏", "电话", ""))
    found = check_roster(actor=organizer, rows=rows).faults
    assert {fault.column: fault.value for fault in found} == {
        "unit": "高崖镇", "name": "周敏、李四", "kind": "试用", "since": "坏", "phone": "电话",
    }  # fmt: skip
    assert {(fault.row, fault.unit, fault.name) for fault in found} == {(2, "夏官营镇", "周敏、李四")}


def test_the_page_shows_value_unit_and_name_of_each_fault(cast: Any, tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    client = as_(cast, "hexin")
    page = client.get(
        checked(client, (*GOOD[:3], "13931102233", *GOOD[4:5], "坏日子", *GOOD[6:]))
    ).content.decode()
    for text in ("夏官营镇", "13931102233", "坏日子"):
        assert text in page


# ---------------------------------------------------------------- one human, one account


FILER = ("620123101", "夏官营镇", "", "孙某某", "", "", "0931-6412345", "填报员")


@pytest.mark.parametrize(
    "phone", ["0931 6412345", "09316412345", "（0931）6412345", "０９３１－６４１２３４５", "9316412345"]
)
def test_one_number_in_two_spellings_is_one_person(organizer: Actor, phone: str) -> None:
    import_roster(actor=organizer, rows=read(FILER))
    before = counts()
    again = import_roster(actor=organizer, rows=read((*FILER[:6], phone, FILER[7])))
    assert (again.changed, list(again.opened)) == (0, [])
    assert counts() == before


@pytest.mark.parametrize("phone", ["6412345", "0931-6412345-8001"])
def test_without_the_area_code_it_is_asked_and_nobody_new_comes_to_be(organizer: Actor, phone: str) -> None:
    import_roster(actor=organizer, rows=read(FILER))
    before = counts()
    with pytest.raises(Invalid) as refused:
        import_roster(actor=organizer, rows=read((*FILER[:6], phone, "审核人")))
    assert [(error.row, error.field) for error in refused.value.errors] == [(2, "phone")]
    assert "0931-6412345" not in str(refused.value.errors[0].message)
    assert counts() == before


@pytest.mark.parametrize("phone", ["6412345", ""])
def test_two_rows_of_one_file_spell_a_new_person_alike(organizer: Actor, phone: str) -> None:
    rows = read(FILER, (*FILER[:6], phone, "审核人"))
    assert faults(organizer, rows) == [(3, "phone")]


def test_a_number_stored_in_an_older_form_is_known_again(organizer: Actor) -> None:
    import_roster(
        actor=organizer, rows=[RosterRow(2, TOWN, "", "孙某某", "", None, "0931 6412345", "填报员")]
    )
    assert import_roster(actor=organizer, rows=read(FILER)).changed == 0


def test_a_row_beside_a_role_says_nothing_of_how_it_is_held(organizer: Actor) -> None:
    assert faults(organizer, read((*FILER[:4], "代", *FILER[5:]))) == [(2, "kind")]
