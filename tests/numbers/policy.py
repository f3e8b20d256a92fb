"""The register of numbered documents: for whoever sees what the numbers stand on."""

from tests import world
from tests.policy.basics import GET, ONE, SEATS, SISTER, TOWN, VILLAGE, WITH_VILLAGE, YONGDENG, Policy, Shown
from tests.policy.people import EVERYBODY, INSPECTORS, KNOWS_CYCLE, READS, also
from tests.policy.rows import OK, Row

PAGED = ("order", "fields", "limit", "cursor", "count")

SEES_PAPERS = also(READS, INSPECTORS, (TOWN, SISTER, VILLAGE, YONGDENG))
"""A member of inspection teams sees the numbers of inspections, so that the register is there for them too."""

POLICY = Policy(
    lists={
        "unit-numbers": (f"/units/{world.GANSU}/?tab=numbers", "wumin"),
    },
    rows=[
        Row("unit", GET, WITH_VILLAGE, {OK: SEES_PAPERS}, query="?tab=numbers"),
        Row("unit_numbers", GET, SEATS, {OK: SEES_PAPERS}),
        Row("api_numbers", GET, ONE, {OK: EVERYBODY}),
    ],
    named={"unit_numbers": lambda s, p: {"code": s.code(p)}},
    shown=[Shown("api_numbers", KNOWS_CYCLE, lambda s, p: f'"key":"{s.cycles[p].key}"')],
    parameters={
        "unit_numbers": ("paper", "issued", "named", "order"),
        "api_numbers": ("under", "number", "year", *PAGED),
    },
)
