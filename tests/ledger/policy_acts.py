"""The acts on items and matters, each once: who does it where, by page and by program, and what it sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.ledger.policy_stage import DRAFTED, HANDED, STEP
from tests.policy.basics import GET, POST, day
from tests.policy.people import (
    ABOVE_TOWN,
    GANSU,
    NATION,
    NINGXIA,
    OTHER_PROVINCE,
    PROVINCE,
    READS,
    SISTER,
    SISTER_STAFF,
    TOWN,
    TOWN_HEADS,
    TOWN_STAFF,
    VILLAGE,
    YONGDENG,
    People,
    names,
)
from tests.policy.rows import FORBIDDEN, HIDDEN, OK, STATE, Layers, Row

WHY = {"reason": "复核意见"}
WORKS = {TOWN: names("wangfang"), SISTER: names("sunli")}
"""Works on the items of the own unit, and enters public notices of them."""
JUDGES = names("chenjing dingwei zhouqiang wumin linnan")
"""Offices above the town: each may check on the spot; only the one that issued agrees, grants and closes."""
ISSUED_IT = names("chenjing dingwei")
FARTHER = JUDGES - ISSUED_IT

ISSUES = {YONGDENG: ISSUED_IT, DRAFTED: ISSUED_IT, HANDED: ISSUED_IT, GANSU: PROVINCE}
"""Who issues at the unit of the matter."""
AT_ITS_UNIT = {YONGDENG: ABOVE_TOWN, HANDED: ABOVE_TOWN, GANSU: PROVINCE | NATION, NINGXIA: NATION}
"""Sees the unit that issued it; below, a matter is only read: for its acts it is not there. A draft is its unit's alone."""
OF_TOWN = TOWN_STAFF | TOWN_HEADS | SISTER_STAFF
KNOWS = {
    YONGDENG: OF_TOWN | ABOVE_TOWN,
    HANDED: OF_TOWN | ABOVE_TOWN,
    GANSU: OF_TOWN | ABOVE_TOWN | names("zhenghua"),
    NINGXIA: OTHER_PROVINCE | NATION,
    DRAFTED: ISSUED_IT,
}
"""What was issued is known to the units it concerns and above; a draft where it may be issued."""


def item_match(stage: Any, place: str) -> str:
    return f'"{stage.item_version(place)}"'


def matter_match(stage: Any, place: str) -> str:
    return f'"{stage.matter_version(place)}"'


def _found() -> dict[str, str]:
    """What a check found on the day of the story."""
    return {"words": "现场属实。", "on_day": day(0)}


def funds(number: str) -> dict[str, Any]:
    """An entry of funds, small enough for what is planned and allotted."""
    return {
        "amount": "1", "measured": "wan", "fund": "province", "on_day": day(0), "document_number": number,
    }  # fmt: skip


@dataclass(frozen=True)
class Done:
    """One act on the item at the place: `who` does it, `late` have the right and are not the ones to decide."""

    key: str
    at: str
    who: People
    sends: Any = None
    late: People = frozenset()
    in_person: bool = False

    @property
    def step(self) -> str:
        return "drafted" if self.at in {TOWN, SISTER} else STEP

    @property
    def readers(self) -> People:
        return READS[SISTER if self.at == SISTER else TOWN]

    @property
    def may(self) -> Layers:
        return {OK: self.who, **({STATE: self.late} if self.late else {}), FORBIDDEN: self.readers}

    def taken(self) -> dict[str, Any]:
        return dict(self.sends() if callable(self.sends) else self.sends or {})


def _above(key: str, at: str, sends: Any) -> Done:
    """What the issuer alone decides."""
    return Done(key, at, ISSUED_IT, sends, FARTHER, in_person=True)


