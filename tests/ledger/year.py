"""A year of the ledger by a moved clock on the real tree of the world: a county and its towns at random, and its sweeps.

What the people do is the same in every telling: it follows from the seed and from where the items stand, never from
lamps or the clock's own work. What befalls the clock is told apart.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from responsibilities.ledger import rules
from responsibilities.ledger.actions import DO, drawing, issuing
from responsibilities.ledger.models import Item, Matter, Progress, Tally, Turn
from responsibilities.ledger.queries.facts import item_facts, lamp_on
from responsibilities.notices.models import Notice
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in
from responsibilities.posts.models import Post
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from tests import world
from tests.cast import Cast, sister, town
from tests.ledger import story
from tests.reliability.mishaps import Telling

FIRST = date(2026, 11, 24)
SWEEPS = ("ledger.lamps", "ledger.notices", "ledger.days_off", "ledger.sums", "ledger.fold")
KINDS = ("task", "project", "rectification", "commitment")
RARELY = {"cancel": 0.1}
MADE_UP = (
    "percent",
    "progressed_on",
    "lamp_on",
    "next_on",
    "yellow_on",
    "yellow_why",
    "red_on",
    "red_why",
    "version",
)
"""What of an item made up of others follows the day on which the clock added them up."""


class Year(Telling):
    """A county that issues, a province that hands down, two towns that work; whatever anybody can do, by chance."""

    first = FIRST

    def people(self, day: int) -> None:
        by_chance, cast = random.Random(f"{self.seed}/{day}"), Cast()
        if day == 0:
            appointed()
        if day == 1:
            self._handed_down(cast)
        if day % 5 == 0:
            self._issued(cast, by_chance, day)
        for _again in range(by_chance.randint(0, 4)):
            self._act(cast, by_chance)

    def _handed_down(self, cast: Cast) -> None:
        """The province's task to Yongdeng, made up of what the county hands on to its towns."""
        today = clock.today()
        days = {"start_on": today, "due_on": today + timedelta(days=self.days), "issued_on": today}
        above = story.drafted(cast.wumin, world.GANSU, levels=[], codes=[world.YONGDENG], **days)
        issuing.issue(actor=cast.wumin, matter=above)
        item = story.item(above, world.unit(world.YONGDENG))
        drawn = story.drawn(**days, counts=True)
        issuing.issue(
            actor=cast.chenjing, matter=drawing.hand_down(actor=cast.chenjing, item=item, drawn=drawn)
        )

    def _issued(self, cast: Cast, by_chance: random.Random, day: int) -> None:
        start = clock.today() + timedelta(days=by_chance.choice((0, 0, 3, 9)))
        due = start + timedelta(days=by_chance.randint(8, max(20, self.days // 4)))
        days = {"start_on": start, "due_on": due, "issued_on": clock.today()}
        matter = story.drafted(cast.chenjing, key=KINDS[day // 5 % len(KINDS)], **days)
        issuing.issue(actor=cast.chenjing, matter=matter)

    def _act(self, cast: Cast, by_chance: random.Random) -> None:
        """One of what anybody can do with one of the items, chosen by chance."""
        rows = Item.objects.full().filter(unit__in=[town(), sister()]).order_by("matter__key", "lo")
        working = {**hands(cast), 0: [cast.chenjing]}
        self.done[act_by_chance(by_chance.choice(list(rows)), working, by_chance)] += 1


def appointed() -> None:
    """The secretary of the sister town, who applies and signs there."""
    system, post = (
        Actor.system("tests", via="command"),
        Post.objects.get(unit=sister(), key="party_secretary"),
    )
    person = appoint(actor=system, post=post, person=NewPerson("孙毅"), since=clock.today()).person
    assert person is not None
    user, _code = open_sign_in(actor=system, person=person)
    assert user.username == "sunyi"


def hands(cast: Cast) -> dict[int, list[Actor]]:
    """Who works on an item, by unit: a filer and a principal."""
    return {town().pk: [cast.wangfang, cast.zhaogang], sister().pk: [cast.sunli, cast.sunyi]}


def act_by_chance(
    row: Item,
    working: Mapping[int, Sequence[Actor]],
    by_chance: random.Random,
    rarely: Mapping[str, float] = RARELY,
) -> str:
    """Does one of what these people can do with the item and gives its key, "" for nothing; under 0 those above.

    `rarely` says how likely an act is among what may be chosen; all others always are.
    """
    offered = [
        (actor, act.key)
        for unit in (row.unit_id, 0)
        for actor in working.get(unit, ())
        for act in rules.WORKFLOW.available(row, actor, lambda found: item_facts(found, actor))  # noqa: B023
        if act.key not in rarely or by_chance.random() < rarely[act.key]
    ]
    if not offered:
        return ""
    actor, key = by_chance.choice(offered)
    with suppress(Problem):
        _do(actor, row, key, by_chance)
        return key
    return ""


def _do(actor: Actor, row: Item, key: str, by_chance: random.Random) -> None:
    more = row.claimed + by_chance.choice((-10, 5, 20, 40, 100))
    values: dict[str, Any] = {
        "percent": str(int(min(100, max(0, more)))),
        "on_day": clock.today() if key in ("check", "publicize") else None,
        "new_due_on": max(row.due_on, clock.today()) + timedelta(days=by_chance.randint(5, 40)),
    }
    if key in ("send_plan", "agree_plan"):
        values["new_due_on"] = row.due_on
    if key == "publicize":
        values["until"] = None
    said = "按要求办理，另附说明。"
    given = {take.name: values.get(take.name, said if take.kind is str else None) for take in DO[key].takes}
    if "document_number" in given:
        given["document_number"] = "永农领办〔2026〕31号"
    DO[key].run(actor=actor, item=row, version=row.version, **given)


# ---------------------------------------------------------------- how it ended


def ended() -> dict[str, Any]:
    """All that the ledger holds, by public keys; of what is made up of others only how it stands."""
    made_up = set(Matter.objects.filter(counts=True).values_list("parent_id", flat=True))
    turns, progress = defaultdict(list), defaultdict(list)
    rows = {row.pk: row for row in Item.objects.full()}
    for one in Turn.objects.order_by("id"):
        turns[rows[one.item_id].public_id].append((one.on_day, one.lamp, one.why))
    for entry in Progress.objects.order_by("id"):
        progress[rows[entry.item_id].public_id].append((entry.on_day, entry.percent, entry.by_name))
    names = [f.name for f in Item._meta.concrete_fields if f.name not in ("id", "matter", "kind", "unit")]
    items = {row.public_id: {name: getattr(row, name) for name in names} for row in rows.values()}
    for row in (rows[pk] for pk in made_up):
        assert items[row.public_id]["percent"] == max(p for _day, p, _by in progress[row.public_id][-1:])
        for name in MADE_UP[1:]:
            del items[row.public_id][name]
        turns.pop(row.public_id, None)
        progress.pop(row.public_id, None)
    return {
        "items": items,
        "turns": dict(turns),
        "progress": dict(progress),
        "counts": counts(),
        "told": told(),
    }


OVER = "ledger.notice_over:"


def told(over: bool = False) -> list[tuple[str, str]]:
    """Who was told what; apart, by `over`, of public notices that are over, which only the clock tells."""
    found = Notice.objects.filter(kind="ledger").values_list("event", "recipient__username")
    return sorted(one for one in found if one[0].startswith(OVER) == over)


def counts() -> dict[tuple[Any, ...], int]:
    found: Counter[tuple[Any, ...]] = Counter()
    for *key, n in Tally.objects.values_list(
        "unit_id", "year", "kind_id", "long", "status", "lamp", "claimed", "n"
    ):
        found[tuple(key)] += n
    return {key: n for key, n in found.items() if n}


def wrong_lamps() -> list[str]:
    """Items whose stored lamp is not the one that is reckoned today."""
    today = clock.today()
    return [row.public_id for row in Item.objects.full() if row.lamp != lamp_on(row, today).level]
