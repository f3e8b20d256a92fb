"""Tables made with one class at a time are those that Django makes in its own way (`kit.states`)."""

from contextlib import nullcontext
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate as djangos
from django.db import connection, models
from django.db.migrations import Migration, RunPython
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelTable,
    CreateModel,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps

from revitalization.kit.states import models_made_alone
from tests.conftest import empty

SCHEMA = {
    "columns": "SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default, is_identity,"
    " collation_name, character_maximum_length, numeric_precision, numeric_scale"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_language l ON l.oid = prolang"
    " WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND lanname <> 'c'",
    "rights": "SELECT content_type_id, codename, name FROM auth_permission",
    "migrations": "SELECT app, name FROM django_migrations",
}


def key() -> models.Field:
    return models.BigAutoField(primary_key=True)


def to(model: str, **options: object) -> models.Field:
    return models.ForeignKey(f"lone.{model}", on_delete=models.CASCADE, **options)


def looks(apps: StateApps, _editor: object) -> None:
    """What a step in Python relies on: relations of the models it is given lead to one another."""
    place, visit = apps.get_model("lone", "place"), apps.get_model("lone", "visit")
    assert visit(place=place()).place.__class__ is place
    assert {one.related_model for one in place._meta.related_objects} >= {visit}


STEPS: list[Operation] = [
    CreateModel("Place", [("id", key()), ("code", models.CharField(max_length=12, unique=True))]),
    CreateModel("Visit", [("id", key()), ("place", to("place")), ("on", models.DateField())]),
    AddField("place", "name", models.CharField(max_length=20, default="")),
    AddIndex("visit", models.Index("on", name="lone_on")),
    AddConstraint("place", models.CheckConstraint(condition=models.Q(name__gt=""), name="lone_named")),
    AddField("visit", "after", to("visit", null=True)),
    AddField("place", "above", to("place", null=True)),
    CreateModel(
        "Note", [("id", key()), ("visit", to("visit")), ("by", models.ManyToManyField("lone.place"))]
    ),
    AddField("place", "visits", models.ManyToManyField("lone.visit", related_name="+")),
    RunPython(looks, RunPython.noop),
    AlterField("place", "id", models.UUIDField(primary_key=True)),
    AddIndex("note", models.Index("visit", name="lone_visit")),
    AddField("visit", "code", to("place", to_field="code", related_name="coded", null=True)),
    AddField("note", "text", models.TextField(default="")),
    AlterField("place", "code", models.CharField(max_length=19, unique=True)),
    AlterModelTable("place", "lone_spot"),
    AddField("note", "place", to("place", related_name="+", null=True)),
    RenameField("place", "name", "called"),
    RenameModel("Visit", "Call"),
    AddField("place", "last", to("call", null=True, related_name="+")),
    RemoveField("note", "visit"),
    AddIndex("call", models.Index("place", "on", name="lone_both")),
]
"""Each kind of change after another that leaves relations of an older look behind."""


def statements(alone: bool) -> list[str]:
    state = ProjectState()
    migration = Migration("0001_steps", "lone")
    with (
        models_made_alone() if alone else nullcontext(),
        connection.schema_editor(collect_sql=True, atomic=False) as editor,
    ):
        for step in STEPS:
            migration.operations = [step]
            if isinstance(step, RunPython):
                state.clear_delayed_apps_cache()
                looks(state.apps, editor)
                continue
            _ = state.apps
            state = migration.apply(state, editor, collect_sql=True)
    return [str(line) for line in editor.collected_sql]


@pytest.mark.database
@pytest.mark.django_db
def test_changes_of_every_kind_are_the_same_statements_either_way() -> None:
    alone = statements(True)
    assert alone == statements(False)
    assert any("ALTER TABLE" in line and "lone_spot" in line for line in alone)


def test_what_others_look_at_has_all_classes_made_anew() -> None:
    state = ProjectState()
    migration = Migration("0001_steps", "lone")
    with models_made_alone():
        for step in STEPS[:3]:
            _ = state.apps
            step.state_forwards(migration.app_label, state)
        place = state.apps.get_model("lone", "place")
        STEPS[3].state_forwards("lone", state)
        assert state.apps.get_model("lone", "place") is place  # the index of visits touched it not
        AlterField("place", "id", models.UUIDField(primary_key=True)).state_forwards("lone", state)
        assert "apps" not in vars(state)
        column = state.apps.get_model("lone", "visit")._meta.get_field("place").target_field
    assert isinstance(column, models.UUIDField)


def test_django_works_in_its_own_way_again_afterwards() -> None:
    usual = ProjectState.reload_model, ProjectState.reload_models
    with pytest.raises(ZeroDivisionError), models_made_alone():
        1 // (ProjectState.reload_model is usual[0])
    assert (ProjectState.reload_model, ProjectState.reload_models) == usual


def schema() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        found = {}
        for part, query in SCHEMA.items():
            cursor.execute(query)
            found[part] = sorted(map(str, cursor.fetchall()))
    return found


@pytest.mark.slow
def test_every_migration_of_the_product_makes_the_same_database_either_way(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    made = []
    for command in (djangos.Command(), "migrate"):
        with django_db_blocker.unblock(), empty(f"{connection.settings_dict['NAME']}_either"):
            call_command(command, verbosity=0, interactive=False)
            made.append(schema())
    assert made[0] == made[1]
    assert min(map(len, made[0].values())) > 0
