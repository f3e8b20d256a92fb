"""Preparing the database: exact rights for the application's login, and nothing to do the second time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from responsibilities.jobs.actions.preparation import (
    RoleMissingError,
    UndeclaredTableError,
    declared_rights,
    history_tables,
    load_catalogues,
    secure_database,
)
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY, RIGHTS
from tests.cast import Cast

pytestmark = pytest.mark.database
ROLE = "baton_app"


@pytest.fixture
def owner(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def held() -> dict[str, frozenset[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.privilege_type) FROM pg_class c, aclexplode(c.relacl) a"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.grantee = %s::regrole GROUP BY 1",
            [ROLE],
        )
        return {name: frozenset(found) for name, found in cursor.fetchall()}


def test_every_table_has_exactly_its_rights(db: None) -> None:
    found = held()
    assert found == declared_rights()
    assert set(connection.introspection.table_names()) == set(found)


def test_history_and_record_can_only_be_added_to(db: None) -> None:
    rights = declared_rights()
    history = history_tables()
    assert len(history) > 5
    added_to = [
        *history,
        "record_entry",
        "record_leaf",
        "record_seal",
        "reports_submission",
        "reports_signature",
    ]
    assert {rights[name] for name in added_to} == {frozenset({"SELECT", "INSERT"})}


def test_a_table_is_history_by_its_making_not_by_its_name(db: None) -> None:
    """Security events and a calendar of events are no row history; the images of units are."""
    assert "units_unitevent" in history_tables()
    assert "access_securityevent" not in history_tables()


def test_the_declarations_name_tables_that_exist(db: None) -> None:
    named = {table for rights in RIGHTS for table in REGISTRY.tables(rights)}
    assert sorted(named - set(connection.introspection.table_names())) == []


@pytest.fixture
def one_table_more(owner: None) -> str:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ledger_calendarevent (id bigint)")
    return "ledger_calendarevent"


def test_a_table_nobody_declared_stops_the_preparation_with_its_name(one_table_more: str) -> None:
    before = held()
    with pytest.raises(UndeclaredTableError, match=one_table_more):
        secure_database(connection, ROLE)
    with pytest.raises(CommandError, match=one_table_more):
        call_command("prepare", verbosity=0)
    assert held() == before
    assert "UPDATE" not in before.get(one_table_more, frozenset())


def test_the_slice_that_owns_a_table_says_what_may_be_done_to_it(
    one_table_more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Mechanism(key="ledger", deletable=[one_table_more])
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, ledger])
    assert secure_database(connection, ROLE) == 1
    assert held()[one_table_more] == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_a_slice_without_its_declaration_is_missed(owner: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record's own tables are protected by what the record declares: without it nothing is prepared."""
    others = [m for m in REGISTRY.mechanisms if m.key != "record"]
    monkeypatch.setattr(REGISTRY, "mechanisms", others)
    with pytest.raises(UndeclaredTableError, match=Entry._meta.db_table):
        secure_database(connection, ROLE)


def test_a_second_time_there_is_nothing_to_do(owner: None) -> None:
    assert secure_database(connection, ROLE) == 0


def test_rights_given_by_hand_are_taken_back(owner: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE, TRUNCATE ON record_entry TO {ROLE}")
        cursor.execute(f"REVOKE INSERT ON jobs_job FROM {ROLE}")
    assert secure_database(connection, ROLE) == 2
    assert held()["record_entry"] == {"SELECT", "INSERT"}
    assert "INSERT" in held()["jobs_job"]


def test_a_missing_login_is_named_when_it_may_not_be_made(db: None) -> None:
    with pytest.raises(RoleMissingError, match="nobody_yet"):
        secure_database(connection, "nobody_yet")


def test_the_command_runs_twice(owner: None) -> None:
    said = StringIO()
    call_command("prepare", stdout=said, verbosity=0)
    assert "tables unchanged" in said.getvalue()


def test_every_slice_loads_what_it_ships_lower_ones_first(
    owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def load(name: str) -> Mechanism:
        return Mechanism(key=name, catalogue=lambda *, actor: asked.append(f"{name} for {actor.name}"))

    monkeypatch.setattr(REGISTRY, "mechanisms", [load("ledger"), Mechanism(key="plain"), load("inspections")])
    assert load_catalogues() == 2
    assert asked == ["ledger for manage.py prepare", "inspections for manage.py prepare"]


def test_a_faulty_catalogue_is_named_by_the_command(owner: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*, actor: Actor) -> None:
        raise Invalid("The catalogue has faults.", errors=[FieldError("K07", "There is no such key.")])

    ledger = Mechanism(key="ledger", catalogue=load)
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, ledger])
    with pytest.raises(CommandError, match="K07: There is no such key"):
        call_command("prepare", verbosity=0)


def test_the_record_is_a_page_for_those_who_may_read_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.user("chenjing"))
    page = client.get(reverse("record"))
    assert page.status_code == 200
    assert client.get(reverse("record"), {"after": "forged"}).status_code == 400
    stranger = Client()
    stranger.force_login(cast.user("xitong"))
    assert stranger.get(reverse("record")).status_code == 403
