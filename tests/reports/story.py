"""Steps of the report's story, for tests to tell it up to the point they are about."""

from datetime import date

from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.models import Cycle, Draft, Obligation, ReportKind
from responsibilities.posts.actions import delegate
from responsibilities.posts.models import Delegation, Person, Post
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast, days, town

TEXTS = {
    "overall": "全镇把乡村振兴作为中心任务，年内召开专题会议四次，明确十二项重点任务并全部落实到人。",
    "food": "粮食播种面积稳定在三万一千亩，新建高标准农田两千亩；监测对象三十四户全部落实帮扶措施。",
    "industry": "高原夏菜种植扩大到八千亩，带动农户六百余户；引回大学生村干部五名。",
    "civility": "修订村规民约，建成新时代文明实践站六个；废旧农膜回收率百分之八十六。",
    "construction": "硬化村道九公里，完成改厕二百一十户；精简村级报表十一张。",
    "reform": "完成三个村集体产权制度改革扫尾，落实乡村建设用地四十亩。",
    "problems": "部分山区村饮水季节性不足，由分管副镇长牵头，明年六月底前完成管网改造。",
}


def notice(**more: object) -> cycles.Notice:
    values: dict = {
        "number": "甘农领办〔2026〕12号",
        "title": "关于报送2026年度乡村振兴责任制落实情况的通知",
        "issued_on": days(-10),
        "opens_on": days(-9),
        "due_on": days(11),
        "levels": ["city", "county", "township"],
    }
    return cycles.Notice(**(values | more))  # type: ignore[arg-type]


def planned(
    actor: Actor, scope: str = world.GANSU, kind: str = "annual", period: str = "2026", **more: object
) -> Cycle:
    found = ReportKind.objects.get(key=kind, current=True)
    return cycles.plan_cycle(
        actor=actor, kind=found, period=period, scope=world.unit(scope), notice=notice(**more)
    )


def running(cast: Cast, **more: object) -> Cycle:
    cycle = planned(cast.wumin, **more)
    cycles.open_cycle(actor=cast.wumin, cycle=cycle)
    return cycle


def owed(cycle: Cycle, unit: Unit | None = None) -> Obligation:
    return Obligation.objects.full().get(cycle=cycle, unit=unit or town())


def drafted(cast: Cast, cycle: Cycle) -> Obligation:
    row = owed(cycle)
    version = Draft.objects.filter(obligation=row).values_list("version", flat=True).first() or 0
    filing.save_draft(actor=cast.wangfang, obligation=row, texts=TEXTS, version=version)
    return owed(cycle)


def signed(cast: Cast, cycle: Cycle) -> Obligation:
    row = drafted(cast, cycle)
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    filing.sign(actor=cast.zhaogang, obligation=row)
    filing.sign(actor=cast.qianmei, obligation=row)
    return owed(cycle)


def authorised(cast: Cast) -> Delegation:
    """The town's head, away for some days, has authorised its party secretary in writing to sign."""
    post = Post.objects.get(unit=town(), key="government_head")
    to = Person.objects.get(name="赵刚")
    return delegate(
        actor=cast.fresh("qianmei"), post=post, to=to, since=days(0), until=days(9), reason="赴兰州参加培训"
    )


def submitted(cast: Cast, cycle: Cycle) -> Obligation:
    filing.submit(actor=cast.wangfang, obligation=signed(cast, cycle))
    return owed(cycle)


def received(cast: Cast, cycle: Cycle) -> Obligation:
    deciding.receive(actor=cast.chenjing, obligation=submitted(cast, cycle))
    return owed(cycle)


def returned(
    cast: Cast, cycle: Cycle, reason: str = "产业部分缺少数据来源。", deadline: date | None = None
) -> Obligation:
    row = received(cast, cycle)
    deciding.return_report(
        actor=cast.chenjing, obligation=row, reason=reason, new_due_on=deadline or days(15)
    )
    return owed(cycle)


def accepted(cast: Cast, cycle: Cycle) -> Obligation:
    deciding.accept(actor=cast.chenjing, obligation=received(cast, cycle))
    return owed(cycle)
