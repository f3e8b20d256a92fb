"""Every address, method, person and place, held to the table."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from tests.policy.people import EVERYBODY
from tests.policy.rows import CONFIRM, FORBIDDEN, HIDDEN, NEEDS, NO_METHOD, SIGN_IN, STATE, Row
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


STEPS = [(part, step) for part, rows in PARTS.items() for step in by_step(rows)]


def ways(row: Row) -> tuple[bool, ...]:
    """By session, and for programs by token too."""
    return (
        (False, True)
        if row.name.startswith("api_") and row.name not in {"api_docs", "api_nothing"}
        else (False,)
    )


def cells(row: Row, at: int = 0, most: int = len(PEOPLE)) -> Iterator[tuple[str, str, bool]]:
    """Place, person, by token or not: everybody, or for each outcome at most so many people, others at every row."""
    for place in row.at:
        met: Counter[str] = Counter()
        for person in (*PEOPLE[at % len(PEOPLE) :], *PEOPLE[: at % len(PEOPLE)]):
            wanted = row.expected(person, place)
            met[wanted] += 1
            if person and met[wanted] > most:
                continue
            for token in ways(row):
                if person or not token:
                    yield place, person, token


def walk(walker: Walker, part: str, step: str, most: int) -> None:
    """Asks for each cell and holds outcome and stored rows to the table."""
    wrong = []
    with undone():
        if step != "drafted":
            walker.tell(step)
        for at, row in enumerate(by_step(PARTS[part])[step]):
            for place, person, token in cells(row, at, most):
                answer = walker.ask(row, place, person, token=token)
                found, wanted = outcome(answer), row.expected(person, place, token)
                by = f"{person or 'nobody'}{' (token)' if token else ''}"
                said = f"{row.method} {row.name}{row.args or ''}{row.query} at {place} by {by}"
                if found != wanted:
                    wrong.append(f"{said}: {found} ({answer.status_code}), the table says {wanted}")
                refused = wanted in REFUSALS or (wanted == SIGN_IN and not person)
                if answer.changed and (row.method == "GET" or refused):
                    wrong.append(f"{said}: changed {answer.changed}")
    assert not wrong, f"{len(wrong)} cells\n" + "\n".join(wrong)


@pytest.mark.parametrize(("part", "step"), STEPS)
def test_who_gets_what(walker: Walker, part: str, step: str) -> None:
    walk(walker, part, step, most=2)


@pytest.mark.slow
@pytest.mark.parametrize(("part", "step"), STEPS)
def test_who_gets_what_for_the_whole_cast(walker: Walker, part: str, step: str) -> None:
    walk(walker, part, step, most=len(PEOPLE))
