"""Reading changes nothing: no GET writes a row of any table, and of a session only when it was last used.

That no row of the table changes anything for anybody of the cast is seen by `test_walk.py`, that no link a page offers
does by `test_doors.py`; here every table counts, also those about sessions and load, and every value of the session.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from revitalization.kit import clock
from tests.conftest import NOON
from tests.policy.people import EVERYBODY
from tests.policy.rows import CONFIRM, FORBIDDEN, HIDDEN, NEEDS, OK, SIGN_IN, Row
from tests.policy.table import TABLE
from tests.policy.walker import Walker, written

pytestmark = pytest.mark.django_db

LAST_INSTANT = "seen_at"
"""The one value a GET writes, at most once a minute."""

SECOND_STEP = {"mfa_activate_totp": "mfa.totp.secret", "mfa_add_webauthn": "mfa.webauthn.state"}
"""Pages that propose a secret to one's own session; nothing holds it before it is confirmed by POST."""

LOAD = {"access_usage"}
"""How many requests a program or person sent in a minute; counted for the interface for programs."""


def session_of(walker: Walker, person: str) -> dict[str, Any]:
    """What the person's session holds."""
    cookie = walker.browsers[person].cookies.get(settings.SESSION_COOKIE_NAME)
    row = Session.objects.filter(session_key=cookie.value).first() if cookie else None
    return dict(row.get_decoded()) if row else {}


def asked() -> Iterator[tuple[Row, str, str]]:
    """Each GET of the table at its first two places, by one person for each outcome and by nobody."""
    for row in (row for row in TABLE if row.method == "GET" and row.stage == "drafted"):
        for place in row.at[:2]:
            for wanted in (OK, HIDDEN, FORBIDDEN, CONFIRM, NEEDS):
                person = next((p for p in sorted(EVERYBODY) if row.expected(p, place) == wanted), None)
                if person:
                    yield row, place, person
            yield row, place, ""


def difference(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_no_get_writes_anything_but_the_last_instant_of_the_session(walker: Walker) -> None:
    wrong, instants = [], 0
    with clock.moved_to(NOON + timedelta(minutes=2)):
        for row, place, person in asked():
            before, was = written(), session_of(walker, person)
            tables, session = walker.ask(
                row,
                place,
                person,
                look=lambda: (written(), session_of(walker, person)),  # noqa: B023
            ).seen
            values = difference(was, session)
            instants += LAST_INSTANT in values
            allowed = {LAST_INSTANT, SECOND_STEP.get(row.name, LAST_INSTANT)} if person else set()
            rows = {"django_session"} | (LOAD if row.name.startswith("api_") else set()) if person else set()
            found = difference(before, tables)
            if not values <= allowed or not found <= rows:
                wrong.append(f"GET {row.name} at {place} by {person or 'nobody'}: {found} {values}")
    assert not wrong, "\n".join(wrong)
    assert instants > 100, "the walk sees what a session notes"


def test_a_session_that_was_used_within_the_minute_is_not_written(walker: Walker) -> None:
    row = Row("inbox", "GET", ("-",), {}, SIGN_IN)
    before = written()
    assert walker.ask(row, "-", "wangfang", look=written).seen == before
