"""An office's table of 5,000 new tasks: checked row by row, then drawn up under one entry of the record.

The nation must be loaded (bench/registry.py does). Each row names another township of Gansu by its name and county, as
offices write them; nothing of it is known to the product yet.
"""

from datetime import date, timedelta
from itertools import cycle, islice

from bench.cycles import twin
from bench.readers import timed
from bench.registry import QUICK, Result
from responsibilities.ledger.actions.drawing import draw_up_all
from responsibilities.ledger.actions.sheets import Said, drawn_of, plan_of
from responsibilities.ledger.models import Kind, Matter
from responsibilities.ledger.rules import sheet_words as w
from responsibilities.ledger.rules.sheet_words import SheetRow
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.ports import Entry

ROWS = 1_000 if QUICK else w.MOST_ROWS
CHECKED, DRAWN = 5.0, 15.0
"""The bars: each row is held against the units, the duties and what was drawn up before, then made with its words and
counted in the record. The floor writes finished rows."""
TABLES = ("ledger_matter", "ledger_matterwords")


def run(connection) -> list[Result]:
    """Two lines: the rows checked alone, and drawn up."""
    actor = Actor.system("bench", via="command")
    issuer = Unit.objects.get(code="620000000000")
    today = clock.today()
    kinds = {kind.key: kind for kind in Kind.objects.filter(current=True)}
    said = Said(
        issuer, kinds["task"], kinds["rectification"], today.year, today, today, "甘农领发〔2026〕1号",
        "关于下达年度任务的通知", "履职事项清单第23项", "",
    )  # fmt: skip
    rows = _rows(issuer, today)
    before = set(Matter.objects.values_list("pk", flat=True))
    plan = None

    def check() -> None:
        nonlocal plan
        plan = plan_of(actor, rows, said)

    checked = timed(check)
    if plan is None or plan.faults or len(plan.of_kind(w.CREATE)) != len(rows):
        raise RuntimeError(f"not every row is new: {plan and plan.faults[:3]}")
    drawn = [
        (said.kind_of(step.row), drawn_of(step.new, said)) for step in plan.of_kind(w.CREATE) if step.new
    ]
    entry = Entry(
        "ledger_sheet.import", actor, ("ledger_sheet", "bench"), "任务台账", issuer.lo, count=len(drawn)
    )
    seconds = timed(lambda: draw_up_all(actor=actor, issuer=issuer, year=today.year, rows=drawn, entry=entry))
    made = Matter.objects.exclude(pk__in=before)
    print(f"# {made.count()} matters drawn up")
    floor = _floor(connection, sorted(made.values_list("pk", flat=True)))
    return [
        Result("sheet_check", checked, floor, checked / floor, CHECKED),
        Result("sheet_import", seconds, floor, seconds / floor, DRAWN),
    ]


def _rows(issuer: Unit, today: date) -> list[SheetRow]:
    """A row for each township, over and over with another task until there are enough."""
    towns = Unit.objects.live().under(issuer).filter(level="township").order_by("lo")
    names = [path.partition(" / ")[2].replace(" / ", "") for path in towns.values_list("path", flat=True)]
    due = today + timedelta(days=200)
    return [
        SheetRow(
            "任务台账", w.TASK, n + 5,
            {"title": f"完成农村饮水管网改造第{n}标段", "target": "供水保证率达到百分之九十五。", "unit": name,
             "measure": "逐村排查，更换老旧管网。", "due_on": due.isoformat(), "categories": ""},
            due_on=due,
        )
        for n, name in enumerate(islice(cycle(names), ROWS))
    ]  # fmt: skip


def _floor(connection, keys: list[int]) -> float:
    """A bare INSERT … SELECT of the same rows into tables with the same columns, indexes, keys and checks."""
    spent = 0.0
    with connection.cursor() as cursor:
        for table, column in zip(TABLES, ("id", "matter_id"), strict=True):
            copy = f"bench_{table}"
            twin(cursor, table, copy)
            cursor.execute(
                f"CREATE TEMPORARY TABLE bench_rows AS SELECT * FROM {table} WHERE {column} = ANY(%s) ORDER BY id",
                [keys],
            )
            spent += timed(lambda copy=copy: cursor.execute(f"INSERT INTO {copy} SELECT * FROM bench_rows"))
            cursor.execute("DROP TABLE bench_rows")
        cursor.execute("DROP TABLE " + ", ".join(f"bench_{table}" for table in reversed(TABLES)))
    return spent
