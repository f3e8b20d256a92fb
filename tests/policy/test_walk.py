"""Every address, method, person and place, held to the table."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.policy.people import EVERYBODY
from tests.policy.rows import CONFIRM, FORBIDDEN, HIDDEN, NEEDS, NO_METHOD, STATE, Row
from tests.policy.table import PARTS
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db
REFUSALS = {NEEDS, STATE, FORBIDDEN, HIDDEN, NO_METHOD, CONFIRM}
PEOPLE = ("", *sorted(EVERYBODY))


def by_step(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.stage].append(row)
    return found


def ways(row: Row) -> tuple[bool, ...]:
    """By session, and for programs by token too."""
    return (
        (False, True)
        if row.name.startswith("api_") and row.name not in {"api_docs", "api_nothing"}
        else (False,)
    )


def cells(row: Row) -> Iterator[tuple[str, str, bool]]:
    for place in row.at:
        for person in PEOPLE:
            for token in ways(row):
                if person or not token:
                    yield place, person, token


@pytest.mark.parametrize(
    ("part", "step"), [(part, step) for part, rows in PARTS.items() for step in by_step(rows)]
)
def test_who_gets_what(walker: Walker, part: str, step: str) -> None:
    rows = by_step(PARTS[part])[step]
    wrong = []
    with undone():
        if step != "drafted":
            walker.tell(step)
        for row in rows:
            for place, person, token in cells(row):
                answer = walker.ask(row, place, person, token=token)
                found, wanted = outcome(answer), row.expected(person, place)
                said = f"{row.method} {row.name}{row.args or ''}{row.query} at {place} by {person or 'nobody'}{' (token)' if token else ''}"
                if found != wanted:
                    wrong.append(f"{said}: {found} ({answer.status_code}), the table says {wanted}")
                if answer.changed and (row.method == "GET" or not person or wanted in REFUSALS):
                    wrong.append(f"{said}: changed {answer.changed}")
    assert not wrong, f"{len(wrong)} cells\n" + "\n".join(wrong)
