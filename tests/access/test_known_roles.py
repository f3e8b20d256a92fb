"""Roles live in the code alone: the database reads them from a table that the preparation fills."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from responsibilities import roles
from responsibilities.access.actions import grants
from responsibilities.access.actions import roles as loading
from responsibilities.access.models import Grant, KnownRole
from responsibilities.record.models import Entry as Recorded
from responsibilities.roles import BY_KEY, ROLES, C, Role
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden
from revitalization.kit.perform import history
from tests.cast import days, town

SYSTEM = Actor.system("tests", via="command")
INSPECTOR = Role("inspector", "Inspector", here=frozenset({C.UNIT_READ}), excludes=frozenset({"filer"}))


@pytest.fixture
def owner(db: None) -> Iterator[None]:
    """The rights of the owner of the database, who prepares it."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.APPLICATION_ROLE}"')


def give(cast: Any, username: str, role: str) -> Grant:
    """A grant written past the actions."""
    with history(SYSTEM, "test"):
        return Grant.objects.create(
            user=cast.user(username),
            role=role,
            content_object=town(),
            permission=grants.hold(),
            since=clock.today(),
        )


def test_no_table_and_no_trigger_names_a_role() -> None:
    words = {f"'{key}'" for key in BY_KEY}
    wrong = []
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            sql = str(trigger.compile(model).install_sql)
            wrong += [(model.__name__, trigger.name, word) for word in words if word in sql]
        for field in model._meta.concrete_fields:
            named = {str(key) for key, _label in field.choices or ()} & set(BY_KEY)
            wrong += [(model.__name__, field.name, key) for key in named]
        wrong += [(model.__name__, *held) for held in model._meta.permissions if held[0] in BY_KEY]
    assert not wrong
    assert apps.get_model("units", "Unit")._meta.permissions == [("hold", "hold a role")]


@pytest.mark.database
def test_the_database_knows_exactly_the_roles_of_the_code(db: None) -> None:
    found = {row.key: (set(row.here), set(row.below), set(row.excludes)) for row in KnownRole.objects.all()}
    assert found == {r.key: (set(r.here), set(r.below), set(r.excludes)) for r in ROLES}


@pytest.mark.database
@pytest.mark.parametrize("role", ["mayor", "Filer", "", "filer "])
def test_the_database_refuses_a_role_it_does_not_know(cast: Any, role: str) -> None:
    before = Grant.objects.count()
    with pytest.raises(IntegrityError, match="grant_role_known"), transaction.atomic():
        give(cast, "guoping", role)
    assert Grant.objects.count() == before


@pytest.mark.database
def test_a_database_that_was_not_prepared_gives_no_role_at_all(cast: Any, owner: None) -> None:
    KnownRole.objects.all().delete()
    before = Grant.objects.count()
    for role in BY_KEY:
        with pytest.raises(IntegrityError, match="grant_role_known"), transaction.atomic():
            give(cast, "guoping", role)
    assert Grant.objects.count() == before


@pytest.mark.database
@pytest.mark.parametrize("change", ["INSERT INTO access_knownrole VALUES ('mayor', '{}', '{}', '{}')",
                                    "UPDATE access_knownrole SET excludes = '{}'",
                                    "DELETE FROM access_knownrole"])  # fmt: skip
def test_the_application_cannot_change_what_the_guards_read(db: None, change: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert KnownRole.objects.count() == len(ROLES)


def test_a_new_role_needs_the_code_and_the_next_preparation_only(
    cast: Any, owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "ROLES", (*ROLES, INSPECTOR))
    monkeypatch.setitem(roles.BY_KEY, INSPECTOR.key, INSPECTOR)
    assert loading.load_roles(actor=SYSTEM) == 2  # the filer's exclusions changed, too
    assert give(cast, "guoping", "inspector").role == "inspector"
    # Told by one side, kept on both: who files is no inspector, and an inspector never files.
    for person, role in (("wangfang", "inspector"), ("guoping", "filer")):
        with pytest.raises(DatabaseError, match="grant_exclusive"), transaction.atomic():
            give(cast, person, role)


def test_a_role_that_left_the_code_can_be_ended_but_neither_given_nor_prolonged(
    cast: Any, owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = Grant.objects.get(user=cast.user("guoping"))
    monkeypatch.setattr(loading, "ROLES", tuple(role for role in ROLES if role.key != "reader"))
    assert loading.load_roles(actor=SYSTEM) == 1
    with history(SYSTEM, "test"):
        Grant.objects.filter(pk=grant.pk).update(until=days(3))
    for later in (days(4), None):
        with (
            pytest.raises(IntegrityError, match="grant_role_known"),
            transaction.atomic(),
            history(SYSTEM, "test"),
        ):
            Grant.objects.filter(pk=grant.pk).update(until=later)
    grant.refresh_from_db()
    assert grant.until == days(3)


def test_only_who_runs_the_system_loads_the_roles(cast: Any, owner: None) -> None:
    KnownRole.objects.filter(pk="reader").delete()
    with pytest.raises(Forbidden):
        loading.load_roles(actor=cast.anquan)
    assert not KnownRole.objects.filter(pk="reader").exists()


def test_what_changed_in_the_code_is_told_to_the_database_anew(
    cast: Any, owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    filer = BY_KEY["filer"]
    changed = tuple(replace(role, here=frozenset()) if role == filer else role for role in ROLES)
    monkeypatch.setattr(loading, "ROLES", changed)
    before = Recorded.objects.count()
    assert [loading.load_roles(actor=SYSTEM) for _again in range(2)] == [1, 0]
    assert [entry.after for entry in Recorded.objects.order_by("id")[before:]] == [
        {"roles": ["filer"], "removed": []}
    ]
    assert KnownRole.objects.get(pk="filer").here == []
    assert KnownRole.objects.count() == len(ROLES)
