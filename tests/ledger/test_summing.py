"""Progress that is made up of what was handed down: mean and weight, never mixed with what is typed."""

from decimal import Decimal

import pytest

from responsibilities.ledger.actions import drawing, issuing, judging, working
from responsibilities.ledger.actions.summing import sum_up
from responsibilities.ledger.models import Item, Matter, Progress
from responsibilities.record.rules import CLOCK_NAME
from responsibilities.units.models import Unit
from revitalization.kit.errors import Refused
from tests import world
from tests.cast import Cast
from tests.ledger import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(cast: Cast) -> Item:
    """The county's item of a task that the city issued."""
    matter = story.drafted(cast.zhouqiang, issuer=world.LANZHOU, levels=["county"], basis="")
    issuing.issue(actor=cast.zhouqiang, matter=matter)
    return story.item(matter, world.unit(world.YONGDENG))


def handed(cast: Cast, item: Item, **more: object) -> Matter:
    below = drawing.hand_down(actor=cast.chenjing, item=item, drawn=story.drawn(counts=True, **more))
    issuing.issue(actor=cast.chenjing, matter=below)
    return below


def towns() -> list[Unit]:
    return list(Unit.objects.children_of(world.unit(world.YONGDENG)).filter(level="township").order_by("lo"))


def test_it_is_the_mean_of_all_units_and_cut_to_a_tenth(cast: Cast, county: Item) -> None:
    below = handed(cast, county)
    assert sum_up() == 0
    working.report_progress(actor=cast.wangfang, item=story.item(below), percent="50", words="已完成三个村。")
    assert sum_up() == 1
    assert sum_up() == 0
    row = story.item(county.matter, county.unit)
    assert (row.status, row.percent) == ("running", Decimal("16.6"))
    assert Progress.objects.get(item=row).by_name == CLOCK_NAME


def test_several_parts_count_by_their_weight_and_what_was_cancelled_not_at_all(
    cast: Cast, county: Item
) -> None:
    first, second = (
        handed(cast, county, weight=3, measure="铺设管网。"),
        handed(cast, county, weight=1, measure="建水厂。"),
    )
    working.report_progress(actor=cast.wangfang, item=story.item(first), percent="60", words="推进。")
    for unit in (towns()[0], towns()[2]):
        judging.cancel(
            actor=cast.chenjing,
            item=story.item(first, unit),
            reason="不涉及。",
            document_number="永农领〔2026〕3号",
        )
    working.report_progress(
        actor=cast.sunli, item=story.item(second, towns()[2]), percent="30", words="推进。"
    )
    sum_up()
    # (60 × 3 + (0 + 0 + 30) / 3 × 1) / 4
    assert story.item(county.matter, county.unit).percent == Decimal("47.5")


def test_what_is_made_up_is_not_typed_as_well(cast: Cast, county: Item) -> None:
    filer = story.second(cast, "countyfiler", role="filer")
    handed(cast, county)
    with pytest.raises(Refused):
        working.report_progress(
            actor=filer, item=story.item(county.matter, county.unit), percent="90", words="快了。"
        )
    assert not Progress.objects.filter(item=county).exists()


def test_what_was_handed_down_without_counting_leaves_it_to_be_typed(cast: Cast, county: Item) -> None:
    filer = story.second(cast, "countyfiler", role="filer")
    below = drawing.hand_down(actor=cast.chenjing, item=county, drawn=story.drawn())
    issuing.issue(actor=cast.chenjing, matter=below)
    working.report_progress(actor=cast.wangfang, item=story.item(below), percent="50", words="推进。")
    assert sum_up() == 0
    working.report_progress(
        actor=filer, item=story.item(county.matter, county.unit), percent="20", words="推进。"
    )
    assert story.item(county.matter, county.unit).percent == Decimal(20)


def test_it_goes_up_several_levels_in_one_run(cast: Cast) -> None:
    top = story.drafted(cast.wumin, issuer=world.GANSU, levels=["city"], basis="")
    issuing.issue(actor=cast.wumin, matter=top)
    city = story.item(top, world.unit(world.LANZHOU))
    codes = [world.YONGDENG]
    middle = drawing.hand_down(
        actor=cast.zhouqiang, item=city, drawn=story.drawn(counts=True, levels=[], codes=codes, basis="")
    )
    issuing.issue(actor=cast.zhouqiang, matter=middle)
    below = handed(cast, story.item(middle, world.unit(world.YONGDENG)))
    working.report_progress(actor=cast.wangfang, item=story.item(below), percent="90", words="推进。")
    assert sum_up() == 2
    assert sum_up() == 0
    assert story.item(top, world.unit(world.LANZHOU)).percent == Decimal(30)
