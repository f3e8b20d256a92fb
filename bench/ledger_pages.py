"""Pages of the ledger at a million items: a province's ledger, whole and narrowed; what an office decides and awaits.

`bench.ledger` must have run. Floor: the rows of the whole province in bare SQL plus an empty signed-in page of the same
frame. States and lamps are spread over the rows as plain SQL; what guards them in the product is not what is measured.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.db import connection as default
from django.test.utils import CaptureQueriesContext

from bench.readers import fetch, least, paired, reader, security_admin
from bench.registry import Result
from responsibilities.units.models import Unit
from revitalization.kit import clock

SPREAD = """
UPDATE ledger_item SET
    status = CASE WHEN n < 20 THEN 'closed' WHEN n < 22 THEN 'declared' WHEN n < 23 THEN 'checked'
        WHEN n < 24 THEN 'planned' ELSE 'running' END,
    lamp = CASE WHEN n < 20 THEN 'done' WHEN n < 30 THEN 'green' WHEN n < 34 THEN 'red' ELSE lamp END,
    closed_on = CASE WHEN n < 20 THEN first_due_on END,
    asked_due_on = CASE WHEN n = 40 THEN first_due_on + 30 END,
    percent = n, due_on = first_due_on - n
FROM (SELECT id, (hashint8(id) & 1023) % 100 AS n FROM ledger_item) AS spread WHERE spread.id = ledger_item.id
"""
COUNTED = """
INSERT INTO ledger_tally (unit_id, year, kind_id, long, status, lamp, claimed, n)
SELECT above.id, t.year, t.kind_id, t.long, t.status, t.lamp, coalesce(t.percent, 0) = 100, count(*)
FROM ledger_item t CROSS JOIN LATERAL (
    VALUES (t.county_id), (t.city_id), (t.province_id), ((SELECT id FROM units_unit WHERE lo = 0))
) AS above(id) WHERE above.id IS NOT NULL AND above.id <> t.unit_id GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
LIST = """
SELECT i.id, i.lo, i.ordinal, i.status, i.lamp, i.lamp_on, i.due_on, i.first_due_on, i.percent, m.key, m.number,
    m.title, u.code, u.name, u.path
FROM ledger_item i JOIN ledger_matter m ON m.id = i.matter_id JOIN units_unit u ON u.id = i.unit_id
WHERE i.lo BETWEEN %s AND %s ORDER BY i.due_on, i.lo, i.id LIMIT 51
"""
AFTER_DAYS = 120
NARROWED: dict[str, dict[str, str]] = {
    "ledger_of_province": {},
    "ledger_by_lamp": {"lamp": "red"},
    "ledger_by_kind": {"kind": "rectification"},
    "ledger_by_state": {"state": "above"},
    "ledger_by_level": {"level": "township"},
    "ledger_due_before": {"due_before": (clock.today() + timedelta(days=AFTER_DAYS)).isoformat()},
    "ledger_of_nobody": {"kind": "commitment", "lamp": "red"},
}
"""By line of the bench what the page is narrowed to; the last finds nothing."""


def run(connection) -> list[Result]:
    """The ledger of a province whole and narrowed, and two parts of an office's inbox."""
    spread(connection)
    nation, province = Unit.objects.get(lo=0), Unit.objects.get(code="620000000000")
    security_admin()
    client = reader("bench.ledger", [nation])
    _same_queries(client, province)
    found = [_narrowed(connection, client, province, name) for name in NARROWED]
    return [*found, *_inboxes(nation, province)]


def spread(connection) -> None:
    """A year's work on the items there are, and the counts of the boards with it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_item DISABLE TRIGGER USER")
        cursor.execute(SPREAD)
        cursor.execute("ALTER TABLE ledger_item ENABLE TRIGGER USER")
        cursor.execute("TRUNCATE ledger_tally")
        cursor.execute(COUNTED)
        cursor.execute("VACUUM (ANALYZE) ledger_item, ledger_tally")


def _same_queries(client, province: Unit) -> None:
    """Twenty rows and a hundred take the same number of queries, else the bench stops."""
    counts = []
    for limit in (20, 100):
        with CaptureQueriesContext(default) as seen:
            fetch(client, f"/api/v1/ledger/?under={province.code}&limit={limit}")
        counts.append(len(seen))
    if counts[0] != counts[1]:
        raise RuntimeError(f"{counts[0]} queries for 20 rows, {counts[1]} for 100")


def _narrowed(connection, client, province: Unit, name: str) -> Result:
    """The page against the rows of the whole province in bare SQL, however it is narrowed, and an empty page."""
    url = "/ledger/?" + urlencode({"under": province.code, **NARROWED[name]})

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(LIST, [province.lo, province.hi])
            cursor.fetchall()
        fetch(client, "/jobs/")

    look: Callable[[], tuple[float, float, float]] = lambda: paired(lambda: fetch(client, url), bare)  # noqa: E731
    return Result(name, *least(look, 2.0), 2.0)


def _inboxes(nation: Unit, province: Unit) -> list[Result]:
    """What waits for the nation's office of a million that it issued, and what of it stands red: full pages both.

    Floor: the same pages of an office that issued a fiftieth.
    """
    many, few = reader("bench.million", [nation]), reader("bench.fiftieth", [province])
    found = []
    for name, url in (
        ("inbox_to_decide", "/?kind=ledger-decide"),
        ("inbox_red_below", "/?view=mine&kind=ledger-red"),
    ):
        held = paired_pages(many, few, url)
        found.append(Result(name, *least(held, 1.5), 1.5))
    return found


def paired_pages(first, second, url: str) -> Callable[[], tuple[float, float, float]]:
    """Looks at the same address by two readers, in pairs."""
    return lambda: paired(lambda: fetch(first, url), lambda: fetch(second, url))
