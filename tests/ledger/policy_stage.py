"""The ledger's subjects on the stage of the walks: an item at each place, and at one step of the story one in each state."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from responsibilities.files.actions import attach
from responsibilities.ledger.actions import drawing, funds, issuing, judging, working
from responsibilities.ledger.models import Item, Matter
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import history
from tests import world
from tests.cast import Cast, days, town
from tests.ledger import policy_sheets, story
from tests.policy.basics import MISSING, SYSTEM, picture
from tests.policy.people import GANSU, LANZHOU, NINGXIA, SISTER, TOWN, XIJI, YONGDENG

STEP = "ledger"
"""The step at which the items of `STATES` and what was handed down are there."""
DRAFTED, HANDED = "DRAFTED", "HANDED"
"""Matters: the county's that is not issued yet; what it handed down from an item whose words changed since."""

NOTHING = "629999999000-2026-t1"
NUMBER = "永农领办〔2026〕88号"
_WAY = {TOWN: YONGDENG, SISTER: YONGDENG, YONGDENG: GANSU, LANZHOU: GANSU, XIJI: NINGXIA}


class Subjects:
    """The county's task at its townships (the town's under way at 40 per cent), the provinces' at cities and counties, one
    of the county that is not issued.
    """

    def set_up(self) -> None:
        self.matters: dict[str, Matter] = {
            YONGDENG: story.issued(self.cast),
            GANSU: _issued(self.cast.wumin, world.GANSU, "甘农领办〔2026〕50号", levels=["city", "county"]),
            NINGXIA: _issued(SYSTEM, world.NINGXIA, "宁农领办〔2026〕50号", levels=["county"]),
            DRAFTED: story.drafted(self.cast.chenjing, title="整治人居环境", document_number=NUMBER),
        }
        self.states: dict[str, Item] = {}
        self.sheet = policy_sheets.sent(self)
        row = story.item(self.matters[YONGDENG])
        story.reported(self.cast, row, "40")
        self.evidence = attach(
            actor=self.cast.wangfang,
            kind="ledger",
            key=row.public_id,
            lo=row.lo,
            name="管沟.png",
            data=picture(),
        )

    def tell(self, step: str) -> None:
        """Goes on to the step; what is not the ledger's is told by those above."""
        if step != STEP:
            super().tell(step)  # type: ignore[misc]
            return
        for at, (state, bring) in enumerate(STATES.items()):
            self.states[state] = bring(self.cast, at)
        self.matters[HANDED] = _handed(self.cast, self.item(YONGDENG))

    def item(self, place: str) -> Item:
        """The item at the place, or that in the state."""
        if place in STATES:
            return Item.objects.full().get(pk=self.states[place].pk)
        return story.item(self.matters[_WAY[place]], self.units[place])

    def item_version(self, place: str) -> int:
        """The version of the item at the place; 1 where there is none."""
        return self.item(place).version if place in self.states or place in _WAY else 1

    def matter_version(self, place: str) -> int:
        """The version of the matter; 1 where there is none yet."""
        return Matter.objects.get(pk=self.matters[place].pk).version if place in self.matters else 1


