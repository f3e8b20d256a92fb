"""Rows of schemes: their pages, what programs read, every act by page and by program."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.appraisals.forms.officials import PasteForm
from assessments.appraisals.rules.toml_text import scheme_toml
from assessments.appraisals.views.sheets import digest_of, plan_of
from tests.appraisals import story
from tests.appraisals.policy_stage import AGREED, NEXT, OUT, SENT, content
from tests.policy.basics import GET, ONE, POST, pages
from tests.policy.people import (
    CITY,
    COUNTY,
    LANZHOU,
    NATION,
    OTHER_PROVINCE,
    PROVINCE,
    RECEIVERS,
    SISTER_STAFF,
    TOWN,
    TOWN_HEADS,
    TOWN_STAFF,
    XIJI,
    YONGDENG,
    ByPlace,
    People,
    names,
)
from tests.policy.rows import FORBIDDEN, NEEDS, OK, STATE, Layers, Row

OFFICE, HEADS = names("chenjing"), names("fengbo weiwei xuhui")
AT_ISSUER = COUNTY | CITY | PROVINCE | NATION
"""Reads what the county's office works on: the county's own people, and those above."""
READS = AT_ISSUER | TOWN_STAFF | TOWN_HEADS | SISTER_STAFF
"""Whoever reads what holds for them: at the issuer, below and above."""
SEES: ByPlace = {
    **dict.fromkeys((YONGDENG, SENT, AGREED, NEXT), AT_ISSUER),
    **dict.fromkeys((OUT, TOWN, LANZHOU), READS),
    XIJI: OTHER_PROVINCE | NATION,
}
AT = (YONGDENG, SENT, AGREED, NEXT, OUT, TOWN, LANZHOU, XIJI)
ONLY_OFFICE = {OK: OFFICE, FORBIDDEN: AT_ISSUER}
WHY = {"reason": "按领导小组意见调整。"}


def version(s: Any, p: str) -> dict[str, Any]:
    return {"version": s.scheme_version(p)}


def begun(s: Any, _p: str) -> dict[str, str]:
    return {
        "issuer": s.code(YONGDENG), "name": "towns-2027", "title": "2027年度乡镇考核办法", "year": "2027", "copy": "",
    }  # fmt: skip


def settings(s: Any, p: str) -> dict[str, Any]:
    return {
        **version(s, p), "title": "乡镇考核办法（修改）", "year": "2026", "cut_off": "2027-01-25", "base": "100",
        "ceiling": "", "step": "criterion", "places": "2", "na": "redistribute", "missing_after": "pending", "ties_by": "2.1",
        "grades": "优秀 90 25%\n良好 80\n合格 60\n不合格 0", "quota_round": "down", "quota_ties": "out",
    }  # fmt: skip


def group(s: Any, p: str) -> dict[str, Any]:
    return {**version(s, p), "key": "T2", "title": "城郊乡镇", "units": s.code("TOWN"), "level": ""}


def limiter(s: Any, p: str) -> dict[str, Any]:
    return {
        **version(s, p), "key": "false-data", "title": "弄虚作假", "when": "veto", "named": "false_data", "criterion": "",
        "bound": "", "total_at_most": "59.99", "grade_at_most": "",
    }  # fmt: skip


def tree(s: Any, p: str) -> dict[str, Any]:
    """Every row as the page shows it, and the title of the first one changed."""
    criteria = content(story.county(), "draft-2026")["criterion"]
    sent: dict[str, Any] = {**version(s, p), "do": "save", "was": ""}
    for n, one in enumerate(criteria, 1):
        points = one.get("points", one.get("cap"))
        sent |= {f"key-{n}": one["key"], f"title-{n}": one["title"], f"points-{n}": points}
    return {**sent, "title-1": "平时工作"}


def criterion(s: Any, p: str) -> dict[str, Any]:
    """The first leaf of the draft with another target."""
    return {
        **version(s, p), "key": "1.1", "title": "重点任务完成率（%）", "points": "25", "standard": "", "type": "at_least",
        "target": "98", "below": "steps", "steps": "0.98 0.95\n0.9 0.8\n0.75 0.4", "source": "office", "by": "", "fact": "", "do": "", "values": "", "targets": "", "zero_below": "",
    }  # fmt: skip


PASTED = "一级指标\t二级指标\t分值\t评分标准\t评分部门\n产业发展\t特色产业增加值\t100\t完成任务得满分\t农业农村局\n"


def pasted(s: Any, p: str) -> dict[str, Any]:
    """A table whose changes were shown, to be carried out; elsewhere than at the draft nothing was."""
    sent = {**version(s, p), "mode": "instead", "text": PASTED, "shown": ""}
    form, row = PasteForm(sent), story.again(s.schemes[YONGDENG])
    assert form.is_valid(), form.errors
    plan = plan_of(form, row)
    return {**sent, "shown": digest_of(row, form, plan) if plan is not None else ""}


def _forms() -> Iterator[Row]:
    """Pages that change the draft: GET shows what is there, POST changes it."""
    for name, sends, args in (
        ("assessment_scheme_settings", settings, {}),
        ("assessment_group_new", group, {}),
        ("assessment_group", group, {"number": "1"}),
        ("assessment_limiter_new", limiter, {}),
        ("assessment_limiter", limiter, {"number": "1"}),
        ("assessment_tree", tree, {}),
        ("assessment_criterion", criterion, {"number": "2"}),
        ("assessment_scheme_paste", {"mode": "instead", "text": PASTED}, {}),
    ):
        for method in (GET, POST):
            yield Row(name, method, (YONGDENG,), ONLY_OFFICE, send=sends, args=args)
    yield Row("assessment_scheme_paste_done", POST, (YONGDENG,), ONLY_OFFICE, send=pasted)
    for part in ("group", "limiter"):
        yield Row(
            "assessment_part_remove", POST, (YONGDENG,), ONLY_OFFICE, send=version, args={"part": part, "number": "1"}
        )  # fmt: skip


def api_begun(_s: Any, _p: str) -> dict[str, str]:
    return {"content": scheme_toml(content(story.county(), "api-2026"))}


def inputs(_s: Any, _p: str) -> dict[str, Any]:
    return {"inputs": SimpleUploadedFile("inputs.toml", INPUTS.encode())}


INPUTS = '[[value]]\nunit = "620121100000"\ncriterion = "1.1"\nvalue = "98"\n'
TABLE = [
    *pages("assessment_schemes", "api_assessment_schemes"),
    Row(
        "api_assessment_schemes", POST, ONE, {OK: OFFICE, NEEDS: RECEIVERS - OFFICE}, FORBIDDEN, send=api_begun,
    ),
    Row("assessment_trial", GET, (YONGDENG,), ONLY_OFFICE),
    Row("assessment_trial", GET, (OUT,), {OK: OFFICE, FORBIDDEN: READS}),
    Row("assessment_trial", POST, (YONGDENG,), ONLY_OFFICE, send=inputs),
    Row("api_assessment_trial", POST, (YONGDENG,), ONLY_OFFICE, send={"inputs": INPUTS}),
    Row("assessment_scheme_new", GET, ONE, {OK: RECEIVERS}, FORBIDDEN),
    Row(
        "assessment_scheme_new", POST, ONE, {OK: OFFICE, NEEDS: RECEIVERS - OFFICE}, FORBIDDEN, send=begun
    ),
    *(
        Row(name, GET, AT, {OK: SEES})
        for name in ("assessment_scheme", "assessment_scheme_file", "assessment_scheme_sheet")
    ),
    Row("api_assessment_scheme", GET, AT, {OK: SEES}),
    Row("assessment_scheme_paper", POST, AT, {OK: SEES}),
    Row("assessment_scheme_changes", GET, (NEXT,), {OK: SEES}),
    # Not sent yet: who approves hears that it is not now, whoever else reads it that it is not theirs.
    Row(
        "assessment_scheme_act", POST, (YONGDENG,), {STATE: HEADS, FORBIDDEN: AT_ISSUER}, args={"act": "approve"}, send=version
    ),
    *_forms(),
]  # fmt: skip


@dataclass(frozen=True)
class Done:
    """One act at a place: `who` does it."""

    key: str
    at: str
    who: People
    sends: Any = None
    in_person: bool = False

    def taken(self, stage: Any) -> dict[str, Any]:
        return dict(self.sends(stage) if callable(self.sends) else self.sends or {})

    def may(self) -> Layers:
        return {OK: self.who, FORBIDDEN: AT_ISSUER}


def _file(_stage: Any) -> dict[str, str]:
    return {"content": scheme_toml(content(story.county(), "draft-2026"))}


ACTS = [
    Done("edit", YONGDENG, OFFICE, _file),
    Done("submit", YONGDENG, OFFICE),
    Done("discard", YONGDENG, OFFICE, WHY),
    Done("approve", SENT, HEADS, in_person=True),
    Done("send_back", SENT, HEADS, WHY, in_person=True),
    Done("publish", AGREED, OFFICE, {"document_number": "永农领〔2026〕93号"}, in_person=True),
    Done("revise", OUT, OFFICE, WHY),
]


def by_page() -> Iterator[Row]:
    """Every act on its page: GET asks for what it takes, POST does it."""
    for one in ACTS:
        for method in (POST, GET):
            yield Row(
                "assessment_scheme_act", method, (one.at,), one.may(), args={"act": one.key},
                send=lambda s, p, one=one: {**version(s, p), **one.taken(s)},
            )  # fmt: skip


def by_program() -> Iterator[Row]:
    """Every act at its address for programs; what is approved is refused to each token."""
    for one in ACTS:
        yield Row(
            "api_assessment_scheme_act", POST, (one.at,), one.may(), args={"act": one.key},
            send=lambda s, p, one=one: one.taken(s),
            match=lambda s, p: f'"{s.scheme_version(p)}"',
            by_token={FORBIDDEN: AT_ISSUER} if one.in_person else None,
        )  # fmt: skip
