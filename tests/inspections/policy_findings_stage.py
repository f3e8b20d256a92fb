"""Findings on the stage of the walks: one in each state, found by the county's team in Hongcheng town.

Lu Yan and a colleague of the office are the team, so that Ding Wei of the same office decides objections.
"""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction

from assessments.inspections.actions import (
    findings,
    marks,
    objections,
    rectifying,
    reporting,
    sheets,
    sisters,
)
from assessments.inspections.models import (
    Finding,
    Inspection,
    LookBack,
    Looked,
    Objection,
    RectificationReport,
    Sister,
)
from responsibilities.units.models import Unit
from revitalization.kit.perform import history
from tests import world
from tests.cast import Cast, days, sister, town
from tests.inspections import found, story
from tests.policy.people import SISTER

ON_SITE, SENT = "ON_SITE", "SENT"
"""Inspections: the one that is going on, and the one that was fed back."""
DRAFT, SHOWN, FED, OBJECTED, LISTED = "DRAFT", "SHOWN", "FED", "OBJECTED", "LISTED"
FINAL = "FINAL"
"""To be put right at once and not on the ledger yet: the clock or the office puts it there."""
ELSEWHERE = "ELSEWHERE"
"""A finding of the other province, which nobody of this one sees."""
FINDINGS = (DRAFT, SHOWN, FED, OBJECTED, LISTED)
REPORT = {
    "document_number": "红政发〔2026〕21号",
    "signer": "赵刚",
    "organised": "成立整改专班，每周调度。",
    "lasting": "落实公厕管护办法。",
    "ahead": "月底前全部完成。",
}
NOWHERE = "629999999000-2026-i1"


class FindingSubjects:
    """What `policy.Subjects` adds to the stage of findings."""

    def set_up_findings(self) -> None:
        """Two inspections of the county outside any plan, with a finding in each state."""
        cast: Cast = self.cast  # type: ignore[attr-defined]
        self.inspected = {ON_SITE: _inspection(cast, 901), SENT: _inspection(cast, 902)}
        self.found = {
            DRAFT: _recorded(cast, self.inspected[ON_SITE], "公厕无人管护。"),
            SHOWN: _put(cast, self.inspected[ON_SITE], "垃圾清运不及时。"),
            FED: _put(cast, self.inspected[SENT], "户厕改造台账不实。"),
            OBJECTED: _put(cast, self.inspected[SENT], "污水管网未通。"),
            LISTED: _put(cast, self.inspected[SENT], "厕所粪污直排。", how_soon="now"),
            FINAL: _put(cast, self.inspected[SENT], "公厕停水停用。", how_soon="now"),
        }
        self.found[ELSEWHERE] = _elsewhere(cast)
        found.feedback.feed_back(
            actor=cast.dingwei,
            inspection=self.inspected[SENT],
            document_number="永督发〔2026〕181号",
            **found.LETTER,
        )
        objections.object_to(
            actor=cast.zhaogang, finding=found.fresh(self.found[OBJECTED]), reason="管网已通水试运行。"
        )
        rectifying.list_finding(actor=found.SYSTEM, finding=found.fresh(self.found[LISTED]))
        sisters.offer(
            actor=cast.dingwei,
            finding=found.fresh(self.found[LISTED]),
            codes=[self.units[SISTER].code],  # type: ignore[attr-defined]
        )
        self.sample = _sample(cast, self.found[LISTED])
        self.report = _report(cast, self.inspected[SENT])

    def finding(self, place: str) -> Finding:
        """The finding in that state as it is now."""
        return found.fresh(self.found[place])

    def objection(self) -> Objection:
        """The objection that waits for its decision."""
        return Objection.objects.get(finding=self.found[OBJECTED])

    def offered(self) -> Sister:
        """What was offered to the sister town."""
        return Sister.objects.select_related("unit", "finding").get(finding=self.found[LISTED])


def _inspection(cast: Cast, n: int) -> Inspection:
    # Visited long ago, so that no other visit of the stage clashes with it.
    return found.inspection(
        cast, n, issuer=world.unit(world.YONGDENG), team=("luyan", "chenjing"), visited=date(2025, 3, 10)
    )


