"""A right that ended, and one that has not begun: whoever held everything, or will, gets what a stranger gets.

Three people are added to the cast. One held every role of the cast, on every unit of the cast, until yesterday; one
will from tomorrow on; one holds nothing, ever. Every address and every list must treat them alike.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from responsibilities.access.actions import issue_token
from responsibilities.access.actions.grants import Gift, write
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for, holders, posts_of
from responsibilities.roles import ADMINISTRATORS, ROLES, C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from tests import world
from tests.cast import PASSWORD, days, town
from tests.policy.rows import OK, SIGN_IN, Row
from tests.policy.shown import LISTS
from tests.policy.table import TABLE
from tests.policy.test_shown import holds
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests", via="command")
PAST, COMING, NEVER = "guoqu", "jianglai", "congwei"
WHEN = {PAST: (-30, -1), COMING: (1, 30)}
AT_ANOTHER_TIME = {
    PAST: {"system_admin": -400, "audit_admin": -300},
    COMING: {"system_admin": 300, "audit_admin": 400},
}
"""The three administrators exclude each other: each in a month of its own."""


def person(username: str) -> User:
    user = User(username=username, name=username)
    user.set_password(PASSWORD)
    user.save()
    return user


def hold(user: User, role: str, unit: Any, since: int, until: int | None, source: str = "") -> None:
    """A role of that time, written as the actions write it."""
    with recorded(Entry("test.give", SYSTEM, ("test", user.username), user.name, unit.lo)):
        last = None if until is None else days(until)
        write(SYSTEM, Gift(user, unit, role, days(since), last), source, "职务" if source else "")


def roles_of_the_cast() -> list[tuple[str, Any]]:
    found = Grant.objects.on(clock.today()).select_related("content_object")
    return sorted({(grant.role, grant.content_object) for grant in found}, key=lambda it: (it[0], it[1].lo))


def everything(username: str) -> User:
    """Somebody who held, or will hold, every role of the cast on every unit of the cast."""
    user = person(username)
    for at, (role, unit) in enumerate(roles_of_the_cast()):
        since, until = WHEN[username]
        if role in AT_ANOTHER_TIME[username]:
            since = AT_ANOTHER_TIME[username][role]
            until = since + 30
        hold(user, role, unit, since, until, f"tenure:{900_000 + at}" if role == "principal" else "")
    return user


@pytest.fixture
def shades(walker: Walker) -> Walker:
    """The walker with the three who have nothing today; one of them with a token of better days."""
    past = everything(PAST)
    everything(COMING)
    person(NEVER)
    with clock.moved_to(clock.now() - timedelta(days=10)):
        owner = actor_for(past.pk)
        _token, text = issue_token(
            actor=SYSTEM, user=past, label="旧程序", unit=world.unit(world.NATION), expires_at=clock.now() + timedelta(days=90),
            capabilities=[right for right in C if owner.has(right) and not right.in_person],
        )  # fmt: skip
    walker.stage.texts[PAST] = text
    for username in (PAST, COMING, NEVER):
        walker.browsers[username] = walker.signed_in(username)
    walker.mark()
    return walker


def places(row: Row) -> list[str]:
    """Where the row is asked: where most would be allowed, and where the table begins."""
    return sorted({max(row.at, key=lambda place: len(row.people_with(OK, place))), row.at[0]})


def opened(shades: Walker, row: Row, place: str) -> Iterator[str]:
    """What opens to those of yesterday and tomorrow and to no stranger."""
    never = shades.ask(row, place, NEVER)
    ways = [(PAST, False), (COMING, False)]
    if row.name.startswith("api_") and row.name not in {"api_docs", "api_nothing"}:
        ways.append((PAST, True))
    for who, token in ways:
        answer = shades.ask(row, place, who, token=token)
        refused = outcome(never) != OK
        assert answer.status_code < 500, (row.name, place, who)
        if outcome(answer) != outcome(never) or (refused and set(answer.changed) - set(never.changed)):
            yield (
                f"{row.method} {row.name} {dict(row.args)} at {place} by {who}{' (token)' if token else ''}:"
                f" {answer.status_code}, a stranger gets {never.status_code} {answer.changed}"
            )


def test_what_ended_and_what_is_to_come_opens_no_address(shades: Walker) -> None:
    wrong, asked = [], Counter[str]()
    for step in sorted({row.stage for row in TABLE}):
        with undone():
            if step != "drafted":
                shades.tell(step)
            # One's own list of tokens and notices holds what was one's own; whether it opens is the question here.
            for row in (row for row in TABLE if row.stage == step and row.nobody == SIGN_IN):
                for place in places(row):
                    asked[step] += 1
                    wrong += [f"{step}: {said}" for said in opened(shades, row, place)]
    assert asked["drafted"] > 100
    assert min(asked.values()) >= 2, asked
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong)


def test_what_ended_and_what_is_to_come_shows_no_line(shades: Walker) -> None:
    wrong = []
    for who in (PAST, COMING):
        read: dict[Any, str] = {}
        stranger: dict[Any, str] = {}
        for shown in (shown for shown in LISTS if shown.stage == "drafted"):
            for place in shown.who:
                if holds(shades, shown, place, who, read=read) != holds(
                    shades, shown, place, NEVER, read=stranger
                ):
                    wrong.append(f"{shown.name} {shown.query} {place} {who}")
    assert not wrong, "\n".join(wrong)


TIMES = {
    "ended yesterday": (-30, -1, False),
    "ended long ago": (-400, -300, False),
    "taken back on its first day": (0, -1, False),
    "begins tomorrow": (1, None, False),
    "begins and ends later": (30, 60, False),
    "begins today": (0, None, True),
    "ends today": (-30, 0, True),
    "today alone": (0, 0, True),
}


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("role", [role.key for role in ROLES])
def test_each_right_of_each_role_holds_from_its_first_day_to_its_last(
    cast: Any, role: str, when: str
) -> None:
    since, until, held = TIMES[when]
    user, unit = person("chabie"), town()
    source = "tenure:900001" if role == "principal" else ""
    hold(user, role, unit, since, until, source)
    actor = actor_for(user.pk)
    rights = {right for right in C if actor.has(right)}
    here = next(found for found in ROLES if found.key == role).here
    assert here <= rights if held else not rights
    for right in C:
        assert (user in holders(right, unit.lo)) == (right in rights and actor.can(right, unit)), right
    assert [post.source for post in posts_of(user.pk)] == ([source] if held and source else [])


def test_nobody_of_the_three_holds_anything_today(shades: Walker) -> None:
    for username in (PAST, COMING, NEVER):
        assert actor_for(shades.stage.cast.user(username).pk).holdings == ()
    kinds = set(Grant.objects.filter(user__username__in=WHEN).values_list("role", flat=True))
    assert kinds == {role.key for role in ROLES}
    assert set(ADMINISTRATORS) <= kinds
