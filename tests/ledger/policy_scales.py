"""Rows of the thresholds: those who issue at a unit set them; who only reads there sees that they are refused."""

from typing import Any

from responsibilities.ledger.models import ScaleRow
from tests.policy.basics import GET, ONE, POST
from tests.policy.people import GANSU, LANZHOU, READS, RECEIVERS, TOWN, XIJI, YONGDENG, names
from tests.policy.rows import FORBIDDEN, OK, Row

PLACES = (TOWN, YONGDENG, LANZHOU, GANSU, XIJI)
ISSUES = {
    YONGDENG: names("chenjing dingwei"), LANZHOU: names("zhouqiang"), GANSU: names("wumin"), XIJI: names("maling"),
}  # fmt: skip
MAY = {OK: ISSUES, FORBIDDEN: READS}


def set_times(s: Any, p: str) -> int:
    """How often the unit set its thresholds for tasks, as pages and tags carry it."""
    return ScaleRow.objects.filter(issuer=s.units[p], kind_key="task").count() if p in s.units else 0


def said(s: Any, p: str) -> dict[str, Any]:
    return {"yellow": 5, "red": 20, "unstarted": 60, "near": 5, "basis": "永农领办〔2026〕9号"}


def typed(s: Any, p: str) -> dict[str, Any]:
    return {**said(s, p), "then": "set", "version": set_times(s, p)}


TABLE = [
    Row("ledger_scales", GET, ONE, {OK: RECEIVERS | names("dingwei")}, FORBIDDEN),
    Row("ledger_scale", GET, PLACES, MAY),
    Row("ledger_scale", POST, PLACES, MAY, send=typed),
    Row("api_ledger_scale", GET, PLACES, MAY),
    Row("api_ledger_scale", POST, PLACES, MAY, send=said, match=lambda s, p: f'"{set_times(s, p)}"'),
]