ACTS = [
    Done("accept", SISTER, WORKS[SISTER]),
    Done("send_plan", "PLAN", WORKS[TOWN], {"measures": "逐村排查，逐项整改。"}),
    _above("agree_plan", "PLAN_SENT", None),
    _above("refuse_plan", "PLAN_SENT", WHY),
    Done("progress", TOWN, WORKS[TOWN], {"percent": "60", "words": "完成十九公里。"}),
    _above("plan_funds", "PROJECT", lambda: funds("永领办〔2026〕93号")),
    _above("allot", "PROJECT", lambda: funds("永财农〔2026〕70号")),
    Done("pay", "PROJECT", WORKS[TOWN], lambda: funds("记账凭证2026-11-24-3")),
    Done("announce", "PROJECT", WORKS[TOWN] | JUDGES, {"place": "镇政务公开栏", "on_day": day(0)}),
    Done("prepare", "FULL", WORKS[TOWN], {"words": "全部完成。", "effect": "六个村通水。"}),
    Done("declare", "FULL", TOWN_HEADS, {"words": "全部完成。", "effect": "六个村通水。"}, in_person=True),
    Done("check", "DECLARED", JUDGES, _found, in_person=True),
    Done("publicize", "TO_NOTICE", WORKS[TOWN] | JUDGES, {"place": "镇政务公开栏", "on_day": day(0)}),
    Done("object", "NOTICE", WORKS[TOWN] | JUDGES, WHY),
    _above("settle_objection", "OBJECTED", WHY),
    Done("sign", "TO_SIGN", TOWN_HEADS, in_person=True),
    _above("verify", "CHECKED", {"words": "同意销号。"}),
    Done("return", "DECLARED", JUDGES, {**WHY, "new_due_on": day(20)}, in_person=True),
    Done("ask_extension", TOWN, WORKS[TOWN], {**WHY, "new_due_on": day(40)}),
    _above("extend", "ASKED", {"new_due_on": day(40), "document_number": "永农领办〔2026〕90号"}),
    _above("refuse_extension", "ASKED", WHY),
    _above("set_milestones", "PROJECT", {**WHY, "milestones": f"{day(9)} 40"}),
    _above("reopen", "CLOSED", {**WHY, "new_due_on": day(30)}),
    _above("cancel", TOWN, {**WHY, "document_number": "永农领办〔2026〕91号"}),
]
TOO_EARLY = [
    Done(
        "declare",
        TOWN,
        frozenset(),
        {"words": "全部完成。", "effect": "六个村通水。"},
        TOWN_HEADS,
        in_person=True,
    ),
    Done("check", TOWN, frozenset(), _found, JUDGES, in_person=True),
    Done("object", TOWN, frozenset(), WHY, WORKS[TOWN] | JUDGES),
]
"""The same on the town's task, which stands at 40 per cent: those with the right hear that it is not now."""
MATTER_ACTS: list[tuple[str, str, Any]] = [
    ("issue", DRAFTED, {}),
    ("revise", YONGDENG, {**WHY, "measure": "县水务局、县财政局牵头。"}),
    ("revise", GANSU, {**WHY, "target": "建成二百万亩。"}),
    ("adopt", HANDED, {}),
    ("discard", DRAFTED, {}),
]
"""Act, the matter it is done on, and what it takes."""


def by_program() -> Iterator[Row]:
    """Every act at its address for programs; what judges and signs is refused to each token."""
    for one in [*ACTS, *TOO_EARLY]:
        token = {FORBIDDEN: one.readers} if one.in_person else None
        # A village has nothing to do, so nobody finds anything there.
        also = (VILLAGE,) if one.at == TOWN else ()
        may = {outcome: {one.at: who} for outcome, who in one.may.items()}
        yield Row(
            "api_ledger_act", POST, (one.at, *also), may, args={"act": one.key}, send=lambda s, p, one=one: one.taken(), stage=one.step,
            match=item_match, by_token={FORBIDDEN: {one.at: one.readers}} if token else None,
        )  # fmt: skip
    for key, at, sends in MATTER_ACTS:
        yield Row(
            "api_matter_act", POST, (at,), {OK: ISSUES, FORBIDDEN: AT_ITS_UNIT}, HIDDEN, args={"act": key}, send=sends,
            stage=STEP if at == HANDED else "drafted", match=matter_match,
        )  # fmt: skip


def by_page() -> Iterator[Row]:
    """Every act on its page: GET asks for what it takes, POST does it."""
    for one in [*ACTS, *TOO_EARLY]:
        asks = {OK: one.who | one.late, FORBIDDEN: one.readers}
        yield Row(
            "ledger_act", POST, (one.at,), one.may, args={"act": one.key}, stage=one.step,
            send=lambda s, p, one=one: {"version": s.item_version(p), **one.taken()},
        )  # fmt: skip
        yield Row("ledger_act", GET, (one.at,), asks, args={"act": one.key}, stage=one.step)
    for key, at, sends in MATTER_ACTS:
        who = {OK: ISSUES, FORBIDDEN: AT_ITS_UNIT}
        step = STEP if at == HANDED else "drafted"
        yield Row("matter_act", GET, (at,), who, args={"act": key}, stage=step)
        yield Row(
            "matter_act", POST, (at,), who, args={"act": key}, stage=step,
            send=lambda s, p, sends=sends: {"version": s.matter_version(p), **sends},
        )  # fmt: skip
