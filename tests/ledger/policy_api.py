"""Rows of the interface for programs; each is walked by session and by token."""

from typing import Any

from tests.ledger.policy_acts import AT_ITS_UNIT, ISSUES, KNOWS, by_program, matter_match
from tests.ledger.policy_stage import DRAFTED
from tests.policy.basics import ASKED, GET, ONE, POST, day, pages
from tests.policy.people import (
    GANSU,
    LANZHOU,
    NINGXIA,
    READS,
    SISTER,
    TOWN,
    VILLAGE,
    YONGDENG,
    names,
)
from tests.policy.rows import FORBIDDEN, HIDDEN, OK, Row

HANDS_DOWN = {YONGDENG: names("chenjing dingwei"), LANZHOU: names("zhouqiang")}
"""The office at the very unit that has the item."""
ELSEWHERE = names("zhenghua maling")
"""Issues somewhere, but does not see Yongdeng county."""


def said(_stage: Any, _place: str) -> dict[str, Any]:
    """What a level says of its own when it hands an item down."""
    return {
        "measure": "逐村落实。", "issued_on": day(0), "start_on": day(0), "due_on": day(20), "levels": ["township"],
        "basis": "履职事项清单第23项",
    }  # fmt: skip


def drawn(stage: Any, place: str) -> dict[str, Any]:
    """A whole matter of the county."""
    return {
        **said(stage, place), "kind": "task", "issuer": stage.code(YONGDENG), "year": 2026, "title": "整修机耕道",
        "target": "年底前整修八公里。",
    }  # fmt: skip


TABLE = [
    *pages("api_ledger", "api_matters"),
    Row("api_ledger_item", GET, (*ASKED, VILLAGE), {OK: {place: READS[place] for place in ASKED}}),
    Row("api_matter", GET, (YONGDENG, GANSU, NINGXIA, DRAFTED), {OK: KNOWS}),
    Row("api_matters", POST, ONE, {OK: names("chenjing dingwei"), HIDDEN: ELSEWHERE}, FORBIDDEN, send=drawn),
    Row("api_ledger_hand_down", POST, (TOWN, SISTER, YONGDENG, LANZHOU), {OK: HANDS_DOWN, FORBIDDEN: READS}, send=said),
    # What was issued is issued again to whoever came to be since.
    Row("api_matter_act", POST, (YONGDENG, GANSU, NINGXIA), {OK: ISSUES, FORBIDDEN: AT_ITS_UNIT}, args={"act": "issue"},
        match=matter_match),
    *by_program(),
]  # fmt: skip
