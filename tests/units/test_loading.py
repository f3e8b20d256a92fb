"""Loading the registry: once, twice, in parts, and broken files."""

import lzma
import tracemalloc
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from responsibilities.record.models import Entry
from responsibilities.units.actions.bodies import load_bodies
from responsibilities.units.actions.facts import set_scope
from responsibilities.units.actions.registry import REGISTRY, load_registry
from responsibilities.units.models import Unit, UnitYear
from revitalization.kit import ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid
from revitalization.kit.perform import history
from tests import world

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests", via="command")
HEAD = b"code,name\n"


def everything():
    return list(Unit.objects.values()), list(UnitYear.objects.values())


def written(tmp_path, *lines: str):
    path = tmp_path / "registry.csv"
    path.write_bytes(HEAD + "".join(f"{line}\n" for line in lines).encode())
    return path


def test_loading_twice_changes_nothing_and_leaves_no_second_entry():
    before, entries = everything(), Entry.objects.count()
    loaded = load_registry(actor=ACTOR, path=world.WORLD)
    assert (loaded.added, loaded.out_of_scope) == (0, 0)
    assert everything() == before
    assert Entry.objects.count() == entries


def test_one_load_is_one_entry_with_its_count(tmp_path):
    path = written(tmp_path, "63,青海省", "6301,西宁市", "630121,大通回族土族自治县")
    loaded = load_registry(actor=ACTOR, path=path, provinces=["63"])
    entry = Entry.objects.order_by("-id").first()
    assert loaded.added == 3
    assert (entry.verb, entry.count) == ("unit.load", 3)


def test_a_load_whose_record_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    def fails(entry):
        raise RuntimeError("record")

    monkeypatch.setattr(ports.PORTS, "record", fails)
    with pytest.raises(RuntimeError):
        load_registry(actor=ACTOR, path=written(tmp_path, "63,青海省"), provinces=["63"])
    assert not Unit.objects.filter(code="630000000000").exists()


def test_the_rest_is_added_later_and_hangs_on_what_is_there(tmp_path):
    lanzhou = world.unit(world.LANZHOU)
    path = written(tmp_path, "62,甘肃省", "6201,兰州市", "620111,红古区", "620111100,海石湾镇", "63,青海省")
    assert load_registry(actor=ACTOR, path=path, provinces=["62"], fewer=True).added == 2
    assert world.unit("620111").parent == lanzhou
    assert world.unit("620111").county_id == world.unit("620111").pk
    assert load_registry(actor=ACTOR, path=path, fewer=True).added == 1


def test_ids_go_on_after_a_load(tmp_path):
    load_registry(actor=ACTOR, path=written(tmp_path, "63,青海省"), provinces=["63"])
    highest = Unit.objects.order_by("-id").first().id
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('units_unit', 'id'))")
        assert cursor.fetchone()[0] > highest


