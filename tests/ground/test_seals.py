"""The seals: any single change to what is sealed is found, also one made with the triggers switched off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from responsibilities.record import actions
from responsibilities.record.models import Entry, Leaf, Seal
from responsibilities.record.queries import CANONICAL
from responsibilities.record.queries.verification import Finding, verify
from responsibilities.record.rules import SEALED_WITHIN, Anchored, leaf, merkle
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded

pytestmark = [pytest.mark.database]
ENTRIES, BATCH = 24, 10


def write(count: int, word: str = "红城镇") -> None:
    for number in range(count):
        subject = ("unit", str(number))
        with recorded(
            ports.Entry(
                "unit.note", Actor.system("the clock"), subject, word, 10 + number, after={"n": number}
            )
        ):
            pass


@pytest.fixture
def anchor(tmp_path: Path, settings: object) -> Path:
    settings.ANCHOR_FILE = tmp_path / "kept" / "anchor.txt"  # type: ignore[attr-defined]
    return tmp_path / "kept" / "anchor.txt"


@pytest.fixture
def sealed(db: None, anchor: Path, monkeypatch: pytest.MonkeyPatch) -> list[Anchored]:
    """A record of some hundred entries in several seals, anchored; the database is used as its owner."""
    monkeypatch.setattr(actions, "BATCH", BATCH)
    write(ENTRIES)
    actions.seal()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    return list(actions.read_anchor(anchor))


def verified(lines: list[Anchored] | None) -> Finding:
    return verify(lines, lambda done, total: None)


@contextmanager
def tampering() -> Iterator[None]:
    """Triggers switched off, as a superuser could; undone afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in ("record_entry", "record_leaf", "record_seal"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        transaction.set_rollback(True)


def test_an_untouched_record_is_sound(sealed: list[Anchored]) -> None:
    found = verified(sealed)
    assert found.faults == []
    assert found.entries == found.leaves == Entry.objects.count()
    assert found.seals == found.anchored == -(-found.leaves // BATCH)
    assert (found.unsealed, found.unnumbered) == (0, 0)


COLUMNS = {
    "at": "at + interval '1 microsecond'", "verb": "verb || 'x'", "actor_id": "coalesce(actor_id, 0) + 1",
    "actor_name": "actor_name || ' '", "post": "post || 'x'", "on_behalf": "on_behalf || 'x'", "via": "'rest'", "token": "'abc'",
    "request_id": "request_id || 'x'", "subject_kind": "subject_kind || 'x'", "subject_key": "subject_key || '0'",
    "label": "label || 'x'", "lo": "lo + 1", "reason": "reason || 'x'", "count": '"count" + 1',
    "before": "before || '{\"x\": 1}'", "after": "after || '{\"n\": -1}'", "context": "gen_random_uuid()",
}  # fmt: skip


def test_every_column_is_under_seal() -> None:
    assert set(COLUMNS) | {"id"} == {field.column for field in Entry._meta.concrete_fields}


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def alter(column: str) -> Callable[[int], None]:
    def change(entry: int) -> None:
        sql(f'UPDATE record_entry SET "{column}" = {COLUMNS[column]} WHERE id = %s', entry)

    return change


def alter_with_its_digest(entry: int) -> None:
    alter("reason")(entry)
    sql("UPDATE record_leaf SET digest = %s WHERE entry_id = %s", leaf("whatever"), entry)


def alter_and_recompute_the_digest(entry: int) -> None:
    alter("reason")(entry)
    sql(
        "UPDATE record_leaf l SET digest = sha256('\\x00'::bytea || convert_to(c.text, 'UTF8')) FROM"
        f" (SELECT id, {CANONICAL} AS text FROM record_entry e) c WHERE c.id = l.entry_id AND c.id = %s",
        entry,
    )


def remove(entry: int) -> None:
    sql("DELETE FROM record_entry WHERE id = %s", entry)


def remove_with_its_number(entry: int) -> None:
    remove(entry)
    sql("DELETE FROM record_leaf WHERE entry_id = %s", entry)


def renumber(entry: int) -> None:
    """Two neighbours change places."""
    rows = list(Leaf.objects.filter(entry_id__gte=entry - 1).order_by("seq")[:2])
    one, two = rows
    sql("DELETE FROM record_leaf WHERE seq IN (%s, %s)", one.seq, two.seq)
    sql("INSERT INTO record_leaf VALUES (%s, %s, %s), (%s, %s, %s)", one.seq, two.entry_id, bytes(two.digest), two.seq, one.entry_id, bytes(one.digest))  # fmt: skip


def put_in(entry: int) -> None:
    """A forged entry takes the number and the place of a true one."""
    number = Leaf.objects.get(entry_id=entry).seq
    sql(
        "INSERT INTO record_entry (id, at, verb, actor_name, post, on_behalf, via, request_id, subject_kind, subject_key,"
        ' label, lo, reason, "count", "before", "after") SELECT -id, at, verb, actor_name, post, on_behalf, via, request_id,'
        ' subject_kind, subject_key, label, lo, reason, "count", "before", "after" FROM record_entry WHERE id = %s',
        entry,
    )
    sql("DELETE FROM record_leaf WHERE seq = %s", number)
    sql(
        "INSERT INTO record_leaf SELECT %s, e.id, sha256('\\x00'::bytea || convert_to("
        + CANONICAL
        + ", 'UTF8'))"
        " FROM record_entry e WHERE e.id = %s",
        number,
        -entry,
    )


CHANGES = [*map(alter, COLUMNS), alter_with_its_digest, alter_and_recompute_the_digest, remove, remove_with_its_number, renumber, put_in]  # fmt: skip


@how(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(min_value=1, max_value=ENTRIES - 1), change=st.sampled_from(CHANGES))
def test_any_single_change_to_a_sealed_entry_is_found(
    sealed: list[Anchored], at: int, change: Callable[[int], None]
) -> None:
    newest = Entry.objects.latest("id").pk
    entry = Entry.objects.filter(pk__lte=newest).order_by("-pk")[at].pk
    with tampering():
        change(entry)
        assert not verified(None).sound
    assert verified(None).sound


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record_seal SET root = sha256('x') WHERE number = 2",
        "UPDATE record_seal SET previous_root = sha256('x') WHERE number = 2",
        "UPDATE record_seal SET last_seq = last_seq - 1 WHERE number = 2",
        "UPDATE record_seal SET first_seq = first_seq + 1 WHERE number = 2",
        "DELETE FROM record_seal WHERE number = 2",
    ],
)
def test_a_broken_chain_of_seals_is_found(sealed: list[Anchored], change: str) -> None:
    with tampering():
        sql(change)
        assert not verified(None).sound


