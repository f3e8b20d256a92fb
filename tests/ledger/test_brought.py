"""Matters that another mechanism brings onto the ledger: one for each subject, issued at once, never a second time."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.actions.brought import Brought, bring
from responsibilities.ledger.models import Item, Matter, MatterWords, Turn
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from responsibilities.record.queries.histories import histories, unrecorded
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused
from revitalization.kit.finding import Hit
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.perform import history
from revitalization.kit.registry import REGISTRY
from tests import world
from tests.cast import Cast, days, sister, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("inspections")


def found(n: int, unit: Unit | None = None, author: int | None = None, **more: Any) -> Brought:
    """The n-th thing that was found at the unit."""
    values: dict[str, Any] = {
        "title": f"第{n}个村公厕无人管护", "target": "建立管护制度，落实管护人员。", "origin": ("finding", f"GS-2026-i1/{n}"),
        "levels": [], "basis": "督查反馈意见", "start_on": days(0), "due_on": days(60), "issued_on": days(0),
    }  # fmt: skip
    return Brought(unit or town(), author, story.drawn(**(values | more)))


def brought_by(actor: Actor, *ones: Brought, issuer: str = world.YONGDENG) -> dict[tuple[str, str], Item]:
    return bring(
        actor=actor, kind=story.kind("rectification"), issuer=world.unit(issuer), year=2026, brought=ones
    )


def kept() -> tuple[int, ...]:
    """What a refusal may not add to."""
    return (
        Matter.objects.count(), Item.objects.count(), MatterWords.objects.count(), Turn.objects.count(),
        Entry.objects.count(), Notice.objects.count(),
    )  # fmt: skip


def test_each_is_in_the_hands_of_its_unit_at_once_which_is_told(cast: Cast) -> None:
    items = brought_by(SYSTEM, found(1), found(2, sister()))
    assert {
        key: (row.unit, row.status, row.matter.status, row.matter.owed) for key, row in items.items()
    } == {
        ("finding", "GS-2026-i1/1"): (town(), "issued", "issued", 1),
        ("finding", "GS-2026-i1/2"): (sister(), "issued", "issued", 1),
    }
    assert sorted(row.number for row in items.values()) == ["2026改001-1", "2026改002-1"]
    assert Notice.objects.filter(recipient=cast.user("wangfang"), kind="ledger").count() == 1
    assert Notice.objects.filter(recipient=cast.user("sunli"), kind="ledger").count() == 1
    entries = Entry.objects.filter(verb="matter.bring").order_by("subject_key")
    assert list(entries.values_list("subject_key", flat=True)) == sorted(
        row.matter.key for row in items.values()
    )


def test_what_is_brought_twice_is_there_once(cast: Cast) -> None:
    first = brought_by(SYSTEM, found(1))
    before = kept()
    again = brought_by(cast.chenjing, found(1, title="同一个问题换了说法"))
    assert [row.pk for row in again.values()] == [row.pk for row in first.values()]
    assert kept() == before
    more = brought_by(SYSTEM, found(1), found(2))
    assert len(more) == Matter.objects.count() == 2


def test_it_costs_as_many_statements_however_many_are_brought(cast: Cast) -> None:
    def asked(*ones: Brought) -> int:
        with CaptureQueriesContext(connection) as caught:
            brought_by(SYSTEM, *ones)
        return len(caught)

    asked(found(1))
    few, many = asked(found(2)), asked(*(found(n) for n in range(3, 43)))
    assert many <= few + 1
    assert Item.objects.count() == 42


def test_whoever_found_it_wrote_it_not_whoever_brings_it(cast: Cast) -> None:
    grave = found(1, author=cast.chenjing.user_id, severity="grave", how_soon="now")
    (row,) = brought_by(SYSTEM, grave).values()
    assert row.matter.created_by_id == cast.chenjing.user_id
    assert (row.matter.plan, row.matter.route) == (False, ["check", "verify"])


@pytest.mark.parametrize(
    ("who", "raised"),
    [("wangfang", Hidden), ("guoping", Forbidden), ("zhouqiang", Forbidden), ("maling", Hidden)],
)
def test_only_who_issues_at_the_unit_brings(cast: Cast, who: str, raised: type[Exception]) -> None:
    before = kept()
    with pytest.raises(raised):
        brought_by(getattr(cast, who), found(1))
    assert kept() == before


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("origin", {"origin": ("finding", "")}),
        ("title", {"title": " "}),
        ("basis", {"basis": ""}),
        ("due_on", {"due_on": date(2026, 1, 1)}),
    ],
)
def test_one_that_is_wrong_brings_none_of_them(cast: Cast, field: str, more: dict[str, Any]) -> None:
    before = kept()
    with pytest.raises(Invalid) as refused:
        brought_by(SYSTEM, found(1), found(2, **more))
    assert [error.field for error in refused.value.errors] == [field]
    assert kept() == before


def test_a_unit_elsewhere_is_refused(cast: Cast) -> None:
    before = kept()
    with pytest.raises(Invalid) as refused:
        brought_by(SYSTEM, found(1, world.unit(world.XIJI)))
    assert [error.field for error in refused.value.errors] == ["codes"]
    assert kept() == before


def test_the_database_lets_nothing_be_born_issued_that_comes_from_nowhere(cast: Cast) -> None:
    (row,) = brought_by(SYSTEM, found(1)).values()
    values = {
        field.attname: getattr(row.matter, field.attname)
        for field in Matter._meta.concrete_fields
        if field.attname not in {"id", "created_at"}
    }
    values |= {"key": f"{world.YONGDENG}-2026-r9", "sequence": 9, "number": "2026改009"}
    for gone in ({"origin_kind": ""}, {"origin_key": ""}, {"issued_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic(), history(SYSTEM, "matter.bring"):
            Matter.objects.create(**(values | gone))
    assert Matter.objects.count() == 1


def test_the_rows_and_their_images_agree(cast: Cast) -> None:
    brought_by(SYSTEM, found(1), found(2))
    kept_of = [one for one in histories() if one._meta.app_label == "ledger"]
    assert kept_of
    assert {one._meta.model_name: len(unrecorded(one, 10)) for one in kept_of if unrecorded(one, 10)} == {}


def _closed(cast: Cast) -> Item:
    (row,) = brought_by(SYSTEM, found(1, how_soon="now")).values()
    story.reported(cast, row)
    working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS)
    judging.check(actor=cast.chenjing, item=story.item(row.matter), words="现场属实。", on_day=clock.today())
    judging.verify(actor=cast.chenjing, item=story.item(row.matter), words="同意销号。")
    return story.item(row.matter)


def test_what_was_closed_is_reopened_by_the_clock_when_it_is_found_again_within_a_year(cast: Cast) -> None:
    row = _closed(cast)
    judging.reopen(
        actor=SYSTEM, item=row, reason="再次督查发现同一问题。", new_due_on=days(40), place="GS-2026-i2/3"
    )
    row = story.item(row.matter)
    assert (row.status, row.reopened, row.due_on) == ("running", 1, days(40))
    assert row.handlings.filter(act="reopen").get().place == "GS-2026-i2/3"
    assert Matter.objects.count() == 1


def test_after_a_year_it_is_a_matter_of_its_own(cast: Cast) -> None:
    row = _closed(cast)
    with clock.moved_to(clock.now().replace(year=2027, month=12)), pytest.raises(Refused):
        judging.reopen(actor=SYSTEM, item=row, reason="再次发现。", new_due_on=date(2028, 2, 1))
    assert story.item(row.matter).status == "closed"


@pytest.mark.parametrize(("who", "led"), [("wangfang", True), ("chenjing", False)])
def test_item_and_matter_lead_back_to_what_they_were_brought_for_whoever_may_open_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str, led: bool
) -> None:
    def talk(actor: Actor, key: str) -> Hit | None:
        return (
            Hit("约谈承诺", "红城镇", f"/talks/{key}/", "2026约001")
            if actor.user_id == cast.wangfang.user_id
            else None
        )

    declared = Mechanism(key="talks", origins={"interview": talk})
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, declared])
    item = brought_by(SYSTEM, found(1, origin=("interview", "y7"), source="约谈"))["interview", "y7"]
    client = Client()
    client.force_login(cast.user(who))
    for address in (f"/ledger/{item.matter.key}/{item.unit.code}/", f"/ledger/matters/{item.matter.key}/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert ('href="/talks/y7/"' in answer.content.decode()) is led
        assert "约谈" in answer.content.decode()
