"""Measures copied from a sister unit's plan are shown to whoever agrees to the plan, named and linked."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from responsibilities.ledger.actions import issuing, judging, working
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.items import view_of
from responsibilities.ledger.rules.alike import ALIKE, SHORTEST, likeness, plain
from tests.api.conftest import Program
from tests.cast import Cast, sister, town
from tests.ledger import story

MEASURES = "一是逐村排查公厕管护情况，建立问题台账；二是落实管护人员和经费；三是每季度开展一次检查，结果在村务公开栏公示。"
NEARLY = MEASURES.replace("每季度", "每半年")
OWN = "由镇农业服务中心牵头，拆除三处旱厕，在文化广场旁新建一处水冲式公厕，明年四月底前投入使用，管护由公益岗承担。"


@given(st.text("逐村排查落实管护人员经费季度", min_size=SHORTEST, max_size=80), st.integers(0, 12))
def test_the_same_words_are_word_for_word_the_same_however_they_are_laid_out(text: str, at: int) -> None:
    spread = f"{text[:at]}，\n  {text[at:]}。"
    assert (likeness(text, spread).percent, likeness(text, spread).whole) == (100, True)
    assert plain(spread) == plain(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_does_not_matter_which_is_held_against_which(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other).percent <= 100


def test_a_word_changed_is_nearly_the_same_and_own_words_are_not() -> None:
    assert ALIKE <= likeness(MEASURES, NEARLY).percent < 100
    assert not likeness(MEASURES, NEARLY).whole
    assert likeness(MEASURES, OWN).percent < 40
    assert likeness("加强管理。", "加强管理。").percent == 0


def _planned(cast: Cast, said: dict[str, str], **more: object) -> dict[str, Item]:
    """Both towns have the problem and sent their plans."""
    matter = story.drafted(
        cast.chenjing, key="rectification", levels=[], codes=[town().code, sister().code], **more
    )
    issuing.issue(actor=cast.chenjing, matter=matter)
    for who, unit in (("wangfang", town()), ("sunli", sister())):
        row = story.item(matter, unit)
        working.accept(actor=getattr(cast, who), item=row)
        working.send_plan(actor=getattr(cast, who), item=story.item(matter, unit), measures=said[who])
    return {"wangfang": story.item(matter, town()), "sunli": story.item(matter, sister())}


@pytest.mark.django_db
@pytest.mark.parametrize(("measures", "percent"), [(MEASURES, 100), (NEARLY, None), (OWN, 0)])
def test_who_agrees_sees_whose_plan_it_was_copied_from(
    cast: Cast, measures: str, percent: int | None
) -> None:
    rows = _planned(cast, {"wangfang": measures, "sunli": MEASURES})
    found = view_of(rows["wangfang"], cast.chenjing).sisters
    if percent == 0:
        assert found == []
        return
    (one,) = found
    assert (one.item.pk, one.plan.measures, one.whole) == (rows["sunli"].pk, MEASURES, percent == 100)
    assert one.percent == percent or ALIKE <= one.percent < 100


@pytest.mark.django_db
def test_nobody_else_is_shown_what_a_sister_wrote(cast: Cast, client: Client) -> None:
    rows = _planned(cast, {"wangfang": MEASURES, "sunli": MEASURES})
    for who in ("wangfang", "zhaogang", "guoping", "wumin"):
        assert view_of(rows["wangfang"], getattr(cast, who)).sisters == []
    client.force_login(cast.user("chenjing"))
    page = client.get(f"/ledger/{rows['wangfang'].public_id}/").content.decode()
    assert "Measures copied from sister units" in page or "与同级单位雷同的措施" in page
    assert sister().name in page
    assert f"/ledger/{rows['sunli'].public_id}/" in page
    client.force_login(cast.user("wangfang"))
    assert sister().name not in client.get(f"/ledger/{rows['wangfang'].public_id}/").content.decode()
    judging.agree_plan(actor=cast.chenjing, item=rows["wangfang"])
    assert view_of(story.item(rows["wangfang"].matter), cast.chenjing).sisters == []


@pytest.mark.django_db
def test_a_plan_of_another_issuer_or_a_version_since_replaced_is_no_sister(cast: Cast) -> None:
    rows = _planned(cast, {"wangfang": MEASURES, "sunli": MEASURES})
    judging.refuse_plan(actor=cast.chenjing, item=rows["sunli"], reason="照搬。")
    working.send_plan(actor=cast.sunli, item=story.item(rows["sunli"].matter, sister()), measures=OWN)
    assert view_of(rows["wangfang"], cast.chenjing).sisters == []


@pytest.mark.django_db
def test_programs_are_told_the_same_with_as_many_questions(
    cast: Cast, desk: Callable[[str], Program]
) -> None:
    rows = _planned(cast, {"wangfang": MEASURES, "sunli": OWN})
    address = f"ledger/{rows['wangfang'].public_id}/"

    county, told = desk("chenjing"), []

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            told.append(county.get(address).json()["alike"])
        return len(caught)

    asked()
    few = asked()
    assert told[-1] == []
    judging.refuse_plan(actor=cast.chenjing, item=rows["sunli"], reason="补充。")
    working.send_plan(actor=cast.sunli, item=story.item(rows["sunli"].matter, sister()), measures=NEARLY)
    assert asked() == few
    (one,) = told[-1]
    assert (one["unit"], one["word_for_word"], one["measures"]) == (sister().code, False, NEARLY)
    assert ALIKE <= one["percent"] < 100
