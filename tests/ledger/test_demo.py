"""The demonstration's year on the ledger: every state is there, reached by the people of the units in their time."""

from datetime import timedelta

import pytest

from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.ledger.models import Handling, Item, Matter, Progress, Turn
from responsibilities.ledger.queries.facts import lamp_on, payment_on
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.record.models import Entry
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.site.demo import ledger
from revitalization.site.demo.chapters import tell
from revitalization.site.demo.tasks import steps, tasks
from tests import world
from tests.cast import SINCE, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=400)


@pytest.fixture
def staffed(cast: Cast) -> None:
    """Filers and secretaries where the cast has none: the county's other towns, its villages, the county itself."""
    county = world.unit(world.YONGDENG)
    towns = Unit.objects.children_of(county).filter(level="township", is_body=False).order_by("lo")
    villages = Unit.objects.children_of(towns[1]).filter(level="village")
    actor = Actor.system("tests", via="command")
    for at, unit in enumerate([towns[0], towns[2], *villages]):
        post = Post.objects.filter(unit=unit).order_by("rank").first()
        assert post is not None
        tenure = appoint(actor=actor, post=post, person=NewPerson(f"石晓{'东南西北'[at]}"), since=SINCE)
        assert tenure.person is not None
        open_sign_in(actor=actor, person=tenure.person)
    for at, unit in enumerate([towns[0], towns[2], county]):
        user = User.objects.create(username=f"works{at}", name=f"关文{'一二三'[at]}")
        grant_role(actor=cast.fresh("anquan"), user=user, unit=unit, role="filer")


def _told() -> None:
    tell(ledger.chapters(LATER), lambda done, known: None)


def _item(title: str, unit: str) -> Item:
    return Item.objects.full().get(matter__title=title, unit__name=unit, matter__status="issued")


def test_the_ledger_of_the_demonstration_is_told_in_the_order_of_time(cast: Cast, staffed: None) -> None:
    assert not ledger.is_told()
    start = Entry.objects.latest("id").id
    _told()
    assert ledger.is_told()
    times = list(Entry.objects.filter(id__gt=start).order_by("id").values_list("at", flat=True))
    assert len(times) > 60
    assert times == sorted(times)
    assert times[0] > NOON + timedelta(days=100)
    assert times[-1] < LATER
    assert Progress.objects.filter(at__gt=LATER).count() == 0


def test_one_township_is_green_one_yellow_one_red_and_the_lamps_turned_by_the_clock(
    cast: Cast, staffed: None
) -> None:
    _told()
    water = "提升农村供水保障水平"
    with clock.moved_to(LATER):
        rows = {unit: _item(water, unit) for unit in ("红城镇", "城关镇", "中堡镇")}
        assert {unit: row.lamp for unit, row in rows.items()} == {
            "红城镇": "green",
            "城关镇": "yellow",
            "中堡镇": "red",
        }
        for row in rows.values():
            assert lamp_on(row, clock.today()).level == row.lamp
    assert Turn.objects.filter(item=rows["中堡镇"], lamp="red").exists()
    county = _item(water, "永登县")
    assert rows["红城镇"].matter.parent_id == county.pk
    assert rows["红城镇"].matter.target == county.matter.target
    assert rows["红城镇"].matter.measure != county.matter.measure
    lead = rows["红城镇"].matter.lead
    assert lead is not None
    assert lead.name == "永登县水务局"
    assert Progress.objects.filter(item=rows["红城镇"]).count() == 8


def test_one_project_is_on_schedule_and_behind_in_payment(cast: Cast, staffed: None) -> None:
    _told()
    with clock.moved_to(LATER):
        row = _item("马铃薯仓储保鲜库建设", "红城镇")
        assert (row.lamp, row.purse.lamp) == ("green", "red")
        assert payment_on(row, clock.today()).level == "red"
        purse = row.purse
        assert (purse.planned, purse.allotted, purse.paid) == (420_000_000, 360_000_000, 138_600_000)
        assert purse.until is not None
        assert purse.until < clock.today()
    assert Turn.objects.filter(item=row, payment=True, lamp="red").exists()


def test_every_sign_in_has_something_to_do_on_the_ledger(cast: Cast, staffed: None) -> None:
    _told()
    found = {
        "the filer takes on": _item("开展农村人居环境集中整治", "红城镇").status,
        "the filer sends a plan": _item("农村公共设施管护责任没有落到人", "红城镇").status,
        "the county agrees to a plan": _item("农村公共设施管护责任没有落到人", "中堡镇").status,
        "the city checks": _item("三个村卫生厕所粪污清掏电话无人接听", "永登县").status,
        "the village goes on": _item("集中供水入户和庭院管网防冻改造", "宁朔村委会").status,
        "the township checks": _item("集中供水入户和庭院管网防冻改造", "永安村委会").status,
        "the province issues": Matter.objects.get(title="培育“甘味”区域公用品牌").status,
    }
    assert list(found.values()) == [
        "issued", "planning", "planned", "declared", "running", "declared", "drafted",
    ]  # fmt: skip
    assert _item("完成高标准农田建设收尾", "红城镇").prepared
    assert _item("加快衔接资金支出进度", "永登县").prepared
    # The secretary of a village answers for it alone: what was reported and declared is by the same person.
    village = _item("集中供水入户和庭院管网防冻改造", "永安村委会")
    declared = Handling.objects.get(item=village, act="declare")
    assert {row.by_id for row in village.progress.all()} == {declared.by_id}


def test_units_of_which_nothing_is_told_work_on_it_all_the_same(cast: Cast, staffed: None) -> None:
    """Else a whole city would stand red beside the one county of the story."""
    gaolan = world.unit(world.GAOLAN)
    user = User.objects.create(username="gaolan", name="关文四")
    grant_role(actor=cast.fresh("anquan"), user=user, unit=gaolan, role="filer")
    _told()
    row = _item("提升农村供水保障水平", "皋兰县")
    assert (row.status, row.lamp, row.percent) == ("running", "green", 83)
    assert Progress.objects.filter(item=row).count() == 4
    other = _item("提升农村供水保障水平", "榆中县")
    assert (other.status, other.percent) == ("issued", None)


def test_what_the_story_names_is_there() -> None:
    told, done = tasks(), list(steps())
    keys = {task.key for task in told}
    assert {step.task for step in done} | {"clean", "brands"} == keys
    assert {task.above for task in told if task.above} <= keys
    assert {step.act for step in done} >= {
        "return", "reopen", "verify", "publicize", "agree_plan", "ask_extension",
    }  # fmt: skip
