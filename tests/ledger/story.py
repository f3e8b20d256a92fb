"""Steps of the ledger's story, for tests to tell it up to the point they are about.

Yongdeng county hands a key task to its townships; Hongcheng town works on it, its secretary declares it done, another
office of the county checks and closes it. Gansu issues to the whole province at once.
"""

from datetime import date
from typing import Any

from responsibilities.access.actions.grants import end_grant, grant_role
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for
from responsibilities.ledger.actions import drawing, funds, issuing, judging, working
from responsibilities.ledger.actions.drawn import Drawn
from responsibilities.ledger.models import Item, Kind, Matter
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast, town

WORDS = {"words": "三十一公里管网全部改造完成。", "effect": "六个村、二千三百户全年通水。"}


def drawn(**more: object) -> Drawn:
    values: dict = {
        "title": "完成山区村饮水管网改造",
        "target": "年底前六个村管网改造三十一公里，供水保证率达到百分之九十五。",
        "measure": "县水务局牵头，逐村落实施工图和责任人。",
        "start_on": date(2026, 3, 2),
        "due_on": date(2026, 12, 18),
        "issued_on": date(2026, 3, 1),
        "document_number": "永农领办〔2026〕7号",
        "document_title": "关于下达2026年乡村振兴重点任务的通知",
        "levels": ["township"],
        "basis": "履职事项清单第23项",
        "categories": ["L09"],
    }
    return Drawn(**(values | more))  # type: ignore[arg-type]


def kind(key: str = "task") -> Kind:
    return Kind.objects.get(key=key, current=True)


def drafted(actor: Actor, issuer: str = world.YONGDENG, key: str = "task", **more: object) -> Matter:
    """A matter of the issuer; each one after the first asks for its own batch, for the same is not asked twice."""
    before = Matter.objects.filter(issuer__code=issuer).count()
    more = {"measure": f"县水务局牵头，实施第{before + 1}批。"} | more if before else more
    return drawing.draw_up(
        actor=actor, kind=kind(key), issuer=world.unit(issuer), year=2026, drawn=drawn(**more)
    )


def issued(cast: Cast, key: str = "task", **more: object) -> Matter:
    """The county's task in the hands of its townships."""
    matter = drafted(cast.chenjing, key=key, **more)
    issuing.issue(actor=cast.chenjing, matter=matter)
    return matter


def item(matter: Matter, unit: Unit | None = None) -> Item:
    return Item.objects.full().get(matter=matter, unit=unit or town())


def underway(cast: Cast, **more: object) -> Item:
    """The town has taken the task in."""
    matter = issued(cast, **more)
    working.accept(actor=cast.wangfang, item=item(matter))
    return item(matter)


def reported(cast: Cast, row: Item, percent: str = "100", on: date | None = None, **more: str) -> Item:
    values = {"words": "管网铺设按月推进。", **more}
    working.report_progress(actor=cast.wangfang, item=row, percent=percent, on_day=on, **values)  # type: ignore[arg-type]
    return item(row.matter)


def announced(cast: Cast, row: Item) -> Item:
    """What has funds hung on public notice before the work, in March."""
    if row.kind.funds:
        day = date(2026, 3, 5)
        funds.announce(actor=cast.wangfang, item=row, place="镇政务公开栏", on_day=day)
    return item(row.matter, row.unit)


def project(
    cast: Cast, planned: str = "120", allotted: str = "100", on: date | None = None, **more: object
) -> Item:
    """The town has a fund project under way with money of the province, allotted on the day (10 March), in 万元."""
    row = announced(cast, underway(cast, key="project", **more))
    day = on or date(2026, 3, 10)
    for act, amount, number in (
        (funds.plan_funds, planned, "永农领办〔2026〕8号"),
        (funds.allot, allotted, "永财农〔2026〕42号"),
    ):
        if amount:
            act(
                actor=cast.chenjing, item=item(row.matter), amount=amount, measured="wan", fund="province", on_day=day,
                document_number=number, words="省级财政衔接推进乡村振兴补助资金",
            )  # fmt: skip
    return item(row.matter)


def paid(cast: Cast, row: Item, amount: str, on: date | None = None, **more: Any) -> Item:
    """The town paid so much of the province's money, in 万元."""
    values = {"measured": "wan", "fund": "province", "words": "工程进度款", **more}
    funds.pay(actor=cast.wangfang, item=row, amount=amount, on_day=on or clock.today(), **values)
    return item(row.matter)


def declared(cast: Cast, **more: object) -> Item:
    row = announced(cast, reported(cast, underway(cast, **more)))
    working.declare(actor=cast.zhaogang, item=row, **WORDS)
    return item(row.matter)


def checked(cast: Cast, **more: object) -> Item:
    row = declared(cast, **more)
    judging.check(actor=cast.chenjing, item=row, words="现场抽查三个村，均已通水。", on_day=clock.today())
    return item(row.matter)


def closed(cast: Cast, **more: object) -> Item:
    row = checked(cast, **more)
    judging.verify(actor=cast.chenjing, item=row, words="资料齐全，同意销号。")
    return item(row.matter)


def second(cast: Cast, name: str = "colleague", unit: str = world.YONGDENG, role: str = "receiver") -> Actor:
    """Another account with the role at the unit."""
    user, made = User.objects.get_or_create(username=name, defaults={"name": f"同事{name[-1]}"})
    if made:
        grant_role(actor=cast.fresh("anquan"), user=user, unit=world.unit(unit), role=role)
    return actor_for(user.pk, via="html")


def grant(cast: Cast, username: str, unit: str, role: str) -> None:
    """The role at the unit for somebody of the cast."""
    grant_role(
        actor=cast.fresh("anquan"), user=User.objects.get(username=username), unit=world.unit(unit), role=role
    )


def end(cast: Cast, username: str, role: str) -> None:
    """Takes the role away from somebody of the cast."""
    found = Grant.objects.get(user__username=username, role=role)
    end_grant(actor=cast.fresh("anquan"), grant=found)
