"""The ledger over the nation: handing a task down to every township and every village, turning the lamps of a million.

The nation must be loaded (bench/registry.py does). What is handed here is what `bench.ledger_pages` then reads.
"""

from datetime import date, timedelta

from bench.cycles import best, twin
from bench.readers import timed
from bench.registry import QUICK, Result
from responsibilities.ledger.actions import drawing, issuing
from responsibilities.ledger.actions.timed import fold_tallies, turn_lamps
from responsibilities.ledger.models import Item, Kind, Matter
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor

REPEATS = 3 if QUICK else 1
"""Measurements of handing down, each with its floor right after it; the lowest ratio counts. The nation is one."""
ITEMS = 60_000 if QUICK else 1_000_000
"""How many open items the lamps are turned of, and the pages are cut from."""
HANDED = (("hand_to_townships", "task", "township"), ("hand_to_villages", "task", "village"))[QUICK:]
"""By line of the bench kind and level; the townships of two provinces are too few to be measured."""
DAYS = 200
"""From the first day to the deadline: without progress yellow after a tenth of them, red after three."""


def run(connection) -> list[Result]:
    """Four lines (three for a quick look): handed to townships and to villages, lamps turned, and turned again."""
    actor = Actor.system("bench", via="command")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) units_unit, units_unityear")
    found = []
    nation = Unit.objects.get(lo=0)
    for name, key, level in HANDED:
        found.append(
            best([_handed(connection, name, drawn(actor, key, nation, level, n)) for n in range(REPEATS)])
        )
    grow(connection, actor)
    return [*found, *_lamps(connection)]


def drawn(actor: Actor, key: str, issuer: Unit, level: str, n: int, days: int = DAYS) -> Matter:
    """A matter of the issuer for all its units of the level, in preparation; `n` tells it from the others."""
    today = clock.today()
    said = drawing.Drawn(
        title=f"完成第{n}批农村饮水管网改造",
        target="供水保证率达到百分之九十五。",
        start_on=today,
        due_on=today + timedelta(days=days),
        issued_on=today,
        levels=[level],
        basis="履职事项清单第23项（测速）",
        approval="县级以上党委决定（测速）",
        categories=["L09"],
    )
    kind = Kind.objects.get(key=key, current=True)
    return drawing.draw_up(actor=actor, kind=kind, issuer=issuer, year=today.year, drawn=said)


def grow(connection, actor: Actor) -> None:
    """Further matters of the nation and of one province, until there are as many items as are wanted."""
    nation, province = Unit.objects.get(lo=0), Unit.objects.get(code="620000000000")
    n = 10
    for key, issuer, level in (("project", province, "village"), ("rectification", province, "township")):
        issuing.issue(actor=actor, matter=drawn(actor, key, issuer, level, n))
    while Item.objects.count() < ITEMS:
        n += 1
        days = DAYS - 10 * (n % 5)
        issuing.issue(actor=actor, matter=drawn(actor, "task", nation, "village", n, days))
    fold_tallies()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) ledger_item, ledger_turn, ledger_matter, ledger_tally")
    print(f"# {Item.objects.count()} items of {Matter.objects.count()} matters")


COLUMNS = ", ".join(field.column for field in Item._meta.local_concrete_fields if field.column != "id")


def _handed(connection, name: str, matter: Matter) -> Result:
    """Issuing, which counts, locks, creates, tells and writes the record; against one bare INSERT … SELECT.

    The floor writes the finished rows into a table with the same columns, indexes, checks and foreign keys.
    """
    actor = Actor.system("bench", via="command")
    seconds = timed(lambda: issuing.issue(actor=actor, matter=matter))
    with connection.cursor() as cursor:
        twin(cursor, "ledger_item", "bench_item")
        cursor.execute(
            f"CREATE TEMPORARY TABLE bench_rows AS SELECT {COLUMNS} FROM ledger_item WHERE matter_id = %s ORDER BY lo",
            [matter.pk],
        )
        cursor.execute("ANALYZE bench_rows")
        floor = timed(
            lambda: cursor.execute(f"INSERT INTO bench_item ({COLUMNS}) SELECT {COLUMNS} FROM bench_rows")
        )
        print(f"# {name}: {cursor.rowcount} items")
        cursor.execute("DROP TABLE bench_item, bench_rows")
    return Result(name, seconds, floor, seconds / floor, 1.5)


def _lamps(connection) -> list[Result]:
    """The sweep on the day on which every lamp turns yellow, and once more; floor: the bare UPDATE of the same rows.

    The floor sets the same columns of the same rows in a table with the same indexes and checks; it keeps no history
    and counts for no board.
    """
    day = clock.today() + timedelta(days=DAYS // 10)
    floor = _bare_update(connection, day)
    turned = 0

    def turn() -> None:
        nonlocal turned
        turned = turn_lamps(day)

    seconds = timed(turn)
    print(f"# {turned} lamps turned")
    again = timed(lambda: turn_lamps(day))
    return [
        Result("lamp_sweep", seconds, floor, seconds / floor, 1.5),
        Result("lamp_sweep_again", again, floor, again / floor, 0.2),
    ]


def _bare_update(connection, day: date) -> float:
    with connection.cursor() as cursor:
        twin(cursor, "ledger_item", "bench_item")
        cursor.execute("INSERT INTO bench_item SELECT * FROM ledger_item ORDER BY id")
        cursor.execute("VACUUM (ANALYZE) bench_item")
        seconds = timed(
            lambda: cursor.execute(
                "UPDATE bench_item SET lamp = 'yellow', lamp_on = yellow_on, next_on = red_on"
                " WHERE next_on <= %s AND status IN ('issued', 'planning', 'running')",
                [day],
            )
        )
        cursor.execute("DROP TABLE bench_item")
    return seconds
