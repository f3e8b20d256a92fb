"""Steps of a finding's story: Gansu's team in Hongcheng town finds a problem, feeds it back, the town objects or mends it.

Du Wei (杜薇) of the supervision office plans and decides, He Yi (贺一) and Qi Er (齐二) are the team; Tang San (唐三) of the
same office was never on it.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from assessments.inspections.actions import feedback, findings, objections, sheets
from assessments.inspections.models import Draw, Finding, Inspection, Member, Objection, Target
from assessments.inspections.rules import INSPECTION, InspectionFacts
from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.models import Item
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import history, perform
from tests import world
from tests.cast import Cast, days, town
from tests.ledger import story

SYSTEM = Actor.system("tests")
PEOPLE = {"duwei": "supervisor", "tangsan": "supervisor", "heyi": "inspector", "qier": "inspector"}
PROBLEM = "红城镇河西村公厕3座，至检查时无人管护，1座停用。"
LETTER = {
    "overall": "红城镇重视人居环境整治，户厕改造任务按期完成。",
    "causes": "管护责任没有落实到人，经费没有列入预算。",
    "demands": "十五个工作日内报送整改方案，逐条落实责任人和时限。",
}


def people(cast: Cast) -> dict[str, Actor]:
    """The supervision office of Gansu and its inspectors."""
    return {name: story.second(cast, name, world.GANSU, role) for name, role in PEOPLE.items()}


def inspection(
    cast: Cast,
    n: int = 1,
    *units: Unit,
    issuer: Unit | None = None,
    team: tuple[str, str] = ("heyi", "qier"),
    visited: date | None = None,
    **more: Any,
) -> Inspection:
    """An inspection of Gansu's office that is on site in the town, with a team of two that was drawn by lot."""
    if issuer is None:
        people(cast)
    issuer, first = issuer or world.unit(world.GANSU), visited or days(0)
    values: dict[str, Any] = {
        "key": f"{issuer.code}-2026-i{n}", "issuer": issuer, "organ": issuer, "lo": issuer.lo, "hi": issuer.hi, "year": 2026,
        "sequence": n, "number": f"2026督{n:03d}", "title": "农村人居环境整治督查", "kind": "regular", "announced": True,
        "categories": ["L09"], "days": 5, "from_on": days(0), "to_on": days(4), "outside": "甘农领办〔2026〕70号", "groups": 1,
    }  # fmt: skip
    with transaction.atomic(), history(SYSTEM, "inspection.make"):
        made = Inspection.objects.create(**(values | more))
        for unit in units or (town(),):
            Target.objects.create(
                inspection=made, unit=unit, lo=unit.lo, level=unit.level, from_on=first, to_on=first + timedelta(days=4), group=1,
                exception_number="甘农领办〔2026〕71号",
            )  # fmt: skip
        drawn = Draw.objects.create(
            inspection=made, number=1, seed="s", groups=1, size=2, pool={}, conflicts={}, by_name="杜薇"
        )
        for name in team:
            user = cast.user(name)
            Member.objects.create(
                inspection=made, draw=drawn, user=user, name=user.name, group=1, leads=name == team[0]
            )

    def begin(row: Any) -> None:
        row.begun_on = clock.today()

    facts = InspectionFacts(
        today=clock.today(), announced=made.announced, scheme="approved", drawn=True, short=(), first_on=days(0),
        wrote=False, of_the_team=False, unsettled=0,
    )  # fmt: skip
    if made.announced:
        facts_before = replace(facts, first_on=days(3))
        perform(
            INSPECTION, "notice", made, actor=SYSTEM, given={"document_number": "甘农领办〔2026〕72号"},
            facts=lambda _row: facts_before,
        )  # fmt: skip
    perform(INSPECTION, "begin", made, actor=SYSTEM, facts=lambda _row: facts, apply=begin)
    return Inspection.objects.get(pk=made.pk)


def sheet(cast: Cast, **more: Any) -> sheets.Sheet:
    values: dict[str, Any] = {
        "place": "河西村二社", "problem": PROBLEM, "rule_broken": "《农村公共厕所管护办法》第九条",
        "evidence": "村务公开栏管护协议（红河西〔2025〕3号）", "category": "L09",
    }  # fmt: skip
    if "second" not in more:
        values["second"] = cast.user("qier").pk
    return sheets.Sheet(**(values | more))


def recorded(cast: Cast, at: Inspection | None = None, key: UUID | None = None, **more: Any) -> Finding:
    """He Yi records it in the town."""
    at = at or inspection(cast)
    unit = more.pop("unit", town())
    return findings.record(
        actor=people(cast)["heyi"],
        inspection=at,
        unit=unit.code,
        client_key=key or uuid4(),
        sheet=sheet(cast, **more),
    )


def put(cast: Cast, at: Inspection | None = None, **more: Any) -> Finding:
    return findings.put(actor=people(cast)["heyi"], finding=recorded(cast, at, **more))


def sent(cast: Cast, at: Inspection, number: str = "甘农领办〔2026〕80号") -> Inspection:
    """The feedback of the whole inspection."""
    return feedback.feed_back(
        actor=people(cast)["duwei"],
        inspection=at,
        document_number=number,
        contact="杜薇 0931-1234567",
        **LETTER,
    )


def fed_back(cast: Cast, at: Inspection | None = None, **more: Any) -> Finding:
    at = at or inspection(cast)
    found = put(cast, at, **more)
    sent(cast, at)
    return fresh(found)


def objected(cast: Cast, at: Inspection | None = None, **more: Any) -> Objection:
    found = fed_back(cast, at, **more)
    objections.object_to(
        actor=cast.zhaogang, finding=found, reason="停用的一座已列入拆除计划，另两座有公益岗管护。"
    )
    return Objection.objects.select_related("finding__inspection", "finding__unit").get(finding=found)


def mended(cast: Cast, found: Finding) -> Item:
    """The town mends it and its closing goes the short way of what is urgent."""
    item = fresh(found).item
    assert item is not None
    story.reported(cast, story.item(item.matter))
    working.declare(actor=cast.zhaogang, item=story.item(item.matter), **story.WORDS)
    office = people(cast)["duwei"]
    judging.check(actor=office, item=story.item(item.matter), words="现场属实。", on_day=clock.today())
    judging.verify(actor=office, item=story.item(item.matter), words="同意销号。")
    return story.item(item.matter)


def fresh(found: Finding) -> Finding:
    return Finding.objects.full().get(pk=found.pk)


def later(n: int, hour: int = 0) -> Any:
    """The clock, n days on."""
    return clock.moved_to(clock.now() + timedelta(days=n, hours=hour))


def on(day: date) -> Any:
    return clock.moved_to(clock.now() + (day - clock.today()))
