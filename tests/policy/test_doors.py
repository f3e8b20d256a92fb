"""No page offers a door that is closed: what a page links to, sends or fetches is open to its reader.

Every page of the table is asked for as the cast; what it offers is tried by the same person. By the way no link that
is followed changes anything stored.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import Any

import pytest
from django.urls import resolve

from tests.policy.brought import listed
from tests.policy.doors import Door, doors
from tests.policy.people import EVERYBODY, GANSU, PLANNED, TOWN, XIJI, YONGDENG
from tests.policy.rows import FORBIDDEN, HIDDEN, OK, WHOLE, Row
from tests.policy.table import TABLE
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db
CLOSED = {FORBIDDEN, HIDDEN}

ONE_OF_A_KIND = (
    ("wangfang", "lijun", "zhaogang", "chenjing"),
    ("fengbo", "guoping", "wumin", "maling"),
    ("hexin", "xitong", "anlan", "shenlan", "shenji"),
)
"""Each role once, here and above; the slow walk asks the whole cast."""

ON_EVERY_PAGE = {"set_language", "set_text_size", "account_logout"}
"""In the frame of every page: tried once for each person."""

LATER = ("review", "signing", "signed", "submitted", "received")
OF_THE_REPORT = ("wangfang", "lijun", "zhaogang", "chenjing", "guoping")


def pages() -> list[Row]:
    """The pages of the table at the first step."""
    return [
        row
        for row in TABLE
        if row.method == "GET" and row.stage == "drafted" and not row.name.startswith("api_")
    ]


def offered(walker: Walker, row: Row, place: str, person: str) -> set[Door]:
    """What the page offers the person, or where it leads on; nothing where there is no page."""
    answer = walker.ask(row, place, person)
    if answer.status_code in {301, 302}:
        return {Door("GET", answer["Location"])} if answer["Location"].startswith("/") else set()
    if answer.status_code != 200 or answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return set()
    found, strange = doors(
        walker.stage.url(row.name, place, dict(row.args)) + walker.stage.query(row, place), answer
    )
    assert not strange, f"{row.name}: addresses where nobody looks for them: {strange}"
    return found


def kind_of(door: Door) -> tuple[str, str, tuple[str, ...]]:
    """Doors of one kind: method, name of the address, what is sent."""
    path, _mark, query = door.url.partition("?")
    names = [pair.partition("=")[0] for pair in query.split("&")]
    return (
        door.method,
        resolve(path).view_name,
        tuple(sorted([*names, *(name for name, _values in door.sent)])),
    )


def some(found: Iterable[Door], most: int) -> Iterator[Door]:
    """At most so many of each kind."""
    met: Counter[Any] = Counter()
    for door in sorted(found, key=lambda door: (door.method, door.url, door.sent)):
        kind = kind_of(door)
        met[kind] += 1
        if met[kind] <= most:
            yield door


def knock(walker: Walker, person: str, door: Door) -> str:
    """What is wrong with the door for this person; "" when it is open."""
    answer = walker.knock(person, door.method, door.url, door.body)
    if answer.status_code in {301, 302} and door.method == "GET" and answer["Location"].startswith("/"):
        answer = walker.knock(person, "GET", answer["Location"], {})
    if outcome(answer) in CLOSED or answer.status_code >= 500:
        return f"{door.method} {door.url} is {outcome(answer)}"
    return f"GET {door.url} changes {answer.changed}" if door.method == "GET" and answer.changed else ""


def closed(
    walker: Walker, rows: Iterable[tuple[Row, str, str]], most: int, tried: set[tuple[str, Any]]
) -> list[str]:
    """The closed doors on these pages for these people; each door is tried once for each person."""
    wrong = []
    for row, place, person in rows:
        for door in some(offered(walker, row, place, person), most):
            kind = kind_of(door)
            key = (person, kind[1] if kind[1] in ON_EVERY_PAGE else door)
            if key in tried:
                continue
            tried.add(key)
            found = knock(walker, person, door)
            if found:
                wrong.append(f"{row.name}{row.query} at {place} for {person}: {found}")
    return wrong


NEAR = frozenset({TOWN, YONGDENG, GANSU, XIJI, WHOLE, PLANNED})
"""Own, above and below for somebody of the cast; the slow walk goes everywhere."""
EVERYWHERE = frozenset(place for row in TABLE for place in row.at)


def cells(people: Iterable[str], near: Container[str] = EVERYWHERE) -> Iterator[tuple[Row, str, str]]:
    """Each page that is open to one of these people."""
    for row in pages():
        for place in (place for place in row.at if place in near):
            yield from ((row, place, person) for person in people if row.expected(person, place) == OK)


@pytest.mark.parametrize("people", ONE_OF_A_KIND, ids=" ".join)
def test_no_page_offers_a_door_that_is_closed(walker: Walker, people: tuple[str, ...]) -> None:
    walker.number_the_record()
    wrong = closed(walker, cells(people, NEAR), 1, set())
    assert not wrong, "\n".join(wrong)


def later_pages(people: Iterable[str]) -> Iterator[tuple[Row, str, str]]:
    """Where the report's state decides what is offered."""
    for name, place in listed("later"):
        yield from ((Row(name, "GET", (place,), {}), place, person) for person in people)


@pytest.mark.parametrize("step", LATER)
def test_no_step_of_a_report_leaves_a_door_that_is_closed(walker: Walker, step: str) -> None:
    with undone():
        walker.tell(step)
        wrong = closed(walker, later_pages(OF_THE_REPORT), 1, set())
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_no_page_offers_the_whole_cast_a_door_that_is_closed(walker: Walker) -> None:
    walker.number_the_record()
    wrong = closed(walker, cells(sorted(EVERYBODY)), 1_000, set())
    assert not wrong, "\n".join(wrong)


def test_the_look_for_doors_finds_links_forms_and_what_scripts_fetch(walker: Walker) -> None:
    def names(name: str, place: str, person: str, query: str = "") -> set[tuple[str, str]]:
        found = offered(walker, Row(name, "GET", (place,), {}, query=query), place, person)
        return {kind_of(door)[:2] for door in found}

    edit = names("report_edit", TOWN, "wangfang")
    assert {
        ("POST", "report_edit"),
        ("POST", "report_autosave"),
        ("POST", "report_attach"),
        ("GET", "file"),
    } <= edit
    assert ("GET", "unit_children") in names("unit_tree", WHOLE, "linnan")
    assert ("POST", "unit_change") in names("unit", TOWN, "chenjing", "?tab=facts")
    assert ("POST", "person") in names("person", TOWN, "hexin")
    assert ("POST", "person") not in names("person", TOWN, "chenjing")
