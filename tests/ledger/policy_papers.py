"""Rows of the ledger's papers and of the officials' own sheet."""

from tests.ledger.policy_stage import DRAFTED
from tests.policy.basics import ASKED, GET, POST
from tests.policy.people import (
    BELOW,
    EVERYBODY,
    GANSU,
    HAS_FACTS,
    NATION,
    NINGXIA,
    OTHER_COUNTY,
    OTHER_PROVINCE,
    PLACES,
    READS,
    YONGDENG,
    names,
)
from tests.policy.rows import FORBIDDEN, OK, WHOLE, Row

# The table of a matter has a line for each unit, so it is for those who see the whole subtree of who issued it.
WHOLLY = {
    YONGDENG: READS[YONGDENG],
    GANSU: READS[GANSU],
    NINGXIA: NATION,
    DRAFTED: names("chenjing"),
}
KNOWN = {
    YONGDENG: HAS_FACTS - OTHER_PROVINCE - OTHER_COUNTY,
    GANSU: HAS_FACTS - OTHER_PROVINCE,
    NINGXIA: OTHER_PROVINCE,
}
TABLE = [
    Row("ledger_paper", POST, ASKED, {OK: READS}, send={"paper": "closing"}),
    Row("ledger_paper", POST, ASKED, {OK: BELOW, FORBIDDEN: READS}, send={"paper": "slip"}),
    Row("matter_paper", POST, tuple(WHOLLY), {OK: WHOLLY, FORBIDDEN: KNOWN}),
    Row("ledger_officials_sheet", GET, (WHOLE,), {OK: EVERYBODY}),
    Row("ledger_officials_sheet", GET, PLACES, {OK: EVERYBODY}, query="?under={code}"),
]
