"""The feed of changes: what each slice declares, to whom it is told, and what its positions do not tell."""

import base64
import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from reporting.reports.models import Cycle
from responsibilities.record.actions import fold
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Mechanism, Presenter
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry as NewEntry
from revitalization.kit.registry import REGISTRY
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, sister, town
from tests.reports import recurring, story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
FEED = "status/changes"


def note(kind: str, label: str, lo: int, **after: Any) -> None:
    actor = Actor.system("tests", via="command")
    with recorded(NewEntry(f"{kind}.note", actor, (kind, label), label, lo, after=after, at=clock.now())):
        pass
    fold(everything=True)


def now_at(program: Program) -> str:
    fold(everything=True)
    return str(program.get(FEED).json()["next"])


def test_an_act_on_a_recurring_notice_is_told(program: Programs, cast: Cast) -> None:
    province = program("wumin")
    start = now_at(province)
    series = recurring.standing(cast.wumin)
    fold(everything=True)
    found = province.get(FEED, after=start).json()["changes"]
    told = [(c["verb"], c["key"]) for c in found if c["kind"] == "series"]
    assert told == [("series.plan", series.key), ("series.start", series.key)]
    assert [c["after"]["status"] for c in found if c["verb"] == "series.start"] == ["standing"]
    assert [c["verb"] for c in province.get(FEED, after=start, kinds="series").json()["changes"]] == [
        "series.plan",
        "series.start",
    ]


def test_a_new_slice_says_itself_what_the_feed_tells(
    program: Programs, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = Presenter("item", {}, sees=C.CYCLE_READ, feed=True, shown={"lamp"})
    secret = Presenter("talk", {}, sees=C.CYCLE_READ)
    monkeypatch.setattr(
        REGISTRY, "mechanisms", [*REGISTRY.mechanisms, Mechanism(key="ledger", presenters=[item, secret])]
    )
    county = program("chenjing")
    start = now_at(county)
    note("item", "红城镇饮水工程", town().lo, lamp="red", owner_id=7)
    note("talk", "约谈", town().lo, lamp="red")
    found = county.get(FEED, after=start).json()["changes"]
    assert [(c["kind"], c["after"]) for c in found] == [("item", {"lamp": "red"})]
    assert county.get(FEED, kinds="talk").status_code == 400


def test_who_may_not_read_the_record_is_told_which_right_is_missing(program: Programs, cycle: Cycle) -> None:
    narrow = program("chenjing", capabilities=["report.read", "cycle.read"])
    answer = narrow.get(FEED)
    assert answer.status_code == 403
    assert [(e["code"], e["pointer"]) for e in answer.json()["errors"]] == [("record.read", "")]
    assert "record.read" in answer.json()["detail"]
    assert program("hexin").get(FEED).json()["errors"][0]["code"] == "record.read"


HALF = ["record.read", "cycle.read"]


def test_kinds_without_their_right_are_named_and_left_out(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    half = program("chenjing", capabilities=HALF)
    start = now_at(half)
    story.submitted(cast, cycle)
    note("cycle", "周期", world.unit(world.YONGDENG).lo)
    found = half.get(FEED, after=start).json()
    assert {c["kind"] for c in found["changes"]} == {"cycle"}
    told = {(one["kind"], one["right"]) for one in found["left_out"]}
    others = {(kind, str(one.sees)) for kind, one in REGISTRY.feed().items() if one.sees not in ("", *HALF)}
    assert told == others
    assert {("report", "report.read"), ("ledger", "ledger.read"), ("post", "post.read")} <= told
    chosen = half.get(FEED, after=start, kinds="cycle").json()
    assert chosen["left_out"] == []
    none = half.get(FEED, after=start, kinds="report,post")
    assert none.status_code == 403
    assert [e["code"] for e in none.json()["errors"]] == ["report.read", "post.read"]


def test_a_kind_is_told_only_where_its_right_holds(program: Programs, cast: Cast, cycle: Cycle) -> None:
    """A filer reads the record and the posts of the own town only; the county's office of all below."""
    towns, county = program("wangfang"), program("chenjing")
    start, above = now_at(towns), now_at(county)
    note("post", "本镇", town().lo)
    note("post", "邻镇", sister().lo)
    assert [c["label"] for c in towns.get(FEED, after=start).json()["changes"]] == ["本镇"]
    assert [c["label"] for c in county.get(FEED, after=above).json()["changes"]] == ["本镇", "邻镇"]


def readable(mark: str) -> bool:
    """Whether somebody without the site's key can take a mark apart: as JSON, plain or in base64."""
    for part in (mark, *mark.replace(":", ".").split(".")):
        with suppress(ValueError):
            json.loads(part)
            return True
        with suppress(ValueError):
            json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
            return True
    return False


def test_a_position_does_not_tell_how_much_happens_elsewhere(program: Programs, cast: Cast) -> None:
    towns = program("wangfang")
    start = now_at(towns)
    before = towns.get(FEED, after=start)
    note("unit", "别省的事", world.unit(world.XIJI).lo)
    after = towns.get(FEED, after=start)
    assert after.json()["changes"] == []
    assert not readable(after.json()["next"])
    assert len(after.json()["next"]) == len(before.json()["next"])
    # Two answers to one question differ as much when nothing has happened as when something has.
    assert len({towns.get(FEED, after=start).json()["next"] for _again in range(3)}) == 3
    assert (
        after["ETag"]
        == before["ETag"]
        == towns.get(FEED, headers={"If-None-Match": "x"}, after=start)["ETag"]
    )


def test_reading_on_from_a_position_misses_nothing_and_repeats_nothing(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    county = program("chenjing")
    position = now_at(county)
    for number in range(7):
        note("unit", f"第{number}件", town().lo)
        note("unit", "别处", world.unit(world.XIJI).lo)
    labels: list[str] = []
    for _page in range(4):
        page = county.get(FEED, after=position, limit=2).json()
        labels += [c["label"] for c in page["changes"]]
        assert not {"seq", "id"} & {name for c in page["changes"] for name in c}
        position = page["next"]
    assert labels == [f"第{number}件" for number in range(7)]
    assert county.get(FEED, after=position).json()["changes"] == []


def test_the_page_for_programs_names_every_kind_with_its_right() -> None:
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    table = text.split("| Kind | Right |")[1].split("\n\n")[0]
    named = {
        kind: "" if right == "none" else right.strip("`")
        for kinds, right in re.findall(r"^\| (`.*?) \| (.*?) \|$", table, re.MULTILINE)
        for kind in re.findall(r"`(\w+)`", kinds)
    }
    assert named == {kind: str(presenter.sees) for kind, presenter in REGISTRY.feed().items()}


@pytest.mark.parametrize("forged", ["4711", "W10:abc", "AAAA", "_" * 60, "-1", "红"])
def test_what_is_no_position_of_this_feed_is_refused_and_named(program: Programs, forged: str) -> None:
    answer = program("chenjing").get(FEED, after=forged)
    assert answer.status_code == 400
    assert [e["pointer"] for e in answer.json()["errors"]] == ["?after"]


def test_a_cursor_of_a_list_is_no_position_of_the_feed(program: Programs, cast: Cast, cycle: Cycle) -> None:
    county = program("chenjing")
    link = county.get("obligations/", limit=1).json()["next"]
    cursor = unquote(link.partition("cursor=")[2])
    assert not readable(cursor)
    assert county.get(FEED, after=cursor).status_code == 400
