"""Official rows that stand past the record: put in, changed or taken away with the triggers switched off, each is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from reporting.reports.actions import deciding, filing
from responsibilities.files.actions import attach
from responsibilities.record.actions import adopt, seal
from responsibilities.record.queries.histories import histories
from responsibilities.record.queries.verification import Finding, verify
from revitalization.kit.actor import Actor
from tests.cast import Cast
from tests.reports import story

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def told(cast: Cast, tmp_path: Path, settings: Any) -> None:
    """A report with a file, submitted and accepted by the people of the cast, all of whom were appointed; sealed."""
    settings.FILES_DIR = settings.MEDIA_ROOT = tmp_path / "files"
    settings.ANCHOR_FILE = tmp_path / "anchor.txt"
    cycle = story.running(cast)
    row = story.drafted(cast, cycle)
    attach(actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="现场.pdf", data=PDF)
    filing.submit(
        actor=cast.wangfang, obligation=story.signed(cast, cycle), document_number="红党发〔2026〕45号"
    )
    deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
    deciding.accept(actor=cast.chenjing, obligation=story.owed(cycle))
    adopt(actor=Actor.system("tests", via="command"))
    seal()


def verified() -> Finding:
    return verify(None, lambda done, total: None)


@contextmanager
def behind_its_back(*statements: str) -> Iterator[None]:
    """Statements of the owner with all triggers switched off, taken back afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("RESET ROLE")
            for table in connection.introspection.table_names():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for text in statements:
                cursor.execute(text)
                assert cursor.rowcount > 0, text
        yield
        transaction.set_rollback(True)


def copied(table: str, where: str, **changed: str) -> str:
    """SQL: one more row of the table like that one, but for what is given as SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s AND column_name <> 'id'", [table],
        )  # fmt: skip
        columns = [name for (name,) in cursor.fetchall()]
    values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}"


def test_what_was_done_by_acts_is_sound(told: None) -> None:
    finding = verified()
    assert finding.faults == []
    assert finding.doubts == []
    assert {"access_grantevent", "posts_tenureevent", "files_storedfileevent", "reports_obligationevent"} <= {
        history._meta.db_table for history in histories()
    }


def test_a_role_put_in_past_the_record_is_named(told: None) -> None:
    plant = copied(
        "access_grant", "id = (SELECT min(id) FROM access_grant WHERE role = 'filer')",
        role="'reader'", public_id=f"'{uuid4()}'", source="'planted'",
    )  # fmt: skip
    with behind_its_back(plant):
        (fault,) = verified().faults
    assert fault.startswith("access_grant ")
    assert "put in past the record" in fault


def test_an_appointment_put_in_past_the_record_is_named(told: None) -> None:
    plant = copied(
        "posts_tenure", "id = (SELECT max(id) FROM posts_tenure)", public_id=f"'{uuid4()}'",
        since="DATE '1999-01-01'", until="DATE '1999-12-31'", office_since="DATE '1999-01-01'",
    )  # fmt: skip
    with behind_its_back(plant):
        (fault,) = verified().faults
    assert fault.startswith("posts_tenure ")
    assert "put in past the record" in fault


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("access_grant", "UPDATE access_grant SET until = DATE '2031-01-01' WHERE id = (SELECT min(id) FROM access_grant)"),
        ("access_grant", "UPDATE access_grant SET role = 'reader' WHERE id = (SELECT min(id) FROM access_grant WHERE role = 'filer')"),
        ("posts_tenure", "UPDATE posts_tenure SET note = '补任' WHERE id = (SELECT min(id) FROM posts_tenure)"),
        ("posts_person", "UPDATE posts_person SET phone = '13900000000' WHERE id = (SELECT min(id) FROM posts_person)"),
        ("reports_obligation", "UPDATE reports_obligation SET timely = NOT timely WHERE timely IS NOT NULL"),
        ("reports_cycle", "UPDATE reports_cycle SET due_on = due_on + 9"),
        ("files_storedfile", "UPDATE files_storedfile SET held_at = now() - interval '9 days'"),
    ],
)  # fmt: skip
def test_a_row_changed_past_the_record_is_named(told: None, table: str, change: str) -> None:
    with behind_its_back(change):
        faults = verified().faults
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"{table} ")
    assert "changed past the record" in faults[0]


def test_a_row_taken_away_past_the_record_is_named(told: None) -> None:
    with behind_its_back("DELETE FROM access_grant WHERE role = 'organizer'"):
        faults = verified().faults
    assert faults
    assert all(fault.startswith("access_grant ") and "taken away" in fault for fault in faults)


def test_a_change_under_a_context_of_ones_own_is_named(told: None) -> None:
    """With the triggers at work: the image is there, and no entry."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(
                "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', '{}', true)",
                [str(uuid4())],
            )
            cursor.execute(
                "UPDATE posts_tenure SET note = '补任' WHERE id = (SELECT min(id) FROM posts_tenure)"
            )
        (fault,) = verified().faults
        transaction.set_rollback(True)
    assert "belongs to no entry of the record" in fault
