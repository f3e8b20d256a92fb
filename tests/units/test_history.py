"""A unit's row images hold their context themselves, and those of older databases kept theirs on the way."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from responsibilities.units.actions.facts import set_short_name
from revitalization.kit.actor import Actor
from revitalization.kit.states import models_made_alone
from tests.cast import Cast, town

BEFORE, AFTER = [("units", "0002_code_index")], [("units", "0003_history_context")]
IMAGES = "SELECT short_name, pgh_context_id, {} FROM units_unitevent e ORDER BY pgh_id"


def images(context: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(IMAGES.format(context))
        return [(*row[:2], json.loads(row[2])) for row in cursor.fetchall()]


def change(actor: Actor, name: str = "红城") -> None:
    unit = town()
    set_short_name(actor=actor, unit=unit, short_name=name, reason="复核", version=unit.version)


def move(targets: list[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with models_made_alone():
        MigrationExecutor(connection).migrate(targets)
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.APPLICATION_ROLE}"')


@pytest.mark.database
def test_old_row_images_keep_who_what_and_why_through_the_migration_and_back(
    committed: str, cast: Cast
) -> None:
    actor = cast.chenjing  # found now: going back takes columns of accounts along
    change(actor)
    now = images("pgh_context")
    assert now
    assert now[0][2]["reason"] == "复核"
    move(BEFORE)
    by_key = "(SELECT metadata FROM pghistory_context c WHERE c.id = e.pgh_context_id)"
    assert images(by_key) == now
    move(AFTER)
    assert images("pgh_context") == now
    change(actor, "红城2")
    assert len(images("pgh_context")) == len(now) + 1