def test_nothing_new_is_put_under_a_unit_that_has_ended(tmp_path):
    with history(ACTOR, "unit.close"):
        Unit.objects.filter(code=world.GAOLAN).update(valid_to=date(2025, 1, 1))
    before = everything()
    path = written(tmp_path, "62,甘肃省", "6201,兰州市", "620122,皋兰县", "620122101,黑石镇")
    with pytest.raises(Invalid, match="line 5"):
        load_registry(actor=ACTOR, path=path, fewer=True)
    assert everything() == before


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        (b"", 1, "first line"),
        (b"id,name\n62,x\n", 1, "first line"),
        (HEAD, 2, "contains no unit"),
        (HEAD + "63,青海省\n6301,西宁市".encode()[:-1] + b"\n", 3, "UTF-8"),
        (HEAD + "63,青海省\n630,西宁市\n".encode(), 3, "not 2, 4, 6, 9 or 12 digits"),
        (HEAD + "63,青海省\n６３０１,西宁市\n".encode(), 3, "not 2, 4, 6, 9 or 12 digits"),
        (HEAD + "63,青海省\n6301,西宁市\n6301,西宁市\n".encode(), 4, "appears twice"),
        (HEAD + "63,青海省\n6302,海东市\n6301,西宁市\n".encode(), 4, "out of order"),
        (HEAD + "63,青海省\n630121,大通县\n".encode(), 3, "above 630121 is missing"),
        (HEAD + "63,青海省\n6301,西宁市\n6401,银川市\n".encode(), 4, "above 6401 is missing"),
        (HEAD + "63,青海省\n6301,\n".encode(), 3, "is empty"),
        (HEAD + "63,青海省\n6301,  \n".encode(), 3, "is empty"),
        (HEAD + "63,青海省\n6301,西\t宁\n".encode(), 3, "too long or contains"),
        (HEAD + ("63,青海省\n6301," + "长" * 81 + "\n").encode(), 3, "too long or contains"),
        (HEAD + "63,青海省,x\n".encode(), 2, "two fields"),
        (HEAD + '63,"青海省\n'.encode(), 2, "CSV"),
        (HEAD + "63,青海省\n6301,西宁".encode(), 3, "not copied completely"),
        (HEAD + "630000000000,青海省\n".encode(), 2, "write it as published: 63"),
        (HEAD + "63,青海省\n630100000000,西宁市\n".encode(), 3, "as published: 6301"),
        (HEAD + "63,青海省\n6301,西宁市\ncount,3\n".encode(), 4, "should contain 3 units but contains 2"),
        (HEAD + "63,青海省\ncount,\n".encode(), 3, "but contains 1"),
        (HEAD + "63,青海省\ncount,1\n6301,西宁市\n".encode(), 4, "No line may follow"),
        (HEAD + b"count,0\n", 2, "contains no unit"),
        (HEAD + "63,青海省\n6301,西\u202e宁市\n".encode(), 3, "too long or contains"),
        (HEAD + "63,青海省\n6301,西宁\u200b市\n".encode(), 3, "too long or contains"),
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason_and_loads_nothing(tmp_path, body, line, reason):
    before, entries = everything(), Entry.objects.count()
    path = tmp_path / "broken.csv"
    path.write_bytes(body)
    with pytest.raises(Invalid) as refusal:
        load_registry(actor=ACTOR, path=path)
    assert f"broken.csv, line {line}:" in str(refusal.value.detail)
    assert reason in str(refusal.value.detail)
    assert refusal.value.errors[0].row == line
    assert everything() == before
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("data", [b"not xz", lzma.compress(HEAD + "63,青海省\n".encode())[:-9]])
def test_a_broken_archive_is_refused(tmp_path, data):
    path = tmp_path / "registry.csv.xz"
    path.write_bytes(data)
    with pytest.raises(Invalid, match=r"registry\.csv\.xz"):
        load_registry(actor=ACTOR, path=path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "registry.csv"
    path.write_bytes("\ufeffcode,name\r\n63,青海省\r\n".encode())
    assert load_registry(actor=ACTOR, path=path, provinces=["63"]).added == 1


def test_an_archive_that_unpacks_without_end_is_refused_before_memory_is_full(tmp_path):
    path = tmp_path / "registry.csv.xz"
    path.write_bytes(lzma.compress(HEAD + b"\n" * (120 * 1024**2), preset=0))
    tracemalloc.start()
    with pytest.raises(Invalid, match="unpacks to more than"):
        load_registry(actor=ACTOR, path=path)
    assert tracemalloc.get_traced_memory()[1] < 250 * 1024**2
    tracemalloc.stop()


def test_a_reference_day_in_the_future_is_refused(tmp_path):
    before = everything()
    with pytest.raises(Invalid, match="2026-11-25"):
        load_registry(actor=ACTOR, path=written(tmp_path, "63,青海省"), as_of=date(2026, 11, 25))
    assert everything() == before


def test_another_name_in_the_file_is_said_and_changes_nothing(tmp_path, capsys):
    before = everything()
    path = written(tmp_path, "62,甘肃省", "6201,兰州市", "620123,榆中新区")
    assert load_registry(actor=ACTOR, path=path, fewer=True).renamed == [
        ("620123000000", "榆中县", "榆中新区")
    ]
    call_command("load_registry", "--file", str(path), "--fewer")
    assert "620123000000 榆中县 (in the file: 榆中新区)" in capsys.readouterr().out
    assert everything() == before


STREET = ("98,测试省", "9801,测试市", "980102,测试区", "980102003,测试街道")
VILLAGE = "980102003201,测试村村委会"


def out_of_scope(year: int) -> set[str]:
    under = Unit.objects.filter(code__startswith="98")
    return {unit.code for unit in under} - {unit.code for unit in under.in_scope(year)}


def test_what_was_left_out_for_lack_of_rows_is_taken_in_when_they_come(tmp_path, capsys):
    load_registry(actor=ACTOR, path=written(tmp_path, *STREET), provinces=["98"])
    named = {"980100000000", "980102000000", "980102003000"}
    assert out_of_scope(2026) == named
    loaded = load_registry(actor=ACTOR, path=written(tmp_path, *STREET, VILLAGE), provinces=["98"])
    assert (loaded.added, loaded.taken_in) == (1, 3)
    assert out_of_scope(2026) == set()
    assert out_of_scope(2025) == named
    again = everything()
    assert (
        load_registry(actor=ACTOR, path=written(tmp_path, *STREET, VILLAGE), provinces=["98"]).taken_in == 0
    )
    assert everything() == again
    assert Entry.objects.order_by("-id").first().after["taken_in"] == 3


def test_what_a_person_has_decided_stays_when_rows_come(tmp_path):
    load_registry(actor=ACTOR, path=written(tmp_path, *STREET), provinces=["98"])
    street = world.unit("980102003000")
    set_scope(actor=ACTOR, unit=street, year=2026, scope=False, reason="并入开发区", version=street.version)
    load_registry(actor=ACTOR, path=written(tmp_path, *STREET, VILLAGE), provinces=["98"])
    assert out_of_scope(2026) == {"980102003000"}


def test_a_province_that_is_not_in_the_file_is_named():
    with pytest.raises(Invalid, match="99"):
        load_registry(actor=ACTOR, path=world.WORLD, provinces=["62", "99"])


def test_the_command_says_what_it_did_and_what_is_wrong(tmp_path, capsys):
    call_command(
        "load_registry", "--file", str(written(tmp_path, "63,青海省", "6301,西宁市")), "--province", "63"
    )
    assert "2 rows read, 2 units added, 1 of them out of scope" in capsys.readouterr().out
    with pytest.raises(CommandError, match="line 2"):
        call_command("load_registry", "--file", str(written(tmp_path, "6301,西宁市")))


def test_bodies_hang_on_the_unit_they_serve_once():
    before = everything()
    assert load_bodies(actor=ACTOR) == 0
    assert everything() == before
    office = world.unit("620121000000-D01")
    yongdeng = world.unit(world.YONGDENG)
    assert (office.name, office.short_name) == ("永登县委农村工作领导小组办公室", "县委农办")
    assert (office.parent, office.level, office.is_body) == (yongdeng, "county", True)
    assert office.lo == office.hi == yongdeng.lo + 1
    assert world.unit("000000000000-D03").name == "农业农村部"
    assert world.unit("640000000000-D02").name == "宁夏回族自治区党委组织部"
    assert world.unit("620000000000-D03").name == "甘肃省农业农村厅"
    assert not Unit.objects.filter(is_body=True, level__in=["township", "village"]).exists()


def test_bodies_of_one_level_and_province(tmp_path):
    path = written(tmp_path, "63,青海省", "6301,西宁市", "630121,大通回族土族自治县")
    load_registry(actor=ACTOR, path=path, provinces=["63"])
    call_command("load_bodies", "--province", "63", "--levels", "county")
    made = Unit.objects.filter(is_body=True, code__startswith="63")
    assert {unit.level for unit in made} == {"county"}
    assert made.get(code="630121000000-D03").name == "大通回族土族自治县农业农村局"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("lo", "620121000000000"),
        ("kind", "'city'"),
        ("hi", "1"),
        ("name", "''"),
        ("parent_id", "-1"),
        ("level", "'x'"),
    ],
)
def test_the_database_itself_refuses_a_wrong_unit(column, value):
    with (
        pytest.raises(IntegrityError),
        history(ACTOR, "unit.change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE units_unit SET {column} = {value} WHERE code = %s", [world.YUZHONG])


def test_a_live_code_is_there_once():
    with (
        pytest.raises(IntegrityError),
        history(ACTOR, "unit.change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE units_unit SET code = %s WHERE code = %s", [world.YONGDENG, world.YUZHONG])


def test_the_carried_registry_is_the_one_the_product_loads():
    assert REGISTRY.name == "divisions-2023.csv.xz"
    assert REGISTRY.stat().st_size == 3_315_548
