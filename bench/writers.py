"""Sixteen writers submit reports of one province at once, with and without the sums of the boards.

Each writer is a process of its own with its own connection and goes through the product's act. The reports are brought
to "signed" by hand, because signing is not what is measured; the sums are kept right meanwhile. After a round that only
warms up, four take turns (with, without, without, with), so that neither way profits from running later.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence

from django.db import connection as default
from django.db import connections

from bench.registry import Result
from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Draft, Obligation
from responsibilities.access.models import User
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor

WRITERS, EACH = 16, 10
ROUNDS = (None, True, False, False, True)
"""Whether the sums are counted meanwhile; None: counted, and left out of the figures."""
LONGEST = 1.0
TEXT = "全镇把乡村振兴作为中心任务，年内召开专题会议四次，明确十二项重点任务并全部落实到人。" * 15
STATUS = """
SELECT status, count(*) FROM reports_obligation WHERE cycle_id = %(cycle)s AND province_id = %(unit)s
    AND unit_id <> %(unit)s GROUP BY 1
"""
SUMS = """
SELECT status, sum(n) FROM reports_tally WHERE cycle_id = %(cycle)s AND unit_id = %(unit)s
GROUP BY 1 HAVING sum(n) <> 0
"""


def run(connection) -> list[Result]:
    """One line: seconds with the sums against seconds without; the bar 1 / 0.85 is 0.85 of the throughput."""
    cycle = Cycle.objects.earliest("pk")
    province = Unit.objects.get(code="620000000000")
    rows = Obligation.objects.filter(cycle=cycle, province_id=province.pk, level="township")
    ids = list(rows.order_by("id").values_list("id", flat=True)[: WRITERS * EACH * len(ROUNDS)])
    _sign(connection, cycle, ids)
    spent: dict[bool | None, float] = {None: 0.0, True: 0.0, False: 0.0}
    slowest = 0.0
    for counted, part in zip(ROUNDS, _parts(ids, WRITERS * EACH), strict=True):
        if counted is False:
            _alter(connection, "DISABLE TRIGGER", "count_steps")
        seconds, longest = _race(part)
        spent[counted] += seconds
        slowest = max(slowest, longest)
        if counted is False:
            _alter(connection, "ENABLE TRIGGER", "count_steps")
            _step_again(connection, part)
    if slowest > LONGEST:
        raise RuntimeError(f"one submission took {slowest:.2f} s: somebody waited for a lock")
    _compare(connection, cycle, province)
    print(
        f"# {len(ids)} reports submitted by {WRITERS} writers, the slowest in {slowest * 1000:.0f} ms; sums exact"
    )
    return [Result("submit_16_writers", spent[True], spent[False], spent[True] / spent[False], 1 / 0.85)]


def _parts(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _race(ids) -> tuple[float, float]:
    """Seconds until all writers are done, and the longest single submission."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, told = context.Barrier(WRITERS + 1), context.SimpleQueue()
    writers = [context.Process(target=_write, args=(own, barrier, told)) for own in _parts(ids, EACH)]
    for writer in writers:
        writer.start()
    barrier.wait()
    started = time.perf_counter()
    longest = [told.get() for _ in writers]
    seconds = time.perf_counter() - started
    for writer in writers:
        writer.join()
    if any(found is None for found in longest):
        raise RuntimeError("a writer failed")
    return seconds, max(longest)


def _write(ids, barrier, told) -> None:
    actor = Actor.system("bench", via="command")
    longest: float | None = 0.0
    rows = list(Obligation.objects.full().filter(pk__in=ids))
    barrier.wait()
    try:
        for row in rows:
            started = time.perf_counter()
            filing.submit(actor=actor, obligation=row)
            longest = max(longest or 0.0, time.perf_counter() - started)
    except Exception:
        longest = None
        raise
    finally:
        told.put(longest)
        default.close()


def _sign(connection, cycle: Cycle, ids) -> None:
    user = User.objects.get(username="bench.reader")
    texts = {part.key: TEXT for part in cycle.kind.parts()}
    Draft.objects.bulk_create(
        [Draft(obligation_id=pk, texts=texts, saved_by=user) for pk in ids], batch_size=500
    )
    _by_hand(connection, "UPDATE reports_obligation SET status = 'signed' WHERE id = ANY(%s)", [list(ids)])


def _step_again(connection, ids) -> None:
    """Counts what was submitted while nobody counted: there and back under the counting trigger alone."""
    ids = [list(ids)]
    _alter(connection, "DISABLE TRIGGER", "count_steps")
    _by_hand(
        connection, "UPDATE reports_obligation SET status = 'signed' WHERE id = ANY(%s)", ids, counting=False
    )
    _alter(connection, "ENABLE TRIGGER", "count_steps")
    _by_hand(connection, "UPDATE reports_obligation SET status = 'submitted' WHERE id = ANY(%s)", ids)


def _by_hand(connection, sql: str, values, counting: bool = True) -> None:
    """Runs it with the counting trigger alone (or none): as the owner of the tables, which the product never is."""
    _alter(connection, "DISABLE TRIGGER", "USER")
    if counting:
        _alter(connection, "ENABLE TRIGGER", "count_steps")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    _alter(connection, "ENABLE TRIGGER", "USER")
    if not counting:
        _alter(connection, "DISABLE TRIGGER", "count_steps")


def _alter(connection, verb: str, trigger: str) -> None:
    with connection.cursor() as cursor:
        if trigger != "USER":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'reports_obligation'::regclass AND tgname LIKE %s",
                [f"pgtrigger_{trigger}_%"],
            )
            (trigger,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE reports_obligation {verb} {trigger}")


def _compare(connection, cycle: Cycle, province: Unit) -> None:
    values = {"cycle": cycle.pk, "unit": province.pk}
    with connection.cursor() as cursor:
        cursor.execute(STATUS, values)
        there = dict(cursor.fetchall())
        cursor.execute(SUMS, values)
        summed = {status: int(n) for status, n in cursor.fetchall()}
    if there != summed:
        raise RuntimeError(f"the sums say {summed}, the rows {there}")
