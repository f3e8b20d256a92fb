"""Rows of the ledger's pages."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledger import policy_api
from tests.ledger.policy_acts import AT_ITS_UNIT, ISSUES, KNOWS, WORKS, by_page
from tests.ledger.policy_stage import DRAFTED
from tests.policy.basics import ASKED, GET, ONE, POST, pages, picture
from tests.policy.people import (
    BOARDS,
    GANSU,
    HAS_FACTS,
    LANZHOU,
    NINGXIA,
    PLACES,
    READS,
    RECEIVERS,
    SISTER,
    TOWN,
    VILLAGE,
    YONGDENG,
    names,
)
from tests.policy.rows import FORBIDDEN, NEEDS, OK, Row

FORM = "0b8f5a52-6d1c-4f0e-9a6f-3c1d5e7f9a11"
"""The number of the form: what is sent twice at once is one form."""
HAS = {place: READS[place] for place in ASKED}
"""A village has nothing to do, so nobody finds anything there."""
HANDS = (TOWN, SISTER, YONGDENG, LANZHOU)
MAY_HAND_DOWN = {OK: policy_api.HANDS_DOWN, FORBIDDEN: READS}


EMPTY = {"milestones": "", "codes": ""}
"""Left empty: what stands there is no free text."""


def said(stage: Any, place: str) -> dict[str, Any]:
    """What is typed of a level's own when an item is handed down."""
    return {**policy_api.said(stage, place), **EMPTY, "weight": "1", "form_key": FORM}


def drawn(stage: Any, place: str) -> dict[str, Any]:
    """What is typed of a whole matter of the county."""
    return {
        **policy_api.drawn(stage, place),
        **EMPTY,
        "how_soon": "term",
        "severity": "ordinary",
        "form_key": FORM,
    }


def a_file(_stage: Any, _place: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("管沟.png", picture(), "image/png")}


TABLE = [
    *pages("ledger", "ledger_sheet", "matters"),
    Row("ledger_wall", GET, ONE, {OK: HAS_FACTS}, FORBIDDEN),
    Row("ledger_wall", GET, PLACES, {OK: BOARDS, FORBIDDEN: READS}, query="?unit={code}"),
    Row("ledger_item", GET, (*ASKED, VILLAGE), {OK: HAS}),
    Row("ledger_attach", POST, ASKED, {OK: WORKS, FORBIDDEN: READS}, send=a_file),
    *(Row("ledger_hand_down", method, HANDS, MAY_HAND_DOWN, send=said) for method in (GET, POST)),
    Row("matter", GET, (YONGDENG, GANSU, NINGXIA, DRAFTED), {OK: KNOWS}),
    Row("matter_new", GET, ONE, {OK: RECEIVERS | names("dingwei")}, FORBIDDEN),
    Row("matter_new", POST, ONE, {OK: names("chenjing dingwei"), NEEDS: RECEIVERS}, FORBIDDEN, send=drawn),
    # What was issued is issued again to whoever came to be since.
    Row("matter_act", POST, (YONGDENG, GANSU, NINGXIA), {OK: ISSUES, FORBIDDEN: AT_ITS_UNIT}, args={"act": "issue"},
        send=lambda s, p: {"version": s.matter_version(p)}),
    *by_page(),
]  # fmt: skip
