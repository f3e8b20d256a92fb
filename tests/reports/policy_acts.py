"""The acts on a report, each once: who does it at which step, by page and by program, and what it sends."""

from typing import Any

from tests.policy.basics import GET, POST, day
from tests.policy.people import DECIDES, FILES, READS, REVIEWS, SIGNS, TOWN, VILLAGE, ByPlace, names
from tests.policy.rows import FORBIDDEN, OK, STATE, Row

WHY = {"reason": "复核意见"}
FARTHER = {TOWN: names("zhouqiang wumin linnan")}
"""Offices above the one that decides: they hold the right over the whole subtree, but are not asked."""
# A village owes nothing, so its report is hidden from everybody.
ONLY_TOWN = {TOWN: READS[TOWN]}


def if_match(stage: Any, place: str) -> str:
    return f'"{stage.version(place)}"'


def act(
    key: str,
    who: ByPlace,
    step: str,
    *,
    sends: Any = None,
    in_person: bool = False,
    late: Any = None,
    page: Any = None,
) -> list[Row]:
    """Rows of one act at the step at which it is possible: GET asks for what it takes, POST does it, a program too.

    `late` are those who have the right and are not asked; nobody acts `in_person` through a program; `page` is what a page
    sends along.
    """
    mine = {TOWN: who[TOWN]}
    may = {OK: mine, **({STATE: late} if late else {}), FORBIDDEN: ONLY_TOWN}
    asks = {OK: {TOWN: who[TOWN] | (late or {}).get(TOWN, frozenset())}, FORBIDDEN: ONLY_TOWN}

    def taken(stage: Any, place: str) -> dict[str, Any]:
        return dict(sends(stage, place) if callable(sends) else sends or {})

    def typed(stage: Any, place: str) -> dict[str, Any]:
        return {"version": stage.version(place), **taken(stage, place), **(page or {})}

    return [
        Row("report_act", POST, (TOWN,), may, args={"key": key}, send=typed, stage=step),
        Row("report_act", GET, (TOWN,), asks, args={"key": key}, stage=step),
        Row(
            "api_report_act", POST, (TOWN, VILLAGE), may, args={"act": key}, send=taken, stage=step, match=if_match,
            by_token={FORBIDDEN: ONLY_TOWN} if in_person else None,
        ),
    ]  # fmt: skip


TABLE = [
    *act("send", FILES, "drafted", sends=lambda s, p: {"draft_version": s.draft_version(p)}),
    *act("approve", REVIEWS, "review", in_person=True),
    *act("send_back", REVIEWS, "review", sends=WHY, in_person=True),
    *act("recall", FILES, "review"),
    *act("sign", SIGNS, "signing", in_person=True, page={"on_behalf_of": "own"}),
    *act("decline", SIGNS, "signing", sends=WHY, in_person=True),
    *act("submit", FILES, "signed"),
    *act("withdraw", FILES, "submitted", sends=WHY),
    *act("receive", DECIDES, "submitted", late=FARTHER),
    *act("accept", DECIDES, "received", sends=WHY, in_person=True, late=FARTHER),
    *act("return", DECIDES, "received", sends=lambda s, p: {**WHY, "new_due_on": day(20)}, in_person=True, late=FARTHER),
    *act("exempt", DECIDES, "drafted", sends=WHY, in_person=True, late=FARTHER),
]  # fmt: skip
