"""Writing the record: entries inside the change they describe, numbers and seals afterwards by the clock."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from responsibilities.record.models import Entry, Seal
from responsibilities.record.queries import CANONICAL
from responsibilities.record.queries.contents import ADOPTED, not_adopted
from responsibilities.record.rules import BATCH, GENESIS, Anchored, merkle, seal_root
from responsibilities.roles import Capability
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.reach import Span
from revitalization.kit.sealed import under_seal

FOLD_LOCK = 7_301
SEAL_LOCK = 7_302
ADOPTED_AT_ONCE = 10_000
"""Rows whose digests one entry takes up."""
LATE_WINDOW = 200_000
"""How far back, in entry ids, the frequent fold looks for entries whose transaction ended late."""

STORIES_GO_BACK = timedelta(days=400)
"""A demonstration tells nothing older."""

_COLUMNS = (
    "verb, actor_id, actor_name, post, on_behalf, via, token, request_id, subject_kind, subject_key, label, lo,"
    ' reason, "count", "before", "after", context'
)


def write(entry: ports.Entry) -> int:
    """Writes the entry in the running transaction, so that it stands and falls with its change; returns its id."""
    return _write([entry])[0]


def write_all(entries: Sequence[ports.Entry]) -> None:
    """Writes several entries with one statement."""
    if entries:
        _write(entries)


def _write(entries: Sequence[ports.Entry]) -> list[int]:
    rows = [_values(entry) for entry in entries]
    line = "(coalesce(%s, baton_now())" + ", %s" * (len(rows[0]) - 1) + ")"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO record_entry (at, {_COLUMNS}) VALUES {', '.join([line] * len(rows))} RETURNING id",
            [value for row in rows for value in row],
        )
        return [number for (number,) in cursor.fetchall()]


def _values(entry: ports.Entry) -> list[Any]:
    actor, (kind, key) = entry.actor, entry.subject
    return [
        entry.at, entry.verb, actor.user_id, actor.name, actor.post, entry.on_behalf, actor.via, actor.token,
        actor.request_id, kind, key, entry.label[:300], entry.lo, entry.reason, entry.count, _json(entry.before),
        _json(entry.after), entry.context or None,
    ]  # fmt: skip


def _json(values: object) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)


@contextmanager
def before_the_stories() -> Iterator[None]:
    """What a demonstration stands on is put on the record before its stories, which go back more than a year.

    Else every story would say an older time than the preparation, which looks as if it were put in later. Where
    something is on the record already, and in production, the clock stays as it is.
    """
    then = clock.now() - STORIES_GO_BACK
    if settings.MODE == "production" or Entry.objects.filter(at__gt=then).exists():
        yield
        return
    with clock.moved_to(then):
        yield


def fold(*, everything: bool = False) -> int:
    """Numbers the committed entries that have no number yet; returns how many.

    Looks at the newest entries only, or at `everything` (before sealing), so that an entry whose
    transaction stayed open for very long still gets its number.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLD_LOCK])
        cursor.execute("SELECT coalesce(max(seq), 0), coalesce(max(entry_id), 0) FROM record_leaf")
        last, newest = cursor.fetchone()
        cursor.execute(
            f"""
            INSERT INTO record_leaf (seq, entry_id, digest)
            SELECT %s + row_number() OVER (ORDER BY e.id), e.id,
                   sha256('\\x00'::bytea || convert_to({CANONICAL}, 'UTF8'))
            FROM record_entry e
            WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM record_leaf l WHERE l.entry_id = e.id)
            """,
            [last, 0 if everything else newest - LATE_WINDOW],
        )
        return int(cursor.rowcount)


def seal() -> int:
    """Seals every numbered entry that is not sealed yet, in batches, and anchors the roots; returns how many."""
    fold(everything=True)
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
    anchor(Path(settings.ANCHOR_FILE))
    return sealed


def hold_still() -> None:
    """Nothing is numbered or sealed until the running transaction ends: what is compared in it belongs together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s), pg_advisory_xact_lock(%s)", [FOLD_LOCK, SEAL_LOCK])


def _seal_batch() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        before = Seal.objects.order_by("-number").first()
        number, first = (before.number + 1, before.last_seq + 1) if before else (1, 1)
        previous = bytes(before.root) if before else GENESIS
        cursor.execute("SELECT digest FROM record_leaf WHERE seq >= %s ORDER BY seq LIMIT %s", [first, BATCH])
        digests = [bytes(row[0]) for row in cursor.fetchall()]
        if not digests:
            return 0
        last = first + len(digests) - 1
        root = seal_root(number, first, last, previous, merkle(digests))
        Seal.objects.create(number=number, first_seq=first, last_seq=last, root=root, previous_root=previous)
        return len(digests)


def anchor(path: Path) -> int:
    """Appends a line for each seal that has none in the file and waits until it is on the disk; returns the lines.

    Runs after the seals are committed: a crash in between leaves a seal without line, which the next run
    adds.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        anchored = [line.number for line in read_anchor(path)]
        missing = Seal.objects.filter(number__gt=max(anchored, default=0)).order_by("number")
        return _append(
            path, (Anchored(s.number, s.first_seq, s.last_seq, bytes(s.root).hex()) for s in missing)
        )


def _append(path: Path, lines: Iterable[Anchored]) -> int:
    texts = [str(line) + "\n" for line in lines]
    if not texts:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.writelines(texts)
        file.flush()
        os.fsync(file.fileno())
    return len(texts)


def adopt(*, actor: Actor) -> int:
    """Puts under seal what was written before there were digests, once for each kind; returns the rows.

    From its entry on, which there is also where nothing was written yet, a row that is on no entry is a fault. Raises
    `Forbidden` without the right to run the system.
    """
    actor.require(Capability.SYSTEM_RUN, Span(0, 0))
    adopted = 0
    for sealed in not_adopted():
        with transaction.atomic():
            keys = list(sealed.model._default_manager.order_by(sealed.key).values_list(sealed.key, flat=True))
            for first in range(0, len(keys) or 1, ADOPTED_AT_ONCE):
                part = keys[first : first + ADOPTED_AT_ONCE]
                entry = ports.Entry(ADOPTED, actor, ("sealed", sealed.kind), sealed.label, 0, count=len(part))
                with recorded(entry):
                    under_seal(sealed, *part)
        adopted += len(keys)
    return adopted


def read_anchor(path: Path) -> Iterator[Anchored]:
    """The lines of an anchor file; none when there is no file. `ValueError` for a line that is not one."""
    if not path.exists():
        return
    for line in path.read_text(encoding="ascii").splitlines():
        if line.strip():
            yield Anchored.parse(line)
