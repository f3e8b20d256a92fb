"""No migration holds a table for long: what each does is read as SQL and held to the rules of `tests.infra.locks`."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import AlterField, Migration, RunPython, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from revitalization.kit.states import models_made_alone
from tests.infra.locks import Refused, refused, refused_code
from tools.sources import PACKAGES

ACCEPTED = {
    "units.0002_code_index": "an index of the units",
    "units.0003_history_context": "the context of every row of the units' history",
    "access.0004_origin_and_resets": "where accounts come from, as column, constraint and index",
    "access.0005_origin_from_record": "the same, filled in from the record",
    "access.0009_form_key_of_token": "a key of tokens that is there once",
    "jobs.0003_faults_and_repeats": "how often a job was begun again, never below 0",
    "reports.0004_recurring_notices": "the recurring notice of a cycle, and its notice numbers once",
}
"""Released before this check, by name, with what holds the table. Nothing is added: a new one is mended instead."""

OLD = {"reports_report", "units_unit"}
ALTER = 'ALTER TABLE "reports_report"'
ADDED = f'{ALTER} ADD CONSTRAINT "c" CHECK (lo > 0) NOT VALID'
VALIDATED = f'{ALTER} VALIDATE CONSTRAINT "c"'

BAD = [
    ('CREATE INDEX "i" ON "reports_report" ("lo")',),
    ("CREATE UNIQUE INDEX i ON reports_report USING btree (lo) WHERE lo > 0",),
    (f'{ALTER} ADD CONSTRAINT "c" CHECK (lo > 0)',),
    (f'{ALTER} ADD CONSTRAINT "c" FOREIGN KEY ("unit_id") REFERENCES "units_unit" ("id") DEFERRABLE',),
    (f'{ALTER} ADD CONSTRAINT "c" UNIQUE ("lo")',),
    (f'{ALTER} ADD COLUMN "unit_id" bigint NULL CONSTRAINT "c" REFERENCES "units_unit"("id")',),
    (f'{ALTER} ADD COLUMN "note" text NOT NULL',),
    (f'{ALTER} ADD COLUMN "key" uuid DEFAULT gen_random_uuid() NOT NULL',),
    (f'{ALTER} ADD COLUMN "n" int GENERATED ALWAYS AS (lo + 1) STORED',),
    (f'{ALTER} ALTER COLUMN "lo" TYPE bigint USING "lo"::bigint',),
    (f'{ALTER} ALTER COLUMN "note" SET NOT NULL',),
    (f'{ALTER} ALTER COLUMN "note" DROP DEFAULT, ALTER COLUMN "lo" SET NOT NULL',),
    (ADDED, VALIDATED),
    ('UPDATE "reports_report" SET "note" = \'\' WHERE "note" IS NULL',),
    ("UPDATE reports_report SET lo = 1 WHERE id BETWEEN 1 AND 1000",),
    ("-- all of them\nDELETE FROM reports_report",),
    ("DO $$ BEGIN UPDATE reports_report SET lo = 1; END $$",),
    ("LOCK TABLE reports_report IN ACCESS EXCLUSIVE MODE",),
    ("SELECT 1; CREATE INDEX i ON reports_report (lo)",),
]
GOOD = [
    (True, (f'{ALTER} ADD COLUMN "at" timestamptz DEFAULT (baton_now()) NOT NULL',)),
    (True, ('CREATE TABLE "new" ("id" bigint)', 'CREATE INDEX "i" ON "new" ("id")', "UPDATE new SET id = 1")),
    (False, ('CREATE INDEX CONCURRENTLY "i" ON "reports_report" ("lo")',)),
    (True, (f'{ALTER} ADD COLUMN "note" text NULL', f'{ALTER} ADD COLUMN "n" int DEFAULT 0 NOT NULL')),
    (True, (f'{ALTER} ADD COLUMN "marks" jsonb DEFAULT \'{{}}\'::jsonb NOT NULL',)),
    (True, (ADDED,)),
    (False, (ADDED, VALIDATED, f'{ALTER} ALTER COLUMN "lo" SET NOT NULL')),
    (False, ("UPDATE reports_report SET lo = 1 WHERE id BETWEEN 1 AND 1000",)),
    (True, ("CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN UPDATE reports_report SET lo = 1; END $$",)),
    (True, ("COMMENT ON TABLE reports_report IS 'UPDATE reports_report; CREATE INDEX i ON reports_report'",)),
    (True, (f'{ALTER} ALTER COLUMN "title" TYPE varchar(200)',)),
]  # fmt: skip


@pytest.mark.parametrize("statements", BAD)
def test_what_holds_an_older_table_is_refused(statements: tuple[str, ...]) -> None:
    (found,) = refused(statements, OLD, atomic=True)
    assert found.table == "reports_report"


@pytest.mark.parametrize(("atomic", "statements"), GOOD)
def test_what_holds_it_for_a_moment_passes(atomic: bool, statements: tuple[str, ...]) -> None:
    assert list(refused(statements, OLD, atomic=atomic, wider={"reports_report.title"})) == []


def test_rows_changed_by_code_are_changed_in_parts() -> None:
    source = "def fill(apps, editor):\n    Report.objects.filter(lo=1).update(lo=2)\n"
    assert list(refused_code(source, atomic=True))
    assert not list(refused_code(source, atomic=False))
    assert not list(refused_code("def fill(apps, editor):\n    Report.objects.create(lo=1)\n", atomic=True))


# ---------------------------------------------------------------- our own


def _tables(state: ProjectState) -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in state.apps.get_models(include_auto_created=True)}


def _inner(migration: Migration) -> Iterator[object]:
    for operation in migration.operations:
        yield operation
        if isinstance(operation, SeparateDatabaseAndState):
            yield from operation.database_operations


def _wider(migration: Migration, before: ProjectState, label: str) -> set[str]:
    """Columns of text that become longer."""
    found = set()
    for one in _inner(migration):
        if isinstance(one, AlterField) and (label, one.model_name.lower()) in before.models:
            model = before.apps.get_model(label, one.model_name)
            old = next((field for field in model._meta.fields if field.name == one.name), None)
            lengths = old and (old.max_length, one.field.max_length)
            if old is not None and lengths and all(lengths) and lengths[0] <= lengths[1]:
                found.add(f"{model._meta.db_table}.{old.column}")
    return found


def _faults(migration: Migration, before: ProjectState) -> tuple[ProjectState, list[Refused]]:
    older = set(_tables(before))
    wider = _wider(migration, before, migration.app_label)
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        after = migration.apply(before, editor, collect_sql=True)
    found = list(refused(editor.collected_sql, older, atomic=migration.atomic, wider=wider))
    for one in _inner(migration):
        if isinstance(one, RunPython):
            found += refused_code(
                inspect.getsource(one.code), atomic=migration.atomic and one.atomic is not False
            )
    return after, found


@pytest.fixture(scope="module")
def faults(django_db_setup: None, django_db_blocker: Any) -> dict[str, list[Refused]]:
    """By name, what each of our migrations holds for long; asked outside of a transaction, and nothing is done."""
    with django_db_blocker.unblock(), models_made_alone():
        return _all_faults()


def _all_faults() -> dict[str, list[Refused]]:
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(PACKAGES)}
    state, said = ProjectState(), {}
    plan = [key for leaf in sorted(loader.graph.leaf_nodes()) for key in loader.graph.forwards_plan(leaf)]
    for key in dict.fromkeys(plan):
        migration = loader.graph.nodes[key]
        if key[0] in ours:
            state, said[".".join(key)] = _faults(migration, state)
        else:
            state = migration.mutate_state(state)
    return said


def test_no_migration_of_ours_holds_a_table_for_long(faults: dict[str, list[Refused]]) -> None:
    said = {name: found for name, found in faults.items() if found and name not in ACCEPTED}
    assert not said, "\n".join(f"{name}: {one}" for name, found in said.items() for one in found)
    assert len(faults) > 40


def test_what_was_accepted_is_there_and_needs_it(faults: dict[str, list[Refused]]) -> None:
    assert {name for name in ACCEPTED if not faults.get(name)} == set()
