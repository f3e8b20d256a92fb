"""Rows of the sheets that offices send in: nobody but the sender reads or confirms one."""

from typing import Any

from responsibilities.ledger.actions.sheets import send_sheet
from tests.ledger.sheets import DUE, SAID, WALLS, plan, workbook
from tests.policy.basics import GET, MISSING, NO_UUID, ONE, POST
from tests.policy.people import RECEIVERS, YONGDENG, names
from tests.policy.rows import FORBIDDEN, HIDDEN, NEEDS, OK, STATE, Row
from tests.working import run_jobs

SENDERS = RECEIVERS | names("dingwei wangfang sunli")
"""Who issues matters or reports progress."""
OWN = names("chenjing")
_ONE = (YONGDENG,)
TABLE = [
    Row("ledger_sent_sheets", GET, ONE, {OK: SENDERS}, FORBIDDEN),
    Row("ledger_sent_sheets", POST, ONE, {NEEDS: SENDERS}, FORBIDDEN, send={"file": ""}),
    Row("ledger_sheet_template", GET, ONE, {OK: SENDERS}, FORBIDDEN),
    Row("ledger_sent_sheet", GET, _ONE, {OK: OWN, HIDDEN: SENDERS}, FORBIDDEN),
    Row("ledger_sheet_changes", GET, _ONE, {HIDDEN: SENDERS}, FORBIDDEN),
    Row("ledger_sheet_confirm", POST, _ONE, {STATE: OWN, HIDDEN: SENDERS}, FORBIDDEN),
]
FILLED = {**WALLS, "完成时限": DUE}


def sent(stage: Any, data: bytes = b"PK") -> Any:
    """A sheet of the county's office."""
    said = {**SAID, "year": int(SAID["year"])}
    return send_sheet(actor=stage.cast.chenjing, name="台账.xlsx", data=data, language="zh-hans", said=said)


def of_sheet(s: Any, p: str) -> dict[str, Any]:
    """What an address holds for the sheet."""
    return {"key": NO_UUID if p == MISSING else s.sheet.public_id}


def good(stage: Any) -> Row:
    """A sheet that was checked and found good."""
    stage.sheet = sent(stage, workbook(tasks=(FILLED,)))
    run_jobs()
    return Row("ledger_sheet_confirm", POST, _ONE, {OK: OWN}, send=lambda s, p: plan())