def test_a_history_rewritten_from_some_point_on_disagrees_with_the_anchor(sealed: list[Anchored]) -> None:
    with tampering():
        sql("UPDATE record_entry SET reason = 'rewritten' WHERE id = (SELECT max(entry_id) FROM record_leaf)")
        sql("DELETE FROM record_seal")
        sql("DELETE FROM record_leaf")
        actions.fold(everything=True)
        while actions._seal_batch():
            pass
        assert verified(None).sound
        assert "anchor" in verified(sealed).faults[0]


def test_a_record_cut_off_at_its_end_disagrees_with_the_anchor(sealed: list[Anchored]) -> None:
    last = Seal.objects.latest("number")
    with tampering():
        sql(
            "DELETE FROM record_entry WHERE id IN (SELECT entry_id FROM record_leaf WHERE seq >= %s)",
            last.first_seq,
        )
        sql("DELETE FROM record_leaf WHERE seq >= %s", last.first_seq)
        sql("DELETE FROM record_seal WHERE number = %s", last.number)
        assert verified(None).sound
        assert verified(sealed).faults == [f"the anchor has seal {last.number}, which is not here"]


def test_the_command_names_the_fault_and_ends_with_1(sealed: list[Anchored], anchor: Path) -> None:
    said = StringIO()
    call_command("verify_record", anchor=anchor, stdout=said)
    assert "The record is sound." in said.getvalue()
    with tampering():
        entry = Entry.objects.latest("id").pk
        alter("reason")(entry)
        said = StringIO()
        with pytest.raises(CommandError) as ended:
            call_command("verify_record", anchor=anchor, stdout=said)
    assert ended.value.returncode == 1
    assert f"entry {entry} " in said.getvalue()


