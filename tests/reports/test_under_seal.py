"""What was submitted, signed, decided and attached, and whose account it is: any change past the record is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from reporting.reports.actions import deciding, filing
from reporting.reports.models import Decision, Signature, Submission
from reporting.reports.models.sealed import DECISIONS, SIGNATURES, SUBMISSIONS
from responsibilities.access.actions.accounts import create_account
from responsibilities.files.actions import attach, detach
from responsibilities.files.models import FILES, StoredFile
from responsibilities.record.actions import adopt, seal
from responsibilities.record.models import Entry
from responsibilities.record.queries.contents import ADOPTED, mismatches
from responsibilities.record.queries.verification import Finding, verify
from revitalization.kit.actor import Actor
from revitalization.kit.registry import REGISTRY
from revitalization.kit.sealed import Sealed, under_seal
from tests.cast import Cast
from tests.policy.brought import POLICIES
from tests.reports import story

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CLERK = Actor.system("tests", via="command")


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = settings.MEDIA_ROOT = tmp_path / "files"
    settings.ANCHOR_FILE = tmp_path / "anchor.txt"


@pytest.fixture
def told(cast: Cast) -> None:
    """A report with a file, returned, filed again and accepted; an account opened; all of it sealed."""
    cycle = story.running(cast)
    row = story.drafted(cast, cycle)
    attach(actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="现场.pdf", data=PDF)
    create_account(actor=CLERK, username="zhangwei", name="张伟")
    story.returned(cast, cycle)
    file = attach(
        actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="2.pdf", data=PDF + b"2"
    )
    detach(actor=cast.wangfang, file=file)
    signed = story.signed(cast, cycle)
    filing.submit(actor=cast.wangfang, obligation=signed, document_number="红党发〔2026〕45号")
    deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
    deciding.accept(actor=cast.chenjing, obligation=story.owed(cycle))
    for policy in POLICIES.values():
        if policy.sealing is not None:
            policy.sealing(cast)
    seal()


def verified() -> Finding:
    return verify(None, lambda done, total: None)


@contextmanager
def past_the_record(*statements: str) -> Iterator[None]:
    """Changes as a superuser could make them, with the triggers switched off; undone afterwards."""
    tables = [sealed.table for sealed in REGISTRY.sealed()] + ["record_entry", "files_involvement"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for sql in statements:
            cursor.execute(sql)
            assert cursor.rowcount, f"did nothing: {sql}"
        yield
        transaction.set_rollback(True)


def test_all_that_the_product_wrote_is_under_seal(told: None) -> None:
    assert verified().faults == []
    for sealed in REGISTRY.sealed():
        rows = sealed.model._default_manager.count()
        keys = {
            key for after in Entry.objects.values_list("after", flat=True) for key in after.get("sealed", {})
        }
        on_entries = sum(1 for key in keys if key.startswith(f"{sealed.kind}/"))
        assert on_entries == rows or not sealed.complete, sealed.kind
        assert on_entries > 0, sealed.kind


TAMPERED = {
    "UPDATE reports_submission SET texts = jsonb_set(texts, '{overall}', '\"改写\"') WHERE number = 1": "submission",
    "UPDATE reports_submission SET signatures = signatures - 0 WHERE number = 2": "submission",
    "UPDATE reports_submission SET submitted_at = submitted_at - interval '1 day' WHERE number = 1": "submission",
    "UPDATE reports_submission SET submitted_name = '李军', submitted_by_id = submitted_by_id + 1": "submission",
    "UPDATE reports_documentnumber SET number = '红党发〔2026〕46号'": "document_number",
    "UPDATE reports_decision SET outcome = 'accepted' WHERE outcome = 'returned'": "decision",
    "UPDATE reports_decision SET reason = '' WHERE outcome = 'returned'": "decision",
    "UPDATE reports_decision SET decided_by_id = decided_by_id + 1 WHERE outcome = 'accepted'": "decision",
    "DELETE FROM reports_decision WHERE outcome = 'returned'": "decision",
    "DELETE FROM reports_signature WHERE round = 1 AND post_key = 'party_secretary'": "signature",
    "UPDATE reports_signature SET name = '钱梅' WHERE name = '赵刚'": "signature",
    "UPDATE files_storedfile SET sha256 = repeat('0', 64) WHERE state = 'attached'": "file",
    "UPDATE files_storedfile SET uploaded_by_id = NULL WHERE state = 'detached'": "file",
    "WITH hands AS (DELETE FROM files_involvement) DELETE FROM files_storedfile WHERE state = 'detached'": "file",
    "UPDATE access_user SET name = '陈静二' WHERE username = 'zhangwei'": "account",
    "UPDATE access_user SET username = 'zhangwei2' WHERE username = 'zhangwei'": "account",
}


@pytest.mark.parametrize("sql", TAMPERED)
def test_what_was_changed_or_removed_past_the_record_is_named(told: None, sql: str) -> None:
    with past_the_record(sql):
        faults = verified().faults
        assert faults
        assert all(fault.startswith(f"{TAMPERED[sql]} ") for fault in faults), faults
        assert all("was altered" in fault or "is missing" in fault for fault in faults)
    assert verified().sound


def copied(table: str, **changed: str) -> str:
    """A second row like the first, made past every action."""
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    values = [changed.get(name, f'"{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} ORDER BY id LIMIT 1"


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("reports_submission", {"id": "id + 900", "public_id": "gen_random_uuid()", "number": "9"}),
        ("reports_signature", {"id": "id + 900", "round": "9"}),
        ("files_storedfile", {"id": "id + 900", "public_id": "gen_random_uuid()"}),
    ],
)
def test_a_row_that_was_put_in_past_the_record_is_named(
    told: None, table: str, changed: dict[str, str]
) -> None:
    with past_the_record(copied(table, **changed)):
        faults = verified().faults
        assert len(faults) == 1
        assert "is on no entry of the record" in faults[0]


def test_the_command_ends_with_1_and_names_the_row(told: None, settings: Any) -> None:
    said = StringIO()
    call_command("verify_record", anchor=settings.ANCHOR_FILE, stdout=said)
    assert "The record is sound" in said.getvalue()
    key = Submission.objects.get(number=1).public_id
    with past_the_record(next(iter(TAMPERED))):
        said = StringIO()
        with pytest.raises(CommandError) as ended:
            call_command("verify_record", anchor=settings.ANCHOR_FILE, stdout=said)
    assert ended.value.returncode == 1
    assert f"submission {key} was altered" in said.getvalue()


@pytest.mark.parametrize(
    ("sealed", "open_fields"),
    [
        (SUBMISSIONS, set()),
        (SIGNATURES, set()),
        (DECISIONS, set()),
        (FILES, {"state", "held_at", "detached_at"}),
    ],
)
def test_every_column_that_never_changes_is_under_seal(sealed: Sealed, open_fields: set[str]) -> None:
    columns = {field.name for field in sealed.model._meta.concrete_fields}
    assert {sealed.key, *sealed.fields} == columns - open_fields


def test_what_was_written_before_there_were_digests_is_taken_up_once(told: None) -> None:
    strip = f"UPDATE record_entry SET \"after\" = \"after\" - 'sealed' WHERE verb <> '{ADOPTED}'"
    with past_the_record(strip, f"DELETE FROM record_entry WHERE verb = '{ADOPTED}'"):
        rows = sum(model.objects.count() for model in (Submission, Signature, Decision, StoredFile))
        assert mismatches(SUBMISSIONS, 10) == []
        assert adopt(actor=CLERK) > rows
        assert Entry.objects.filter(verb=ADOPTED).count() == len(REGISTRY.sealed())
        assert adopt(actor=CLERK) == 0
        with connection.cursor() as cursor:
            assert [mismatches(sealed, 10) for sealed in REGISTRY.sealed()] == [[]] * len(REGISTRY.sealed())
            cursor.execute("UPDATE reports_submission SET texts = '{}' WHERE number = 1")
        assert [str(found).split()[0] for found in mismatches(SUBMISSIONS, 10)] == ["submission"]


def test_nothing_is_put_under_seal_outside_an_act(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="only an act on the record"):
        under_seal(SUBMISSIONS, 1)