def _elsewhere(cast: Cast) -> Finding:
    """Found by Xiji county at one of its townships."""
    xiji = world.unit(world.XIJI)
    unit = Unit.objects.children_of(xiji).filter(level="township").order_by("lo")[0]
    at = found.inspection(cast, 903, unit, issuer=xiji, team=("maling", "zhenghua"))
    with transaction.atomic(), history(cast.maling, "finding.record"):
        return Finding.objects.create(
            key=f"{at.key}/1", client_key=uuid4(), inspection=at, unit=unit, lo=xiji.lo, unit_lo=unit.lo, issuer_lo=xiji.lo,
            sequence=1, number=f"{at.number}-1", place="村口", found_on=at.from_on, problem="路灯不亮。",
            recorded_by_id=cast.maling.user_id, recorded_name="马玲",
        )  # fmt: skip


def _sample(cast: Cast, row: Finding) -> LookBack:
    """A drawing of the county as it stands when its day comes: nothing was closed half a year ago yet."""
    issuer = world.unit(world.YONGDENG)
    with transaction.atomic(), history(cast.dingwei, "lookback.draw"):
        made = LookBack.objects.create(
            key=f"{issuer.code}-b1", issuer=issuer, lo=issuer.lo, number=1, seed="20261124", share=20,
            pool={row.key: days(-200).isoformat()}, drawn_on=days(0), by_id=cast.dingwei.user_id, by_name="丁伟",
        )  # fmt: skip
        Looked.objects.create(lookback=made, finding=row, lo=issuer.lo)
    return made


def _report(cast: Cast, at: Inspection) -> RectificationReport:
    """The town's report of what was found there."""
    return reporting.report_back(actor=cast.wangfang, inspection=at, unit=town(), **REPORT)


def filled(cast: Cast) -> dict[str, str]:
    """Something in each list: a plan, a mark, an inspection that goes on with a sheet, one fed back with an offer, a sample."""
    county, going_on, sent = world.unit(world.YONGDENG), _inspection(cast, 1), _inspection(cast, 2)
    _put(cast, going_on, "公厕无人管护。")
    row = _put(cast, sent, "厕所粪污直排。", how_soon="now")
    found.feedback.feed_back(
        actor=cast.dingwei, inspection=sent, document_number="永督发〔2026〕181号", **found.LETTER
    )
    rectifying.rectify()
    sisters.offer(actor=cast.dingwei, finding=found.fresh(row), codes=[sister().code])
    _sample(cast, row)
    _report(cast, sent)
    marks.set_mark(
        actor=cast.dingwei, issuer=county, unit=town().code, kind="disaster", from_on=days(300), source="永政发〔2026〕9号"
    )  # fmt: skip
    return {"inspection": sent.key, "n": "1", "plan": story.drafted(cast).key}


def _sheet(cast: Cast, problem: str, **more: Any) -> sheets.Sheet:
    return found.sheet(cast, problem=problem, second=cast.user("chenjing").pk, **more)


def _recorded(cast: Cast, at: Inspection, problem: str, **more: Any) -> Finding:
    return findings.record(
        actor=cast.luyan,
        inspection=at,
        unit=town().code,
        client_key=uuid4(),
        sheet=_sheet(cast, problem, **more),
    )


def _put(cast: Cast, at: Inspection, problem: str, **more: Any) -> Finding:
    return findings.put(actor=cast.luyan, finding=_recorded(cast, at, problem, **more))


def of_finding(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the finding in that state; elsewhere for one that is not there."""
    key = s.found[p].key if p in s.found else f"{NOWHERE}/1"
    inspection, _slash, n = key.partition("/")
    return {"inspection": inspection, "n": n}


def of_sister(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the offer, asked for by the code of the place."""
    return {**of_finding(s, LISTED), "code": s.code(p)}


def of_sample(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the county's drawing; elsewhere for one that is not there."""
    return {"key": s.sample.key if p == LISTED else "629999999000-b1"}


def of_line(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the one line of the drawing."""
    return {**of_sample(s, p), **of_finding(s, LISTED)}


def of_inspection(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the inspection of that name."""
    return {"key": s.inspected[p].key if p in s.inspected else NOWHERE}


def of_report(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the town's report; elsewhere for one that is not there."""
    return {"key": s.report.key if p == SENT else f"{NOWHERE}-r1"}
