"""Rows of the ledger's papers and of the officials' own sheet."""

from typing import Any

from tests.ledger.policy_stage import DRAFTED
from tests.policy.basics import ASKED, GET, POST, day
from tests.policy.people import (
    EVERYBODY,
    GANSU,
    HAS_FACTS,
    LANZHOU,
    NATION,
    NINGXIA,
    NOBODY,
    OTHER_COUNTY,
    OTHER_PROVINCE,
    PLACES,
    PROVINCE,
    READS,
    SISTER,
    TOWN,
    XIJI,
    YONGDENG,
    names,
)
from tests.policy.rows import FORBIDDEN, OK, WHOLE, Row

# The table of a matter has a line for each unit, so it is for those who see the whole subtree of who issued it.
WHOLLY = {
    YONGDENG: READS[YONGDENG],
    GANSU: READS[GANSU],
    NINGXIA: NATION,
    DRAFTED: names("chenjing dingwei"),
}
KNOWN = {
    YONGDENG: HAS_FACTS - OTHER_PROVINCE - OTHER_COUNTY,
    GANSU: HAS_FACTS - OTHER_PROVINCE,
    NINGXIA: OTHER_PROVINCE,
}
PRESSES = {
    TOWN: names("chenjing dingwei"),
    SISTER: names("chenjing dingwei"),
    YONGDENG: PROVINCE,
    LANZHOU: PROVINCE,
    XIJI: NOBODY,
}
"""A slip goes out in the name of the unit that issued the item, by its receiving or its supervision office."""


def a_slip(_stage: Any, place: str) -> dict[str, str]:
    """A numbered slip; each place takes another number."""
    return {"document_number": f"督办〔2026〕{60 + len(place)}号", "by": day(9), "urgency": "加急"}


TABLE = [
    Row("ledger_paper", POST, ASKED, {OK: READS}),
    Row("ledger_slip", GET, ASKED, {OK: PRESSES, FORBIDDEN: READS}),
    Row("ledger_slip", POST, ASKED, {OK: PRESSES, FORBIDDEN: READS}, send=a_slip),
    Row("matter_paper", POST, tuple(WHOLLY), {OK: WHOLLY, FORBIDDEN: KNOWN}),
    Row("ledger_officials_sheet", GET, (WHOLE,), {OK: EVERYBODY}),
    Row("ledger_officials_sheet", GET, PLACES, {OK: EVERYBODY}, query="?under={code}"),
]