def of_item(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the item at the place; a place without one has the county's matter and its own code."""
    if p in STATES:
        # Before the step is told there is nothing in this state yet.
        row = s.states.get(p)
        return (
            {"matter": row.matter.key, "code": row.unit.code}
            if row
            else {"matter": NOTHING, "code": s.code(MISSING)}
        )
    return {"matter": s.matters[_WAY.get(p, YONGDENG)].key, "code": s.code(p)}


def of_matter(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the matter of the place."""
    return {"key": s.matters[p].key if p in s.matters else NOTHING}


def _issued(actor: Actor, issuer: str, number: str, **more: Any) -> Matter:
    matter = story.drafted(actor, issuer, title="建好高标准农田", document_number=number, basis="", **more)
    issuing.issue(actor=actor, matter=matter)
    return matter


def _alone(cast: Cast, at: int, kind: str = "task", **more: Any) -> Item:
    """A matter of the county for the town alone."""
    matter = story.drafted(
        cast.chenjing, key=kind, title=f"办好单列事项之{at}", document_number=f"永农领办〔2026〕{60 + at}号", levels=[],
        codes=[town().code], **more,
    )  # fmt: skip
    issuing.issue(actor=cast.chenjing, matter=matter)
    return story.item(matter)


def _accepted(cast: Cast, at: int, kind: str = "task") -> Item:
    row = _alone(cast, at, kind)
    working.accept(actor=cast.wangfang, item=row)
    return story.item(row.matter)


def _planned(cast: Cast, at: int) -> Item:
    row = _accepted(cast, at, "rectification")
    working.send_plan(actor=cast.wangfang, item=row, measures="逐村排查，逐项整改。")
    return story.item(row.matter)


def _full(cast: Cast, at: int, kind: str = "task") -> Item:
    if kind == "rectification":
        row = _planned(cast, at)
        judging.agree_plan(actor=cast.chenjing, item=row)
        return story.reported(cast, story.item(row.matter))
    return story.reported(cast, _accepted(cast, at, kind))


def _declared(cast: Cast, at: int, kind: str = "task") -> Item:
    row = story.announced(cast, _full(cast, at, kind))
    working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    return story.item(row.matter)


def _checked(cast: Cast, at: int, kind: str = "task") -> Item:
    row = _declared(cast, at, kind)
    judging.check(actor=cast.chenjing, item=row, words="现场属实。", on_day=clock.today())
    return story.item(row.matter)


def _noticed(cast: Cast, at: int, kind: str = "project", since: int = 0, until: int = 7) -> Item:
    row = _checked(cast, at, kind)
    if since < 0:
        # A notice that is over began after its application.
        with transaction.atomic(), history(SYSTEM, "ledger.declare"):
            Item.objects.filter(pk=row.pk).update(declared_on=days(since))
        row = story.item(row.matter)
    judging.publicize(
        actor=cast.wangfang, item=row, place="镇政务公开栏", on_day=days(since), until=days(until)
    )
    return story.item(row.matter)


def _objected(cast: Cast, at: int) -> Item:
    row = _noticed(cast, at)
    judging.object_to(actor=cast.wangfang, item=row, reason="群众反映两户未通水。")
    return story.item(row.matter)


def _asked(cast: Cast, at: int) -> Item:
    row = _accepted(cast, at)
    working.ask_extension(actor=cast.wangfang, item=row, reason="雨季停工。", new_due_on=date(2026, 12, 30))
    return story.item(row.matter)


def _project(cast: Cast, at: int) -> Item:
    """A project that begins today, with money planned and allotted."""
    today = clock.today()
    row = _alone(cast, at, "project", start_on=today, issued_on=today)
    for act, amount in ((funds.plan_funds, "100"), (funds.allot, "50")):
        act(
            actor=cast.chenjing, item=story.item(row.matter), amount=amount, measured="wan", fund="province",
            on_day=today, document_number=f"永财农〔2026〕{20 + at}号",
        )  # fmt: skip
    return story.item(row.matter)


def _closed(cast: Cast, at: int) -> Item:
    row = _checked(cast, at)
    judging.verify(actor=cast.chenjing, item=row, words="同意销号。")
    return story.item(row.matter)


def _handed(cast: Cast, item: Item) -> Matter:
    """The county's share of the province's task, in the hands of the town; the province has changed its words since."""
    working.accept(actor=SYSTEM, item=item)
    drawn = story.drawn(document_number="永农领办〔2026〕89号", levels=[], codes=[town().code])
    matter = drawing.hand_down(actor=cast.chenjing, item=story.item(item.matter, item.unit), drawn=drawn)
    issuing.issue(actor=cast.chenjing, matter=matter)
    drawing.revise(
        actor=cast.wumin, matter=item.matter, reason="目标调整。", target="建成高标准农田二百二十万亩。"
    )
    return Matter.objects.get(pk=matter.pk)


STATES: dict[str, Callable[[Cast, int], Item]] = {
    "PLAN": lambda cast, at: _accepted(cast, at, "rectification"),
    "PLAN_SENT": _planned,
    "FULL": _full,
    "DECLARED": _declared,
    "CHECKED": _checked,
    "TO_NOTICE": lambda cast, at: _checked(cast, at, "project"),
    "NOTICE": _noticed,
    "OBJECTED": _objected,
    "TO_SIGN": lambda cast, at: _noticed(cast, at, "rectification", -9, -1),
    "ASKED": _asked,
    "CLOSED": _closed,
    "PROJECT": _project,
}
"""An item of the town in each state that an act leads on from, by the name of the state as a place."""
