"""Preparing the database: exact rights for the application's login, and nothing to do the second time."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from responsibilities.jobs.actions.preparation import RoleMissingError, secure_database
from responsibilities.jobs.rules import APPEND_ONLY, DELETABLE, READ_ONLY, privileges
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
    assert found == {table: privileges(table) for table in found}
    assert set(connection.introspection.table_names()) == set(found)


def test_history_and_record_can_only_be_added_to(db: None) -> None:
    history = [name for name in held() if name.endswith("event")]
    assert len(history) > 5
    assert {privileges(name) for name in [*history, *APPEND_ONLY]} == {frozenset({"SELECT", "INSERT"})}


def test_the_lists_name_tables_that_exist(db: None) -> None:
    assert sorted((DELETABLE | APPEND_ONLY | READ_ONLY) - set(connection.introspection.table_names())) == []


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


def test_the_record_is_a_page_for_those_who_may_read_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.user("chenjing"))
    page = client.get(reverse("record"))
    assert page.status_code == 200
    assert client.get(reverse("record"), {"after": "forged"}).status_code == 400
    stranger = Client()
    stranger.force_login(cast.user("xitong"))
    assert stranger.get(reverse("record")).status_code == 403