def refused(anchor: Path) -> str:
    """What the command says when it ends with 1."""
    said = StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("verify_record", anchor=anchor, stdout=said)
    assert ended.value.returncode == 1
    return said.getvalue()


@pytest.mark.parametrize("lines", [None, "", "\n\n"])
def test_seals_without_a_line_of_the_anchor_are_not_called_sound(
    sealed: list[Anchored], anchor: Path, lines: str | None
) -> None:
    kept = anchor.with_name("kept.txt")
    if lines is not None:
        kept.write_text(lines)
    assert "no line of an anchor" in refused(kept)
    last = Seal.objects.latest("number")
    with tampering():
        sql(
            "DELETE FROM record_entry WHERE id IN (SELECT entry_id FROM record_leaf WHERE seq >= %s)",
            last.first_seq,
        )
        sql("DELETE FROM record_leaf WHERE seq >= %s", last.first_seq)
        sql("DELETE FROM record_seal WHERE number = %s", last.number)
        assert "no line of an anchor" in refused(kept)


def test_a_record_that_was_never_sealed_has_no_anchor_yet(anchor: Path, db: None) -> None:
    said = StringIO()
    call_command("verify_record", anchor=anchor, stdout=said)
    assert "The record is sound." in said.getvalue()


def test_all_seals_and_the_anchor_taken_away_are_missed_after_a_day(
    sealed: list[Anchored], anchor: Path
) -> None:
    with tampering():
        sql("DELETE FROM record_seal")
        sql("DELETE FROM record_leaf")
        later = clock.now() + SEALED_WITHIN
        with clock.moved_to(later):
            assert verified([]).sound
        with clock.moved_to(later + timedelta(seconds=1)):
            assert f"{Entry.objects.count()} entries older than" in refused(anchor.with_name("gone.txt"))


@pytest.mark.parametrize(
    ("back", "noticed"), [("61 minutes", True), ("400 days", True), ("59 minutes", False)]
)
def test_an_entry_put_in_under_an_older_date_before_the_next_seal_is_noticed(
    sealed: list[Anchored], anchor: Path, back: str, noticed: bool
) -> None:
    before = Entry.objects.latest("id").pk
    sql(
        "INSERT INTO record_entry (at, verb, actor_name, post, on_behalf, via, request_id, subject_kind, subject_key,"
        ' label, lo, reason, "count", "before", "after") SELECT at - %s::interval, verb, \'王芳\', post, on_behalf, via,'
        ' request_id, subject_kind, subject_key, label, lo, reason, "count", "before", "after"'
        " FROM record_entry WHERE id = %s",
        back,
        before,
    )
    actions.seal()
    said = StringIO()
    call_command("verify_record", anchor=anchor, stdout=said)
    forged = Entry.objects.get(id__gt=before).pk
    assert (f"the first of them {forged}" in said.getvalue()) is noticed
    assert ("but for what is to be looked at" in said.getvalue()) is noticed


def test_sealing_again_changes_nothing_and_a_lost_line_is_written_again(
    sealed: list[Anchored], anchor: Path
) -> None:
    text = anchor.read_text()
    actions.seal()
    assert anchor.read_text() == text
    anchor.write_text("".join(text.splitlines(keepends=True)[:-1]))
    actions.seal()
    assert anchor.read_text() == text


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=40, unique=True), st.data())
def test_the_tree_tells_any_two_orders_apart(digests: list[bytes], data: st.DataObject) -> None:
    other = data.draw(st.permutations(digests))
    assert (merkle(digests) == merkle(other)) == (digests == other)


def test_a_node_never_passes_for_a_leaf() -> None:
    two = [leaf("a"), leaf("b")]
    assert merkle(two) == sha256(b"\x01" + two[0] + two[1]).digest()
    assert leaf("a") != sha256(b"a").digest()
