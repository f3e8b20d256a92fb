"""Lists in a large table and for readers of every size: first page, page 5,000, many grants, an empty scope.

With `BATON_BENCH_ROWS` the nation's cycle is opened for further years until the table holds that many obligations
(9,300,000 are fourteen cycles of every unit; a few more minutes and 6 GB).
"""

import os
from datetime import timedelta
from urllib.parse import urlencode

from django.db import connection as default
from django.test.utils import CaptureQueriesContext

from bench.cycles import LEVELS
from bench.readers import TIMES, fetch, least, paired, reader
from bench.registry import QUICK, Result
from reporting.reports.actions import cycles
from reporting.reports.api.obligations import Obligations
from reporting.reports.models import Cycle, Obligation, ReportKind
from responsibilities.units.models import Unit
from revitalization.kit import clock, keyset
from revitalization.kit.actor import Actor

OPEN = "('open', 'draft', 'review', 'signing', 'signed', 'returned')"
FIRST = """
SELECT o.id, u.code, u.name, c.key, o.level, o.status, o.due_on, o.first_due_on, o.timely, o.version
FROM reports_obligation o JOIN units_unit u ON u.id = o.unit_id JOIN reports_cycle c ON c.id = o.cycle_id
WHERE o.cycle_id = %s AND o.lo BETWEEN %s AND %s AND o.status = 'open' ORDER BY o.lo, o.id LIMIT 100
"""
DEEP = 19_899 if QUICK else 499_899
LIMITS = """
SELECT o.id, u.code, u.name, c.key, o.level, o.status, o.due_on, o.first_due_on, o.timely, o.version
FROM reports_obligation o JOIN units_unit u ON u.id = o.unit_id JOIN reports_cycle c ON c.id = o.cycle_id
ORDER BY o.due_on, o.lo, o.id LIMIT 101
"""


def run(connection) -> list[Result]:
    """First page against bare SQL, page 5,000 against page 1, 50 grants against one, empty scope against full."""
    _grow(connection)
    nation = reader("bench.reader", [Unit.objects.get(lo=0)])
    province = Unit.objects.get(code="620000000000")
    return [
        _first_page(connection, nation, province),
        _by_limit(connection, nation),
        _deep_page(nation),
        *_readers(nation),
    ]


def _grow(connection) -> None:
    wanted = int(os.environ.get("BATON_BENCH_ROWS", "0"))
    actor, kind = Actor.system("bench", via="command"), ReportKind.objects.get(key="annual", current=True)
    today, owed = clock.today(), sum(Cycle.objects.values_list("owed", flat=True))
    while owed < wanted:
        year = 2027 + Cycle.objects.count()
        notice = cycles.Notice(
            number=f"国农领办〔{year}〕1号", title="关于报送年度报告的通知", issued_on=today, opens_on=today,
            due_on=today + timedelta(days=20), levels=LEVELS, basis="县级以上党委决定（测速）",
        )  # fmt: skip
        cycle = cycles.plan_cycle(
            actor=actor, kind=kind, period=str(year), scope=Unit.objects.get(lo=0), notice=notice
        )
        owed += cycles.open_cycle(actor=actor, cycle=cycle)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reports_obligation")
    print(f"# {owed} obligations in {Cycle.objects.count()} cycles")


def _first_page(connection, client, province: Unit) -> Result:
    """Through HTTP, against the same page in bare SQL and an empty signed-in page."""
    cycle = Cycle.objects.earliest("pk")
    query = {"cycle": cycle.key, "under": province.code, "status": "open", "order": "unit"}
    url = "/api/v1/obligations/?" + urlencode(query)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(FIRST, [cycle.pk, province.lo, province.hi])
            cursor.fetchall()
        fetch(client, "/jobs/")

    found = least(lambda: paired(lambda: fetch(client, f"{url}&limit=100"), bare), 2.0)
    counts = []
    for limit in (20, 100):
        with CaptureQueriesContext(default) as seen:
            fetch(client, f"{url}&limit={limit}")
        counts.append(len(seen))
    if counts[0] != counts[1]:
        raise RuntimeError(f"{counts[0]} queries for 20 rows, {counts[1]} for 100")
    return Result("first_page_of_open_work", *found, 2.0)


def _by_limit(connection, client) -> Result:
    """The first 100 of everything in the order of limits, against the same rows in bare SQL and an empty page."""

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(LIMITS)
            cursor.fetchall()
        fetch(client, "/jobs/")

    found = least(lambda: paired(lambda: fetch(client, "/api/v1/obligations/?limit=100"), bare), 2.0)
    return Result("nation_by_limit", *found, 2.0)


def _deep_page(client) -> Result:
    """Page 5,000 of a cycle's list of 100 a page (200 where it is short), by the mark of the row before it."""
    cycle = Cycle.objects.earliest("pk")
    url = "/api/v1/obligations/?" + urlencode({"cycle": cycle.key, "order": "unit", "limit": 100})
    order = Obligations.orders["unit"]
    before = Obligation.objects.filter(cycle=cycle).order_by(*order).values_list(*order)[DEEP]
    mark = keyset.seal(["on", *before], "Obligations:unit")
    deep = f"{url}&{urlencode({'cursor': mark})}"
    found = least(lambda: paired(lambda: fetch(client, deep), lambda: fetch(client, url)), 5.0)
    return Result("page_5000", *found, 5.0)


def _readers(nation) -> list[Result]:
    """The inbox and the list of open work for people with other grants."""
    counties = list(Unit.objects.filter(level="county", valid_to__isnull=True).order_by("lo")[:50])
    village = Unit.objects.filter(level="village", valid_to__isnull=True).order_by("-lo")[:1]
    one, many = reader("bench.one", counties[:1]), reader("bench.many", counties)
    empty = reader("bench.empty", list(village))

    first = "/api/v1/obligations/?" + urlencode({"cycle": Cycle.objects.earliest("pk").key, "order": "unit"})

    def look(client):
        return lambda: (fetch(client, "/"), fetch(client, first))

    return [
        Result("fifty_grants", *least(lambda: paired(look(many), look(one), 2 * TIMES), 2.0), 2.0),
        Result("empty_scope", *least(lambda: paired(look(empty), look(nation)), 10.0), 10.0),
    ]
