"""The acts on inspections, plans and lines, each once: who does it where, by page and by program, and what it sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.inspections import story
from tests.inspections.found import LETTER
from tests.inspections.policy_findings import SAYS
from tests.inspections.policy_findings_stage import DRAFT, SHOWN
from tests.inspections.policy_stage import (
    AGREED,
    FED_BACK,
    GOING_ON,
    NOTICED,
    OTHER,
    PUT_OFF,
    READY,
    SECRET,
    SENT,
    STEP,
)
from tests.policy.basics import GET, POST, day
from tests.policy.people import (
    ABOVE_TOWN,
    INSPECTORS,
    NATION,
    NOBODY,
    OTHER_PROVINCE,
    SISTER_STAFF,
    TOWN,
    TOWN_HEADS,
    XIJI,
    YONGDENG,
    ByPlace,
    People,
    names,
)
from tests.policy.rows import FORBIDDEN, OK, STATE, Layers, Row

OF_COUNTY = ABOVE_TOWN | INSPECTORS
"""Sees what the county's office does: the county's own people who read inspections, and those above."""
INSPECTED = names("wangfang") | TOWN_HEADS | SISTER_STAFF
"""The inspected of both towns; they see an announced inspection from its notice on."""
SEES: ByPlace = {
    **dict.fromkeys((YONGDENG, OTHER, READY, SECRET, PUT_OFF, GOING_ON), OF_COUNTY),
    **dict.fromkeys((NOTICED, FED_BACK), OF_COUNTY | INSPECTED),
    TOWN: OF_COUNTY | names("wangfang") | TOWN_HEADS,
    XIJI: OTHER_PROVINCE | NATION,
}
"""Whoever reads where the issuer is, and from when on the inspected."""
AT_ISSUER: ByPlace = dict.fromkeys(SEES, OF_COUNTY)
"""For its acts an inspection is there where its issuer is read; the inspected only read it."""
OFFICE, HEADS = names("dingwei"), names("fengbo weiwei xuhui")
ON_TEAM = names("dingwei luyan")
WHY = {"reason": "按要求调整。"}
PLANS = dict.fromkeys((YONGDENG, SENT, AGREED), OF_COUNTY)


@dataclass(frozen=True)
class Done:
    """One act at a place: `who` does it, `late` have the right and hear that it is not now."""

    key: str
    at: str
    who: People
    sends: Any = None
    late: People = NOBODY
    in_person: bool = False

    @property
    def step(self) -> str:
        return "drafted" if self.at in {YONGDENG, TOWN} else STEP

    def taken(self, stage: Any) -> dict[str, Any]:
        return dict(self.sends(stage) if callable(self.sends) else self.sends or {})

    def may(self, sees: ByPlace) -> Layers:
        late = {STATE: self.late} if self.late else {}
        return {OK: self.who, **late, FORBIDDEN: sees[self.at]}

    def asks(self, sees: ByPlace) -> Layers:
        """Who is shown the page that asks for what it takes."""
        return {OK: self.who | self.late, FORBIDDEN: sees[self.at]}


def _town(stage: Any) -> str:
    return str(stage.code(TOWN))


INSPECTION = [
    Done("write_scheme", YONGDENG, OFFICE, story.SCHEME),
    Done("approve_scheme", YONGDENG, HEADS, in_person=True),
    Done("refuse_scheme", YONGDENG, HEADS, WHY, in_person=True),
    Done("draw_team", YONGDENG, OFFICE, {"groups": 1, "size": 2}),
    Done("lead", READY, OFFICE, {"member": "luyan"}),
    Done("stand_aside", READY, ON_TEAM, WHY, late=OF_COUNTY - ON_TEAM),
    Done("notice", READY, OFFICE, {"document_number": "永督发〔2026〕281号"}),
    Done("begin", SECRET, OFFICE),
    Done("feed_back", GOING_ON, OFFICE, {"document_number": "永督发〔2026〕84号", **LETTER}),
    Done("close", FED_BACK, OFFICE),
    Done("move", YONGDENG, OFFICE, lambda s: {"unit": _town(s), "on_day": day(14), **WHY}),
    Done("merge", OTHER, OFFICE, lambda s: {"other": s.inspections[YONGDENG].key, **WHY}),
    Done("postpone", YONGDENG, OFFICE, WHY),
    Done("resume", PUT_OFF, OFFICE, {"on_day": day(60), "document_number": "永政督批〔2026〕3号", **WHY}),
    Done("cancel", YONGDENG, OFFICE, {"document_number": "永政督批〔2026〕4号", **WHY}),
]
TOO_EARLY = [
    Done("notice", YONGDENG, NOBODY, {"document_number": "永督发〔2026〕82号"}, late=OFFICE),
    Done("begin", YONGDENG, NOBODY, late=OFFICE),
]
PLAN = [
    Done("submit", YONGDENG, OFFICE),
    Done("approve", SENT, HEADS, in_person=True),
    Done("send_back", SENT, HEADS, WHY, in_person=True),
    Done("publish", AGREED, OFFICE, {"document_number": "永督发〔2026〕83号"}),
    Done("fill", YONGDENG, OFFICE),
]
LINE = [
    Done("edit", YONGDENG, OFFICE, {"title": "乡镇责任落实督查"}),
    Done("visit", YONGDENG, OFFICE, lambda s: {"unit": _town(s), "on_day": "2027-06-14"}),
    Done("spare", YONGDENG, OFFICE, lambda s: {"unit": _town(s)}),
    Done("drop", YONGDENG, OFFICE, WHY),
]
KINDS = (
    ("inspection_act", INSPECTION, AT_ISSUER, "inspection_version"),
    ("inspection_act", TOO_EARLY, AT_ISSUER, "inspection_version"),
    ("inspection_plan_act", PLAN, PLANS, "plan_version"),
    ("inspection_line_act", LINE, PLANS, "line_version"),
)


def beside() -> Iterator[Row]:
    """Acts on findings asked at the places of those who hold the rights: the one put before the town, the draft of the
    county, the one objected to.
    """
    of_town, who = OF_COUNTY | names("wangfang") | TOWN_HEADS, names("luyan dingwei")
    for key, may, sends in (
        ("put", {STATE: who}, {}),
        ("answer", {OK: names("wangfang")}, SAYS),
        ("object", {STATE: TOWN_HEADS}, WHY),
    ):
        yield Row(
            "finding_act", POST, (TOWN,), {**may, FORBIDDEN: of_town}, args={"act": key},
            send=lambda s, p, sends=sends: {"version": s.finding(SHOWN).version, **sends},
        )  # fmt: skip
    # A sheet the unit has not seen lies with the county: Ding Wei has the right, and is not on the team.
    yield Row(
        "finding_act", POST, (YONGDENG,), {OK: names("luyan"), STATE: OFFICE, FORBIDDEN: OF_COUNTY}, args={"act": "put"},
        send=lambda s, p: {"version": s.finding(DRAFT).version},
    )  # fmt: skip
    yield Row(
        "objection_act", POST, (YONGDENG,), {OK: OFFICE, FORBIDDEN: OF_COUNTY}, args={"act": "keep"},
        send=lambda s, p: {"version": s.objection().version, **WHY},
    )  # fmt: skip


def by_page() -> Iterator[Row]:
    """Every act on its page: GET asks for what it takes, POST does it."""
    for name, acts, sees, version in KINDS:
        for one in acts:
            yield Row(
                name, POST, (one.at,), one.may(sees), args={"act": one.key}, stage=one.step,
                send=lambda s, p, one=one, version=version: {"version": getattr(s, version)(p), **one.taken(s)},
            )  # fmt: skip
            yield Row(name, GET, (one.at,), one.asks(sees), args={"act": one.key}, stage=one.step)


def by_program() -> Iterator[Row]:
    """Every act at its address for programs; what approves is refused to each token."""
    for name, acts, sees, version in KINDS:
        for one in acts:
            yield Row(
                f"api_{name}", POST, (one.at,), one.may(sees), args={"act": one.key}, stage=one.step,
                send=lambda s, p, one=one: one.taken(s),
                match=lambda s, p, version=version: f'"{getattr(s, version)(p)}"',
                by_token={FORBIDDEN: sees[one.at]} if one.in_person else None,
            )  # fmt: skip
