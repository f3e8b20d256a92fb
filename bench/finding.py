"""The search over the nation: every kind of things at 665,000 units, 1.2 million people and 90,000 cycles.

The bar is the promise itself: 50 ms for 95 of 100 searches, as a multiple of the floor, an empty signed-in page. Where
that page alone takes longer than on the machine the promise was made on (23 ms), the promise grows with it. Asked are
words many share, words few have and words nobody has, by readers of the nation, a county and a township.
"""

import time
from collections.abc import Sequence
from urllib.parse import urlencode

from django.test import Client

from bench.readers import fetch, reader
from bench.registry import QUICK, Result
from responsibilities.units.models import Unit

PROMISED = 0.050
FLOORS = 2.2
"""As a multiple of the floor, as the machine of the promise had it: a slow machine is no slow search."""
PEOPLE = 40_000 if QUICK else 1_200_000
TIMES = 5
LOOKS = 3
"""At each kind at most, floor and all."""

WORDS = {
    "units": ("城关镇", "新村", "永登 城关", "永登县红城镇", "兰州红城", "hc", "yongdeng", "620121", "没有"),
    "people": ("王伟", "李建", "建国", "欧阳", "张伟国", "没有此人"),
    "numbers": ("国农领办〔2026〕12号", "2026-77", "甘农领办", "测农领办〔2025", "2019-5"),
    "cycles": ("年度报告", "甘肃 报告", "永登县", "没有这样的标题"),
    "acts": ("新建", "令牌", "没有"),
}  # fmt: skip

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文志玉兰红海燕春梅"

POSTS = """
INSERT INTO posts_post (public_id, unit_id, key, title, is_first_responsible, rank, lo, version)
SELECT gen_random_uuid(), u.id, p.key, p.title, p.first, p.rank, u.lo, 1
FROM units_unit u JOIN (VALUES
    ('village_secretary', '村党组织书记', TRUE, 1, TRUE), ('party_secretary', '党委书记', TRUE, 1, FALSE),
    ('government_head', '政府主要负责人', TRUE, 2, FALSE), ('deputy_in_charge', '分管负责人', FALSE, 3, FALSE)
) AS p (key, title, first, rank, village) ON p.village = (u.level = 'village')
WHERE NOT u.is_body AND u.lo > 0 ON CONFLICT DO NOTHING
"""
PERSONS = """
INSERT INTO posts_person (public_id, name, name_key, phone, version)
SELECT gen_random_uuid(), name, name, '', 1 FROM (
    SELECT substr(%(s)s, 1 + (power(random(), 2) * length(%(s)s))::int %% length(%(s)s), 1)
        || substr(%(g)s, 1 + (random() * 1e6)::int %% length(%(g)s), 1)
        || CASE WHEN random() < .8 THEN substr(%(g)s, 1 + (random() * 1e6)::int %% length(%(g)s), 1) ELSE '' END AS name
    FROM generate_series(1, %(n)s)
) AS made
"""
TENURES = """
WITH people AS (SELECT id, row_number() OVER (ORDER BY random()) - 1 AS at FROM posts_person),
     seats AS (SELECT id, at %% %(n)s AS at, at / %(n)s AS turn FROM people),
     posts AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM posts_post)
INSERT INTO posts_tenure (public_id, post_id, person_id, kind, since, until, office_since, document_number,
    document_title, note, version)
SELECT gen_random_uuid(), p.id, w.id, 'full', d.since, d.until, d.since, '', '', '', 1
FROM seats w JOIN posts p ON p.at = w.at
JOIN (VALUES (0, date '2023-01-01', NULL::date), (1, date '2019-01-01', date '2022-12-31'),
    (2, date '2016-01-01', date '2018-12-31')) AS d (turn, since, until) ON d.turn = w.turn
"""
CYCLES = """
INSERT INTO reports_cycle (key, kind_id, period, year, title, scope_id, lo, hi, levels, notice_number, notice_title,
    basis, issued_on, opens_on, due_on, due_rule, remind_before, status, owed, opened_at, version)
SELECT 'bench-' || u.id || '-' || y.year, (SELECT min(id) FROM reports_reportkind WHERE current), y.year::text, y.year,
    u.name || y.year || '年度乡村振兴责任制落实情况年度报告', u.id, u.lo, u.hi, '{township}',
    '测农领办〔' || y.year || '〕' || (u.id % 200 + 1) || '号', '关于报送' || y.year || '年度报告的通知', '',
    make_date(y.year, 10, 1), make_date(y.year, 10, 8), make_date(y.year, 12, 5), '', '{}', 'closed', 0, now(), 1
FROM units_unit u, generate_series(2024, 2025) AS y (year) WHERE u.level <> 'village' AND NOT u.is_body AND u.lo > 0
"""
REGISTER = """
INSERT INTO numbers_issued (unit_id, number, agency, year, sequence, kind, key, title, dated_on)
SELECT scope_id, notice_number, '测农领办', year, substring(notice_number FROM '〕(.+)号')::int, 'cycle', key,
    notice_title, issued_on
FROM reports_cycle WHERE key LIKE 'bench-%'
"""


def run(connection) -> list[Result]:
    """One line for each kind of things: the 95th of 100 searches against an empty page."""
    _fill(connection)
    nation = Unit.objects.get(lo=0)
    county = Unit.objects.get(code="620121000000")
    township = Unit.objects.filter(parent=county, kind="town").order_by("lo")[1]
    clients = [
        reader("bench.reader", [nation]),
        reader("bench.county", [county]),
        reader("bench.town", [township], "filer"),
    ]
    return [_searched(clients, kind) for kind in WORDS]


def _searched(clients: Sequence[Client], kind: str) -> Result:
    """The look with the fewest seconds: looks again only while they are more than promised, as `least` does."""
    pages = [(client, "/jobs/") for client in clients for _again in range(4)]
    asked = [
        (client, f"/search/?{urlencode({'q': w, 'kind': kind})}") for client in clients for w in WORDS[kind]
    ]

    def look() -> tuple[float, float]:
        return _late(asked), _late(pages)

    found = look()
    for _again in range(LOOKS - 1):
        if found[0] <= _promised(found[1]):
            break
        found = min(found, look())
    seconds, floor = found
    return Result(f"search_{kind}", seconds, floor, seconds / floor, _promised(floor) / floor)


def _promised(floor: float) -> float:
    return max(PROMISED, FLOORS * floor)


def _late(asked) -> float:
    """Seconds of the 95th of 100: each asked several times over."""
    taken = []
    for client, url in asked:
        fetch(client, url)
        for _again in range(TIMES):
            started = time.perf_counter()
            fetch(client, url)
            taken.append(time.perf_counter() - started)
    return sorted(taken)[int(len(taken) * 0.95)]


def _fill(connection) -> None:
    """People, posts and old cycles as rows; what guards them in the product is not what is measured."""
    tables = ("posts_post", "posts_person", "posts_tenure", "reports_cycle", "numbers_issued")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(POSTS)
        cursor.execute(PERSONS, {"s": SURNAMES, "g": GIVEN, "n": PEOPLE})
        cursor.execute("SELECT count(*) FROM posts_post")
        cursor.execute(TENURES, {"n": cursor.fetchone()[0]})
        cursor.execute(CYCLES)
        cursor.execute(REGISTER)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SELECT (SELECT count(*) FROM posts_tenure), (SELECT count(*) FROM reports_cycle)")
        tenures, cycles = cursor.fetchone()
        print(f"# search over {tenures} tenures and {cycles} cycles")
