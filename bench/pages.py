"""Pages and REST of a running national cycle, through Django's own handler.

Floors: the bare SQL of the same rows plus an empty signed-in page of the same frame. The list of REST is held against
the same rows as `values()` and orjson.
"""

import orjson
from django.test import Client

from bench.readers import least, paired, reader
from bench.registry import Result
from reporting.reports.models import Cycle, Obligation
from responsibilities.units.models import Unit

BOARD = """
SELECT unit_id, status, due_on < now()::date, timely, sum(n) FROM reports_tally
WHERE cycle_id = %s AND unit_id IN (SELECT id FROM units_unit WHERE parent_id = %s) GROUP BY 1, 2, 3, 4
"""


def run(connection) -> list[Result]:
    """Board of a province and of the nation, REST list of 100 obligations."""
    client, cycle = reader("bench.reader", [Unit.objects.get(lo=0)]), Cycle.objects.latest("pk")
    province = Unit.objects.get(code="620000000000")

    def look(unit: Unit) -> tuple[float, float, float]:
        def bare() -> None:
            client.get("/jobs/")
            with connection.cursor() as cursor:
                cursor.execute(BOARD, [cycle.pk, unit.pk])
                cursor.fetchall()

        return paired(lambda: client.get(f"/cycles/{cycle.key}/{unit.code}/"), bare)

    nation = Unit.objects.get(lo=0)
    results = [
        Result(name, *least(lambda: look(unit), 2.0), 2.0)  # noqa: B023
        for name, unit in (("board_of_province", province), ("board_of_nation", nation))
    ]
    return [*results, _rest(client, cycle, province)]


def _rest(client: Client, cycle: Cycle, province: Unit) -> Result:
    fields = (
        "unit__code",
        "unit__name",
        "cycle__key",
        "level",
        "status",
        "due_on",
        "first_due_on",
        "timely",
        "version",
    )
    url = f"/api/v1/obligations/?cycle={cycle.key}&under={province.code}&limit=100"

    def bare() -> None:
        rows = Obligation.objects.filter(cycle=cycle, lo__gte=province.lo, lo__lte=province.hi).order_by(
            "due_on", "id"
        )
        orjson.dumps(list(rows.values(*fields)[:100]), default=str)
        client.get("/api/v1/me/")

    found = least(lambda: paired(lambda: client.get(url), bare), 1.5)
    return Result("rest_100_obligations", *found, 1.5)
