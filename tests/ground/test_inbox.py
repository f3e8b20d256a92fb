"""The inbox and its badge are made of what the slices declare: one list by deadline, over all of them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Asked, InboxSource, Todo, TodoAct, TodoKind
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import Words
from revitalization.site import inbox
from tests import world
from tests.cast import Cast, days, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db

CLEAR = TodoKind("ledger-clear", "To clear", lambda actor: True)


def item(n: int, due_on: date | None) -> Todo:
    """A line of a ledger that is not built yet."""
    day = due_on or clock.today()
    return Todo(
        f"item:{n}",
        CLEAR,
        Words(f"整改 2026-{n}"),
        "中堡镇",
        [TodoAct("Clear", "/")],
        (day, (n,)),
        due_on=due_on,
    )


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> list[Todo]:
    """Another mechanism, whose lines the test fills."""
    lines: list[Todo] = []

    def asked_for(actor: Actor, asked: Asked) -> Iterator[Todo]:
        if asked.wants(CLEAR, actor):
            shown = (line for line in lines if not asked.due or asked.window(line.due_on) == asked.due)
            yield from sorted(
                (line for line in shown if asked.after is None or line.mark > asked.after),
                key=lambda it: it.mark,
            )[: asked.limit]

    source = InboxSource("ledger", [CLEAR], asked_for, lambda actor, day: [world.some(len(lines))])
    monkeypatch.setattr(
        REGISTRY, "mechanisms", [*REGISTRY.mechanisms, Mechanism(key="ledger", inbox=[source])]
    )
    return lines


def badge(answer: object) -> int:
    return next(item.count for item in answer.context["navigation"] if item.url == "/")  # type: ignore[attr-defined]


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def shown(client: Client, address: str = "/") -> list[tuple[str, str, str]]:
    """What the page lists: part, kind and unit of each line."""
    found = client.get(address).context["inbox"]
    return [(part.key, line.kind.key, line.unit) for part in found.parts for line in part.lines]


def test_the_badge_counts_what_every_slice_asks_for(cast: Cast, ledger: list[Todo]) -> None:
    story.running(cast)
    client = signed_in(cast, "wangfang")
    before = badge(client.get("/"))
    assert before == 1
    ledger.extend(item(n, None) for n in range(3))
    page = client.get("/")
    assert badge(page) == before + 3
    assert sum(kind == "ledger-clear" for _part, kind, _unit in shown(client)) == 3


def test_the_lines_of_all_mechanisms_stand_together_by_deadline(cast: Cast, ledger: list[Todo]) -> None:
    """24 November 2026 is a Tuesday."""
    story.running(cast, due_on=days(3))
    ledger.extend([item(1, days(-2)), item(2, days(30)), item(3, days(2)), item(4, days(4)), item(5, None)])
    assert shown(signed_in(cast, "wangfang")) == [
        ("late", "ledger-clear", "中堡镇"),
        ("week", "ledger-clear", "中堡镇"),
        ("week", "ledger-clear", "中堡镇"),
        ("week", "report-write", "红城镇"),
        ("week", "ledger-clear", "中堡镇"),
        ("later", "ledger-clear", "中堡镇"),
    ]
    page = signed_in(cast, "wangfang").get("/").content.decode()
    assert re.search(r"<details\s*>\s*<summary><h2 id=\"todo-later\">以后", page)
    assert re.search(
        r'<a aria-label="红城镇 [^"]+" href="[^"]+">红城镇</a>\s*<span class="kind">待填报</span>', page
    )


def test_the_badge_counts_work_only(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    filer = signed_in(cast, "wangfang")
    assert badge(filer.get("/")) == 0
    assert shown(filer) == []
    assert shown(filer, "/?view=mine") == [("week", "report-wait", "红城镇")]


def test_what_is_owed_to_an_office_stands_under_what_it_started(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    county = signed_in(cast, "chenjing")
    waiting = shown(county, "/?view=mine")
    assert sister().name in {unit for _part, _kind, unit in waiting}
    assert town().name not in {unit for _part, _kind, unit in waiting}
    assert {kind for _part, kind, _unit in waiting} == {"report-await"}
    assert [kind for _part, kind, _unit in shown(county)] == ["report-decide"]


def test_words_in_the_address_narrow_the_list(cast: Cast, ledger: list[Todo]) -> None:
    cycle = story.running(cast)
    ledger.extend([item(1, days(-1)), item(2, days(30))])
    county = signed_in(cast, "chenjing")
    story.submitted(cast, cycle)
    assert len(shown(county)) == 3
    assert [kind for _p, kind, _u in shown(county, "/?kind=report-decide")] == ["report-decide"]
    assert [part for part, _k, _u in shown(county, "/?due=late")] == ["late"]
    assert [part for part, _k, _u in shown(county, "/?due=later")] == ["later"]
    under = f"/?kind=report-decide&under={sister().code}"
    assert shown(county, under) == []
    page = county.get(under).content.decode()
    assert 'href="?kind=report-decide"' in page
    assert "没有这样的事项" in page
    assert shown(county, f"/?kind=report-decide&under={town().code}") == [("week", "report-decide", "红城镇")]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?kind=report-sign", 400),
        ("?kind=nothing", 400),
        ("?due=soon", 400),
        ("?view=all", 400),
        ("?after=abc", 400),
        ("?under=000000000000", 404),
        (f"?under={world.XIJI}", 404),
        ("?sort=unit", 400),
    ],
)
def test_an_address_that_asks_for_what_is_not_there_is_refused(cast: Cast, query: str, status: int) -> None:
    assert signed_in(cast, "chenjing").get(f"/{query}").status_code == status


def test_the_list_goes_on_over_its_pages_without_a_gap_or_a_double(
    cast: Cast, ledger: list[Todo], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LINES", 2)
    for n in range(4):
        due_on = days((1, 3, 3, 20)[n])
        story.running(
            cast, kind="special", period=f"2026-0{n + 1}", number=f"甘农领办〔2026〕6{n}号", due_on=due_on
        )
    for n in (4, 5):
        number = f"甘农领办〔2026〕7{n}号"
        story.submitted(cast, story.running(cast, period=f"202{n}", number=number))
    ledger.extend([item(n, None if n % 2 else days(n)) for n in range(5)])
    for username in ("wangfang", "chenjing"):
        for view in ("/", "/?view=mine"):
            client, address, pages, seen = signed_in(cast, username), view, 0, []
            while address:
                page = client.get(address)
                found = page.context["inbox"]
                seen += [line.mark for part in found.parts for line in part.lines]
                address = f"/{found.next_url}" if found.next_url else ""
                pages += 1
            monkeypatch.setattr(inbox, "LINES", 100)
            whole = [line.mark for part in client.get(view).context["inbox"].parts for line in part.lines]
            monkeypatch.setattr(inbox, "LINES", 2)
            assert seen == whole == sorted(set(whole)), (username, view)
            assert pages == max(1, -(-len(whole) // 2))


@pytest.mark.parametrize("view", ["/", "/?view=mine"])
def test_the_inbox_asks_as_often_for_many_lines_as_for_one(cast: Cast, view: str) -> None:
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, "chenjing")
    asked: list[int] = []
    for n in (5, 4):
        client.get(view)
        with CaptureQueriesContext(connection) as queries:
            client.get(view)
        asked.append(len(queries))
        story.submitted(cast, story.running(cast, period=f"202{n}", number=f"甘农领办〔2026〕2{n}号"))
    assert asked[0] == asked[1]


def test_a_line_says_who_handed_it_on_and_since_when(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    with clock.moved_to(clock.now() + timedelta(days=2)):
        page = " ".join(signed_in(cast, "chenjing").get("/").content.decode().split())
    assert re.search(r"<small>王芳 <time[^>]*>2 天前</time></small>", page)


@pytest.mark.parametrize("username", ["wangfang", "lijun", "zhaogang", "chenjing", "linnan", "anquan"])
def test_the_navigation_of_a_page_asks_at_most_twice(cast: Cast, username: str) -> None:
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, username)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/account/")
    with CaptureQueriesContext(connection) as bare:
        fragment = client.get("/units/620121000000/children/")
    assert (page.status_code, fragment.status_code) == (200, 200)
    navigation = [q for q in asked if "COUNT(" in q["sql"]]
    assert len(navigation) <= 2, [q["sql"] for q in navigation]
    assert not [q for q in bare if "COUNT(" in q["sql"]]
