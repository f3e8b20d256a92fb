"""The table: every address, every method, and who gets what where. Written by hand; the walk holds the product to it.

Each slice brings its rows in `tests/<slice>/policy.py`. A missing address, a stale one, or a method that is answered
without a row fails the run. Whoever is not named by a row gets `others` (usually: hidden); without a sign-in there is
nothing but the way to the sign-in page.
"""

from tests.policy.brought import POLICIES
from tests.policy.rows import SIGN_IN, Row

PARTS: dict[str, list[Row]] = {
    f"{key}{said}": rows
    for key, policy in POLICIES.items()
    for said, rows in (
        ("", [row for row in policy.rows if not row.name.startswith("api_")]),
        (" by program", [row for row in policy.rows if row.name.startswith("api_")]),
    )
    if rows
}
TABLE: list[Row] = [row for rows in PARTS.values() for row in rows]

PUBLIC = {row.name for row in TABLE if row.nobody != SIGN_IN}
"""Addresses answered without a sign-in: held against a list of their own in the tests."""

ANY_QUERY: frozenset[str] = frozenset()
"""Addresses that pass over query parameters they do not know."""

ANY_METHOD = frozenset({("api_nothing", "TRACE")})
"""Methods that are answered like another one."""

CENTRAL = {"socialaccount_connections", "openid_connect_login", "openid_connect_callback"}
"""Addresses that are there only with a central sign-in; walked by the tests of the sign-in."""
