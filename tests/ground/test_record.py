"""The record: written with the change or not at all, never changed afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from responsibilities.access.models import Grant
from responsibilities.record.models import Entry
from responsibilities.record.queries import about, entries, sentence
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock, ports
from revitalization.kit.actor import EVERYWHERE, Actor
from revitalization.kit.perform import recorded
from revitalization.kit.problems import as_problem
from tests import world
from tests.cast import Cast, town

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("db")]

CLOCK = Actor.system("the clock")


def entry(unit: Unit | None = None, **more: object) -> ports.Entry:
    unit = unit or town()
    values = {
        "verb": "unit.note",
        "actor": CLOCK,
        "subject": ("unit", unit.code),
        "label": unit.name,
        "lo": unit.lo,
    }
    return ports.Entry(**{**values, **more})  # type: ignore[arg-type]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def grant(db: None) -> Grant:
    return Grant.objects.get(user__username="wangfang", role="filer")


@pytest.fixture
def as_owner(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{role}"')


@pytest.mark.parametrize("table", ["record_entry", "record_leaf", "record_seal", "access_grantevent"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_may_neither_change_nor_remove_what_is_recorded(table: str, act: str) -> None:
    key = {"record_entry": "verb", "record_leaf": "entry_id", "record_seal": "root"}.get(table, "role")
    with recorded(entry()):
        pass
    before = Entry.objects.count()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(act.format(table, key=key))
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "act", ["UPDATE record_entry SET verb = 'x'", "DELETE FROM record_entry", "TRUNCATE record_entry"]
)
def test_not_even_the_owner_changes_the_record_by_mistake(as_owner: None, act: str) -> None:
    with recorded(entry()):
        pass
    with pytest.raises(InternalError, match=r"Cannot update or delete|never emptied"), transaction.atomic():
        run(act)


def test_the_application_empties_no_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(current_user, oid, 'TRUNCATE')"
        )
        assert cursor.fetchall() == []


def test_a_change_without_context_is_refused_and_changes_nothing(grant: Grant) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(until=clock.today())
    assert Grant.objects.get(pk=grant.pk).until is None
    problem = as_problem(refused.value)
    assert problem is not None
    assert (problem.status, problem.code) == (409, "unrecorded")


def test_raw_sql_does_not_get_past_it_either(grant: Grant) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE access_grant SET until = since WHERE id = %s", [grant.pk])
    assert Grant.objects.get(pk=grant.pk).until is None


def test_a_change_after_the_recorded_one_in_the_same_transaction_is_refused(grant: Grant) -> None:
    with transaction.atomic():
        with recorded(entry()):
            Grant.objects.filter(pk=grant.pk).update(until=clock.today())
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(until=clock.today() + timedelta(days=1))
    assert Grant.objects.get(pk=grant.pk).until == clock.today()


def test_an_act_leaves_one_entry_joined_to_the_history_of_its_rows(grant: Grant) -> None:
    before = Entry.objects.count()
    with recorded(entry(reason="moved away")):
        Grant.objects.filter(pk=grant.pk).update(until=clock.today())
    assert Entry.objects.count() == before + 1
    found = Entry.objects.latest("id")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_obj_id, pgh_context->>'reason' FROM access_grantevent WHERE pgh_context_id = %s",
            [found.context],
        )
        assert cursor.fetchall() == [(grant.pk, "moved away")]


def test_one_act_cannot_have_two_entries(db: None) -> None:
    with recorded(entry()) as done:
        pass
    with pytest.raises(IntegrityError, match="entry_context_once"), transaction.atomic():
        ports.record(done)


def test_the_change_fails_when_the_record_cannot_be_written(
    grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(IntegrityError, match="entry_says_who_and_what"), recorded(entry(verb="")):
        Grant.objects.filter(pk=grant.pk).update(until=clock.today())
    monkeypatch.setattr(ports.PORTS, "record", None)
    with pytest.raises(ports.Unfilled), recorded(entry()):
        Grant.objects.filter(pk=grant.pk).update(until=clock.today())
    assert Grant.objects.get(pk=grant.pk).until is None


def test_the_record_fails_when_the_change_does(db: None) -> None:
    before = Entry.objects.count()
    with pytest.raises(RuntimeError), recorded(entry()):
        raise RuntimeError
    assert Entry.objects.count() == before


def test_a_set_wise_act_is_one_entry_with_its_count(db: None) -> None:
    with recorded(entry(world.unit(world.YONGDENG), verb="cycle.open")) as done:
        done.count = 18
    assert Entry.objects.latest("id").count == 18


def test_a_reader_sees_the_entries_of_his_reach_only(cast: Cast) -> None:
    with recorded(entry(world.unit(world.XIJI))):
        pass
    with recorded(entry()):
        pass
    newest = entries(cast.chenjing.reach(Capability.RECORD_READ))[0]
    assert newest.subject_key == town().code
    assert not about(cast.chenjing, "unit", world.XIJI)
    assert about(cast.maling, "unit", world.XIJI)
    assert not entries(cast.xitong.reach(Capability.RECORD_READ)).exists()


def test_an_entry_without_presenter_is_still_a_sentence(db: None) -> None:
    with recorded(entry(subject=("unheard", "1"), verb="unheard.of", label="100% 红城镇")):
        pass
    assert "100% 红城镇" in sentence(Entry.objects.latest("id"))


def test_the_system_reaches_everything() -> None:
    assert CLOCK.reach(Capability.RECORD_READ) == EVERYWHERE
