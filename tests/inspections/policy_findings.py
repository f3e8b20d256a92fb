"""Rows of findings, their objections, offers and samples: by page and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from responsibilities.roles import C
from tests import world
from tests.inspections import policy_mending
from tests.inspections.policy_findings_stage import (
    DRAFT,
    ELSEWHERE,
    FED,
    FINDINGS,
    LISTED,
    OBJECTED,
    ON_SITE,
    SENT,
    SHOWN,
    of_finding,
    of_inspection,
    of_line,
    of_sample,
    of_sister,
)
from tests.policy.basics import GET, MISSING, ONE, POST, Trial, pages, picture
from tests.policy.people import (
    ABOVE_TOWN,
    HAS_FACTS,
    INSPECTORS,
    SISTER,
    SISTER_STAFF,
    TOWN,
    TOWN_HEADS,
    XIJI,
    People,
    names,
)
from tests.policy.rows import FORBIDDEN, OK, STATE, WHOLE, Layers, Row

OFFICE = ABOVE_TOWN | INSPECTORS
"""Reads what the county's teams find: its offices and those above."""
READS_TOWN = names("wangfang") | TOWN_HEADS
"""Of the town: whoever reads inspections there; the reviewer does not."""
TEAM, FILER = names("luyan"), names("wangfang")
PLANS = names("dingwei")
CONDUCTS = names("luyan dingwei")
"""Has the right; Ding Wei is not on the team."""
SEES = {DRAFT: OFFICE, SHOWN: OFFICE | READS_TOWN, FED: OFFICE | READS_TOWN, OBJECTED: OFFICE | READS_TOWN,
        LISTED: OFFICE | READS_TOWN}  # fmt: skip
SEES_INSPECTION = {ON_SITE: OFFICE | READS_TOWN, SENT: OFFICE | READS_TOWN}
READS_ANY = HAS_FACTS - names("lijun") | INSPECTORS
"""Reads inspections somewhere."""
SHEET = "0b8f5a52-6d1c-4f0e-9a6f-3c1d5e7f9a22"
"""The key the device made for the sheet: what is sent twice at once is one sheet."""
WHY = {"reason": "复核意见。"}
SAYS = {"view": "true", "person": "王芳", "post": "干事"}


@dataclass(frozen=True)
class Done:
    """One act on the finding in that state: `who` does it, `late` have the right and the guard refuses them."""

    key: str
    at: str
    who: People
    sends: Any = None
    late: People = frozenset()
    in_person: bool = False

    @property
    def may(self) -> Layers:
        return {OK: self.who, **({STATE: self.late} if self.late else {}), FORBIDDEN: SEES[self.at]}

    def taken(self, stage: Any) -> dict[str, Any]:
        return dict(self.sends(stage) if callable(self.sends) else self.sends or {})


def _same(stage: Any) -> dict[str, str]:
    return {"same_as": stage.found[FED].key}


OFF_TEAM = CONDUCTS - TEAM
ACTS = [
    Done("put", DRAFT, TEAM, late=OFF_TEAM),
    Done("take_back", SHOWN, TEAM, WHY, OFF_TEAM),
    Done("confirm", SHOWN, TEAM, SAYS, OFF_TEAM),
    Done("answer", SHOWN, FILER, SAYS),
    Done("link", SHOWN, TEAM, _same, OFF_TEAM),
    Done("discard", DRAFT, TEAM, WHY, OFF_TEAM),
    Done("object", FED, TOWN_HEADS, WHY, in_person=True),
]
DECISIONS = [
    ("keep", WHY),
    ("change", {**WHY, "problem": "管网未通水两个社。"}),
    ("withdraw", {**WHY, "document_number": "永督发〔2026〕90号"}),
]


def _match(stage: Any, place: str) -> str:
    return f'"{stage.finding(place).version}"' if place in stage.found else '"1"'


def _objection_match(stage: Any, _place: str) -> str:
    return f'"{stage.objection().version}"'


def _sheet(_stage: Any, _place: str) -> dict[str, Any]:
    return {
        "client_key": SHEET, "place": "河西村三社", "problem": "路灯不亮。", "rule_broken": "", "evidence": "",
        "category": "L09", "how_soon": "term", "severity": "ordinary", "extent": "single",
    }  # fmt: skip


def on_site(stage: Any) -> dict[str, Any]:
    """What the team's page sends."""
    return typed(stage, ON_SITE)


def typed(stage: Any, place: str) -> dict[str, Any]:
    """A sheet as the page sends it."""
    return _sheet(stage, place) | {"version": "0", "unit": stage.code(TOWN), "second": "", "found_on": ""}


def edited(stage: Any, place: str) -> dict[str, Any]:
    """The sheet of the draft in other words."""
    row = stage.finding(place)
    return typed(stage, place) | {"client_key": str(row.client_key), "version": str(row.version)}


def sent(stage: Any, place: str) -> dict[str, Any]:
    """A sheet as a program sends it."""
    return _sheet(stage, place) | {"unit": stage.code(TOWN)}


