"""The record as a list: every entry can be reached, in the order of time, narrowed by person, kind and day."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from responsibilities.files.actions import attach
from responsibilities.record.models import Entry
from responsibilities.units.models import Unit
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from tests import world
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TAB = "/units/620121101000/?tab=record"


def note(number: int, *, who: str = "王芳", unit: Unit | None = None) -> None:
    unit = unit or town()
    actor = Actor.system(who, via="command")
    with recorded(ports.Entry("unit.note", actor, ("unit", unit.code), f"第{number:03}件", unit.lo)):
        pass


def read(cast: Cast, address: str, username: str = "chenjing") -> str:
    client = Client()
    client.force_login(cast.user(username))
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def numbers(page: str) -> list[int]:
    return [int(found) for found in re.findall(r"第(\d{3})件</a>", page)]


def following(page: str) -> str:
    found = re.search(r'href="([^"]+)" rel="next"|rel="next" href="([^"]+)"', page)
    return unescape(found.group(1) or found.group(2)) if found else ""


@pytest.mark.parametrize("address", ["/record/?kind=unit", TAB])
def test_every_entry_is_reached_page_by_page_in_the_order_of_time(cast: Cast, address: str) -> None:
    story.planned(cast.wumin)
    began = clock.now()
    for number in range(120):
        with clock.moved_to(began + timedelta(minutes=number * 37 % 120)):
            note(number)
    seen: list[int] = []
    at = address
    while at:
        page = read(cast, at)
        seen += numbers(page)
        at = following(page)
        at = at and address.partition("?")[0] + at
        assert len(seen) <= 120
    assert seen == sorted(range(120), key=lambda number: -(number * 37 % 120))


def test_it_is_narrowed_by_person_kind_and_day(cast: Cast) -> None:
    began = clock.now()
    for number, (who, days) in enumerate([("王芳", 0), ("李军", 0), ("王芳", 1), ("王芳方", 1), ("王芳", 2)]):
        with clock.moved_to(began + timedelta(days=days)):
            note(number, who=who)
    assert numbers(read(cast, f"{TAB}&who=王芳")) == [4, 2, 0]
    assert numbers(read(cast, f"{TAB}&who=王芳&from=2026-11-25")) == [4, 2]
    assert numbers(read(cast, f"{TAB}&who=王芳&up_to=2026-11-25")) == [2, 0]
    assert numbers(read(cast, "/record/?kind=unit&from=2026-11-25&up_to=2026-11-25")) == [3, 2]
    assert numbers(read(cast, f"{TAB}&kind=cycle")) == []


@pytest.mark.parametrize(
    "wrong", ["kind=unheard", "from=2026-13-01", "colour=red", "after=x", "order=reason"]
)
def test_what_nobody_declared_is_refused(cast: Cast, wrong: str) -> None:
    client = Client()
    client.force_login(cast.user("chenjing"))
    for address in ("/record/?", f"{TAB}&"):
        assert client.get(address + wrong).status_code == 400


def test_a_filter_widens_nobodys_reach(cast: Cast) -> None:
    note(1, unit=world.unit(world.XIJI))
    assert numbers(read(cast, "/record/?who=王芳")) == []
    assert numbers(read(cast, "/record/?who=王芳", "maling")) == [1]


def test_each_line_says_of_which_unit_and_report_it_is(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    page = read(cast, "/record/?kind=report")
    said = re.findall(rf'<a href="/reports/{row.public_id}/">([^<]*)</a>', page)
    assert len(said) == Entry.objects.filter(subject_kind="report").count()
    assert all(f"红城镇《{row.cycle.title}》" in sentence for sentence in said), said


def test_the_name_of_a_file_is_not_told_beside_a_sentence_that_keeps_it_back(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    attach(
        actor=cast.wangfang,
        kind="report",
        key=row.public_id,
        lo=row.lo,
        name="未报送的内部材料.pdf",
        data=PDF,
    )
    assert "未报送的内部材料" in read(cast, TAB, "wangfang")
    for address in (TAB, "/record/?kind=file"):
        page = read(cast, address)
        assert "附件" in page or "文件" in page
        assert "未报送的内部材料" not in page
