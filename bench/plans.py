"""Drawing the yearly plans of the whole nation on 1 December: the centre, every province, city and county at once.

The nation must be loaded (bench/registry.py does). Every issuer has adopted the rules of the catalogue for its level
that inspect every unit each year, and provinces the sample of their counties.
"""

from datetime import date

from assessments.inspections.actions.drawing import draw_plans
from assessments.inspections.actions.rules_data import SUBSTANCE, load_catalogue
from assessments.inspections.models import Line, LineVisit, Rule, Template, YearPlan
from bench.cycles import twin
from bench.readers import timed
from bench.registry import Result
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor

RULES = ("centre_yearly", "province_yearly", "province_counties", "city_counties", "county_townships")
TABLES = ("inspections_yearplan", "inspections_line", "inspections_linevisit")
BAR = 180.0
"""Each plan is a transaction of its own, with its days found one after the other and its entry in the record: 20 to 40
thousandths of a second a plan. The floor is one statement a table for all of them."""


def run(connection) -> list[Result]:
    """One line: all plans drawn, and that a second clock draws none."""
    load_catalogue(actor=Actor.system("bench", via="command"))
    year = clock.today().year + 1
    adopted(year)
    day = date(year - 1, 12, 1)
    seconds = timed(lambda: draw_plans(day))
    if draw_plans(day):
        raise RuntimeError("plans were drawn twice")
    floor = _floor(connection)
    plans, lines, visits = (model.objects.count() for model in (YearPlan, Line, LineVisit))
    print(f"# {plans} plans, {lines} lines, {visits} visits")
    return [Result("draw_plans", seconds, floor, seconds / floor, BAR)]


def adopted(year: int) -> None:
    """The rules of every issuer, as many at once."""
    rows = []
    for key in RULES:
        template = Template.objects.get(key=key, current=True)
        said = {name: getattr(template, name) for name in SUBSTANCE}
        issuers = Unit.objects.live().territorial().filter(level=template.issuer_level)
        rows += [
            Rule(
                issuer=unit, lo=unit.lo, key=key, number=1, template=f"{key}/1", title=template.title,
                from_year=year, basis=template.source, by_name="bench", **said,
            )
            for unit in issuers
        ]  # fmt: skip
    Rule.objects.bulk_create(rows, batch_size=1_000)


def _floor(connection) -> float:
    """A bare INSERT … SELECT of the same rows into tables with the same columns, indexes, keys and checks."""
    spent = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            copy = f"bench_{table}"
            twin(cursor, table, copy)
            cursor.execute(f"CREATE TEMPORARY TABLE bench_rows AS SELECT * FROM {table} ORDER BY id")
            spent += timed(lambda copy=copy: cursor.execute(f"INSERT INTO {copy} SELECT * FROM bench_rows"))
            cursor.execute("DROP TABLE bench_rows")
        cursor.execute("DROP TABLE " + ", ".join(f"bench_{table}" for table in reversed(TABLES)))
    return spent