def _file(_stage: Any, _place: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("公厕.png", picture(), "image/png")}


def _acts() -> Iterator[Row]:
    for one in ACTS:
        # Whom the guard refuses is not asked for words either.
        yield Row("finding_act", GET, (one.at,), one.may, args={"act": one.key})
        yield Row(
            "finding_act", POST, (one.at,), one.may, args={"act": one.key},
            send=lambda s, p, one=one: {"version": s.finding(p).version, **one.taken(s)},
        )  # fmt: skip
        yield Row(
            "api_finding_act", POST, (one.at,), one.may, args={"act": one.key}, match=_match,
            send=lambda s, p, one=one: one.taken(s), by_token={FORBIDDEN: SEES[one.at]} if one.in_person else None,
        )  # fmt: skip
    for key, sends in DECISIONS:
        may = {OK: PLANS, FORBIDDEN: SEES[OBJECTED] & OFFICE}
        yield Row("objection_act", GET, (OBJECTED,), may, args={"act": key})
        yield Row(
            "objection_act", POST, (OBJECTED,), may, args={"act": key},
            send=lambda s, p, sends=sends: {"version": s.objection().version, **sends},
        )  # fmt: skip
        yield Row(
            "api_objection_act", POST, (OBJECTED,), may, args={"act": key}, match=_objection_match, send=sends,
            by_token={FORBIDDEN: SEES[OBJECTED] & OFFICE},
        )  # fmt: skip


def _sisters() -> Iterator[Row]:
    sees = OFFICE | SISTER_STAFF
    yield Row("sister", GET, (SISTER,), {OK: sees})
    for key in ("take", "decline"):
        may = {OK: SISTER_STAFF, FORBIDDEN: sees}
        yield Row("sister_act", GET, (SISTER,), may, args={"act": key})
        yield Row(
            "sister_act", POST, (SISTER,), may, args={"act": key},
            send=lambda s, p: {"version": s.offered().version, **WHY},
        )  # fmt: skip


TABLE = [
    *pages("findings", "findings_sheet", "findings_officials_sheet", "sisters", "lookbacks", "api_findings"),
    Row("findings_board", GET, ONE, {OK: READS_ANY}, FORBIDDEN),
    *(Row(name, GET, FINDINGS, {OK: SEES}) for name in ("finding", "api_finding")),
    Row("finding_edit", GET, (DRAFT,), {OK: TEAM, FORBIDDEN: OFFICE}),
    Row("finding_edit", POST, (DRAFT,), {OK: TEAM, FORBIDDEN: OFFICE}, send=edited),
    Row("finding_attach", POST, (DRAFT,), {OK: TEAM, FORBIDDEN: OFFICE}, send=_file),
    Row("finding_attach", POST, (FED,), {OK: FILER, FORBIDDEN: SEES[FED]}, send=_file),
    Row("finding_paper", POST, FINDINGS, {OK: SEES}),
    Row("feedback_paper", POST, (SENT,), {OK: SEES_INSPECTION}),
    Row("findings_list", POST, (SENT,), {OK: PLANS, FORBIDDEN: OFFICE}),
    Row("onsite", GET, (ON_SITE,), {OK: TEAM, FORBIDDEN: OFFICE}),
    Row("onsite", POST, (ON_SITE,), {OK: TEAM, FORBIDDEN: OFFICE}, send=typed),
    Row("api_finding_record", POST, (ON_SITE,), {OK: TEAM, FORBIDDEN: OFFICE}, send=sent),
    *(
        Row("sister_offer", method, (FED,), {OK: PLANS, FORBIDDEN: SEES[FED] & OFFICE},
            send=lambda s, p: {"codes": s.code(SISTER)})
        for method in (GET, POST)
    ),
    *policy_mending.rows(FILER, SEES_INSPECTION),
    Row("lookback_draw", GET, ONE, {OK: PLANS}, FORBIDDEN),
    # Nothing was closed half a year ago.
    Row("lookback_draw", POST, ONE, {STATE: PLANS}, FORBIDDEN, send=lambda s, p: {"issuer": s.code("YONGDENG"), "share": "20"}),
    Row("lookback", GET, (LISTED, FED), {OK: {LISTED: OFFICE}}),
    Row("lookback_sheet", GET, (LISTED, FED), {OK: {LISTED: OFFICE}}),
    Row("lookback_enter", GET, (LISTED,), {OK: OFFICE}),
    Row("lookback_enter", POST, (LISTED,), {OK: PLANS, FORBIDDEN: OFFICE},
        send={"result": "held", "words": "三座公厕有人管护。", "looked_on": ""}),
    *_acts(),
    *_sisters(),
]  # fmt: skip
LISTS = {
    "findings": ("findings", "dingwei"),
    "own-sheets": (f"/inspections/{world.YONGDENG}-2026-i1/on-site/", "luyan"),
    "sisters": ("sisters", "dingwei"),
    "lookbacks": ("lookbacks", "dingwei"),
    "looked": (f"/inspections/look-back/{world.YONGDENG}-b1/", "dingwei"),
    **policy_mending.LISTS,
}
FIELDS = {
    # What the acts of each workflow take, on pages and by programs.
    "finding": "version reason view words person post evidence",
    "objection": "version reason problem document_number",
    "sister": "version reason",
    "SheetForm": "client_key version place problem rule_broken evidence category how_soon severity extent found_on",
    "SheetBody": "client_key place problem rule_broken evidence category how_soon severity extent found_on",
    "DrawForm": "share",
    **policy_mending.FIELDS,
    "LookedForm": "result words looked_on",
}
NAMING = {
    "SheetForm.unit": "unit",
    "SheetForm.second": "account",
    "SheetBody.unit": "unit",
    "SheetBody.second": "account",
    "DrawForm.issuer": "unit",
    **policy_mending.NAMING,
    "OfferForm.codes": "unit",
    "finding.same_as": "inspection",
}
NAMED = {
    **dict.fromkeys(
        (
            "finding",
            "finding_edit",
            "finding_attach",
            "finding_paper",
            "finding_act",
            "objection_act",
            "sister_offer",
            "api_finding",
            "api_finding_act",
            "api_objection_act",
        ),
        of_finding,
    ),
    **dict.fromkeys(("sister", "sister_act"), of_sister),
    **dict.fromkeys(("onsite", "feedback_paper", "findings_list"), of_inspection),
    "api_finding_record": lambda s, p: {"inspection": of_inspection(s, p)["key"]},
    **policy_mending.NAMED,
    **dict.fromkeys(("lookback", "lookback_sheet"), of_sample),
    "lookback_enter": of_line,
}
PARAMETERS = {
    "api_findings": ("inspection", "under", "status", "order", "fields", "limit", "cursor", "count"),
    **policy_mending.PARAMETERS,
}
UNVERSIONED = (
    dict.fromkeys(
        ("finding_attach", "sister_offer", "lookback_draw", "lookback_enter", "api_finding_record"), "new"
    )
    | dict.fromkeys(("finding_paper", "feedback_paper"), "again")
    | {"findings_list": "puts what is final on the ledger, each once"}
    | policy_mending.UNVERSIONED
)


