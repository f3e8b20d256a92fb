"""Whose lines the lists hold for whom; a list and a single look never disagree."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.policy.basics import Count, Shown
from tests.policy.brought import POLICIES, listed
from tests.policy.people import EVERYBODY
from tests.policy.rows import OK, WHOLE, Row
from tests.policy.shown import LISTS as IN_THE_TABLE
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db
LISTS: list[Shown] = [*IN_THE_TABLE, *listed("beyond")]


def text_of(answer: Any) -> str:
    """The text of a page, a JSON answer or a workbook; "" for a refusal."""
    if outcome(answer) != OK:
        return ""
    data = (
        answer.getvalue()
        if answer.streaming
        else answer.content + answer.headers.get("Location", "").encode()
    )
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def holds(
    walker: Walker,
    shown: Shown,
    place: str,
    person: str,
    token: bool = False,
    read: dict[Any, str] | None = None,
) -> bool:
    """Whether the list shows the place to the person; `read` keeps what was read already."""
    stage = walker.stage
    query = shown.query(stage, place) if callable(shown.query) else shown.query
    row = Row(shown.name, "GET", (place if shown.at_place else WHOLE,), {}, query=query)
    read, key = {} if read is None else read, (row.name, query, row.at, person, token)
    if key not in read:
        read[key] = text_of(walker.ask(row, row.at[0], person, token=token))
    return shown.marker(stage, place) in read[key]


@pytest.mark.parametrize("step", sorted({shown.stage for shown in LISTS}))
def test_a_list_holds_the_lines_of_those_places_the_reader_may_see_and_no_other(
    walker: Walker, step: str
) -> None:
    wrong = []
    read: dict[Any, str] = {}
    with undone():
        walker.number_the_record()
        if step != "drafted":
            walker.tell(step)
        for shown in (shown for shown in LISTS if shown.stage == step):
            for place, who in shown.who.items():
                for person in sorted(EVERYBODY):
                    for token in (False, True) if shown.name.startswith("api_") else (False,):
                        found = holds(walker, shown, place, person, token, read)
                        allowed = shown.by_token[place] if token and shown.by_token else who
                        if found != (person in allowed):
                            said = "shows" if found else "does not show"
                            wrong.append(
                                f"{shown.name} {said} {place} to {person}{' (token)' if token else ''}"
                            )
    assert not wrong, f"{len(wrong)} lines\n" + "\n".join(wrong)


def counts(walker: Walker, person: str) -> Iterator[Count]:
    """Every slice's figures for the person, beside their rows."""
    actor = getattr(walker.stage.cast, person)
    for policy in POLICIES.values():
        if policy.counts:
            yield from policy.counts(walker.stage, actor)


def test_every_count_is_the_number_of_lines_the_same_person_can_open(walker: Walker) -> None:
    with undone():
        for step in ("drafted", "submitted"):
            if step != "drafted":
                walker.tell(step)
            seen = [found for person in sorted(EVERYBODY) for found in counts(walker, person)]
            assert [found for found in seen if found.shown != found.counted] == []
            assert {found.what for found in seen if found.shown} >= set(listed("counted"))
