"""Recomputing the whole record: what was altered, removed, put in or put elsewhere is named."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from responsibilities.record.models import Entry, Leaf, Seal
from responsibilities.record.queries import CANONICAL
from responsibilities.record.queries.contents import mismatches
from responsibilities.record.queries.histories import histories, unrecorded
from responsibilities.record.rules import (
    GENESIS,
    NUMBERED_WITHIN,
    SEALED_WITHIN,
    Anchored,
    leaf,
    merkle,
    seal_root,
)
from revitalization.kit import clock
from revitalization.kit.registry import REGISTRY

STEP = 20_000
NAMED = 100
"""Faults of one kind that are named one by one."""

Progress = Callable[[int, int], None]


@dataclass
class Finding:
    """What the verification found.

    `faults` are sentences for the operator, `doubts` what a person must look at and may be right; the counts say what
    was looked at.
    """

    entries: int = 0
    leaves: int = 0
    seals: int = 0
    anchored: int = 0
    unnumbered: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def fault(self, text: str) -> None:
        """Names one more fault; only the first `NAMED` are kept, more would say no more."""
        if len(self.faults) < NAMED:
            self.faults.append(text)


def verify(anchored: Sequence[Anchored] | None, progress: Progress) -> Finding:
    """Recomputes every digest, tree and seal from the entries and compares; `anchored` are the lines kept outside.

    One snapshot, so that the clock may go on writing meanwhile. Memory stays flat but for one batch of
    digests.
    """
    finding = Finding()
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _count(finding)
        trees = _recomputed(finding, progress)
        _compare_seals(finding, trees)
        _compare_contents(finding)
        _compare_histories(finding)
        _look_for_late_seals(finding)
        _look_for_older_dates(finding)
        if anchored is not None:
            _compare_anchor(finding, anchored)
    return finding


def _count(finding: Finding) -> None:
    finding.entries, finding.leaves = Entry.objects.count(), Leaf.objects.count()
    finding.seals = Seal.objects.count()


_ROWS = f"""
SELECT l.seq, l.entry_id, l.digest, {CANONICAL}, e.id IS NOT NULL
  FROM record_leaf l LEFT JOIN record_entry e ON e.id = l.entry_id
 WHERE l.seq > %s ORDER BY l.seq LIMIT {STEP}
"""


def _recomputed(finding: Finding, progress: Progress) -> dict[int, bytes]:
    """The tree over each seal's places by the entries as they are now; gaps in the numbers are faults."""
    bounds = dict(Seal.objects.order_by("number").values_list("first_seq", "last_seq"))
    trees: dict[int, bytes] = {}
    batch: list[bytes] = []
    first, expected, done = 0, 1, 0
    for seq, digest in _digests(finding):
        if seq != expected:
            finding.fault(f"number {expected} is missing: the next is {seq}")
        if seq in bounds:
            first, batch = seq, []
        batch.append(digest)
        if first and bounds.get(first) == seq:
            trees[first] = merkle(batch)
        expected, done = seq + 1, done + 1
        if done % STEP == 0:
            progress(done, finding.leaves)
    last = max(bounds.values(), default=0)
    finding.unsealed = max(expected - 1 - last, 0)
    progress(finding.leaves, finding.leaves)
    return trees


def _digests(finding: Finding) -> Iterator[tuple[int, bytes]]:
    """Each number with the digest of its entry as it is now."""
    seq, present = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [seq])
            rows = cursor.fetchall()
        for seq, entry_id, stored, text, there in rows:
            digest = leaf(text) if there else b""
            present += bool(there)
            if not there:
                finding.fault(f"entry {entry_id} (number {seq}) is missing")
            elif digest != bytes(stored):
                finding.fault(f"entry {entry_id} (number {seq}) was altered, or its digest was")
            yield seq, digest
        if len(rows) < STEP:
            break
    finding.unnumbered = finding.entries - present


def _compare_seals(finding: Finding, trees: dict[int, bytes]) -> None:
    previous, number, following = GENESIS, 1, 1
    for seal in Seal.objects.order_by("number"):
        where = f"seal {seal.number} (numbers {seal.first_seq} to {seal.last_seq})"
        if seal.number != number or seal.first_seq != following:
            finding.fault(f"{where} does not follow the seal before it")
        if bytes(seal.previous_root) != previous:
            finding.fault(f"{where} does not hold the root of the seal before it")
        tree = trees.get(seal.first_seq)
        root = seal_root(seal.number, seal.first_seq, seal.last_seq, previous, tree) if tree else b""
        if root != bytes(seal.root):
            finding.fault(
                f"{where} does not match its entries: something was changed, put in, removed or moved"
            )
        previous, number, following = bytes(seal.root), seal.number + 1, seal.last_seq + 1


def _compare_contents(finding: Finding) -> None:
    """What the entries put under seal, as the tables of the slices have it now."""
    for sealed in REGISTRY.sealed():
        for mismatch in mismatches(sealed, NAMED):
            finding.fault(str(mismatch))


def _compare_histories(finding: Finding) -> None:
    """Official rows as they are now, their images, and the entries of the acts that made these."""
    for history in histories():
        for fault in unrecorded(history, NAMED):
            finding.fault(str(fault))


def _look_for_late_seals(finding: Finding) -> None:
    """Entries that should have been sealed long ago: the clock stands, or seals were taken away."""
    last = Seal.objects.aggregate(last=Max("last_seq"))["last"] or 0
    sealed = Leaf.objects.filter(entry_id=OuterRef("pk"), seq__lte=last)
    overdue = Entry.objects.filter(~Exists(sealed), at__lt=clock.now() - SEALED_WITHIN).count()
    if overdue:
        finding.fault(
            f"{overdue} entries older than {SEALED_WITHIN} are under no seal; is the clock running?"
        )


_BACK_DATED = """
SELECT count(*), min(entry_id) FROM (
    SELECT l.entry_id, e.at, max(e.at) OVER (ORDER BY l.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest
      FROM record_leaf l JOIN record_entry e ON e.id = l.entry_id
) AS numbered WHERE at < newest - make_interval(secs => %s)
"""


def _look_for_older_dates(finding: Finding) -> None:
    """Entries numbered after others that happened much later. A clock that was set back does that too."""
    with connection.cursor() as cursor:
        cursor.execute(_BACK_DATED, [NUMBERED_WITHIN.total_seconds()])
        found, first = cursor.fetchone()
    if found:
        finding.doubts.append(
            f"{found} entries, the first of them {first}, say a time more than {NUMBERED_WITHIN} before one that was"
            " numbered earlier: they were put in later under an older date, or the clock was set back"
        )


def _compare_anchor(finding: Finding, anchored: Sequence[Anchored]) -> None:
    """Every line kept outside must be as the seal here; a seal not yet anchored is no fault."""
    finding.anchored = len(anchored)
    if finding.seals and not anchored:
        finding.fault(
            f"there are {finding.seals} seals and no line of an anchor: nothing says that these are the true ones"
        )
    seals = Seal.objects.order_by("number")
    here = [Anchored(s.number, s.first_seq, s.last_seq, bytes(s.root).hex()) for s in seals]
    for line, seal in zip_longest(anchored, here[: len(anchored)]):
        if seal is None:
            finding.fault(f"the anchor has seal {line.number}, which is not here")
        elif line != seal:
            finding.fault(f"seal {seal.number} is not as the anchor has it in line {line.number}")