_ON_THE_LEDGER = ("matter.bring", "finding.list")
SEVERAL = [
    _ON_THE_LEDGER,
    ("objection.keep", *_ON_THE_LEDGER),
    ("objection.change", *_ON_THE_LEDGER),
    ("objection.withdraw", "finding.withdraw"),
    ("matter.bring", "sister.take"),
]
"""An objection, its finding and a matter of the ledger are each led on by an act of their own, at a place of their own."""
WITNESSES = {
    C.INSPECT_CONDUCT: [("finding_act", "POST", {"act": "put"})],
    C.INSPECT_ANSWER: [("finding_act", "POST", {"act": "answer"})],
    C.INSPECT_OBJECT: [("finding_act", "POST", {"act": "object"})],
    C.INSPECT_DECIDE: [("objection_act", "POST", {"act": "keep"})],
}


def _codes(stage: Any) -> dict[str, Any]:
    return {}


TRIALS = [
    Trial("SheetForm.unit", "onsite", ON_SITE, "luyan", on_site, lambda s: s.code(XIJI),
          lambda s: s.code(MISSING), lambda s: s.code(TOWN), public=True),
    Trial("SheetForm.second", "onsite", ON_SITE, "luyan", on_site,
          lambda s: str(s.cast.user("anlan").pk), lambda s: "987654321", lambda s: str(s.cast.user("chenjing").pk)),
    Trial("SheetBody.unit", "api_finding_record", ON_SITE, "luyan", lambda s: sent(s, ON_SITE), lambda s: s.code(XIJI),
          lambda s: s.code(MISSING), lambda s: s.code(TOWN), public=True),
    Trial("SheetBody.second", "api_finding_record", ON_SITE, "luyan", lambda s: sent(s, ON_SITE), lambda s: "maling",
          lambda s: "nobody", lambda s: "chenjing"),
    *(
        Trial("finding.same_as", row, SHOWN, "luyan", version, lambda s: s.found[ELSEWHERE].key,
              lambda s: "629999999000-2026-i1/1", lambda s: s.found[FED].key, args=(("act", "link"),), match=match)
        for row, version, match in (
            ("finding_act", lambda s: {"version": s.finding(SHOWN).version}, None),
            ("api_finding_act", lambda s: {}, _match),
        )
    ),
    Trial("DrawForm.issuer", "lookback_draw", WHOLE, "dingwei", lambda s: {"share": "20"}, lambda s: s.code(XIJI),
          lambda s: s.code(MISSING), public=True),
    *policy_mending.TRIALS,
    Trial("OfferForm.codes", "sister_offer", FED, "dingwei", _codes, lambda s: s.code(XIJI), lambda s: s.code(MISSING),
          lambda s: s.code(SISTER), public=True),
]  # fmt: skip
