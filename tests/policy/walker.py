"""Does what a row says and tells what came of it; nothing it did stays."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection
from django.test import Client
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from responsibilities.record.actions import fold
from tests.policy.basics import undone as undone
from tests.policy.people import EVERYBODY
from tests.policy.rows import CONFIRM, FORBIDDEN, HIDDEN, NEEDS, NO_METHOD, OK, SIGN_IN, STATE, Row
from tests.policy.stage import Stage

STATUS = {
    400: NEEDS, 422: NEEDS, 401: SIGN_IN, 403: FORBIDDEN, 404: HIDDEN, 405: NO_METHOD, 409: STATE, 410: STATE, 412: STATE,
    428: STATE,
}  # fmt: skip

# About sessions and load, not about any fact: the session, the shared cache of counts of tries, requests a minute.
NOT_OFFICIAL = frozenset({"django_session", "shared_cache", "access_usage"})


def outcome(answer: Any) -> str:
    """The word for an answer."""
    status = answer.status_code
    if status in {301, 302, 303}:
        path = answer["Location"].partition("?")[0]
        return SIGN_IN if path == "/sign-in/" else CONFIRM if path.startswith("/confirm/") else OK
    if 200 <= status < 300 or status == 304:
        return OK
    return STATUS.get(status, str(status))


# ---------------------------------------------------------------- what is stored


def tables() -> list[str]:
    """Every table that holds facts or history."""
    with connection.cursor() as cursor:
        found = connection.introspection.table_names(cursor)
    return sorted(name for name in found if name not in NOT_OFFICIAL)


def fingerprint(names: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """For every table its number of rows and the sum of the rows' last changes: equal before and after means untouched.

    `names`: for these tables only.
    """
    parts = [
        f"SELECT '{name}', count(*), coalesce(sum(xmin::text::bigint), 0) FROM \"{name}\""
        for name in (tables() if names is None else names)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (count, int(last)) for name, count, last in cursor.fetchall()}


# As in the view pg_stat_xact_user_tables, without the indexes it joins and the seven figures nobody asks for here.
_WRITTEN = """
SELECT relname, n FROM (
    SELECT relname,
        pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) n
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
) one WHERE n > 0
"""


def written() -> dict[str, int]:
    """Rows written by this transaction so far, in every table; also those whose writing was taken back."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return dict(cursor.fetchall())


def touched() -> dict[str, int]:
    """The same for tables that hold facts or history."""
    return {name: n for name, n in written().items() if name not in NOT_OFFICIAL}


def broken() -> bool:
    """Whether a statement of the request failed: nothing can be asked before what it did is taken back."""
    status = connection.connection.get_transaction_status() if connection.connection else None
    return connection.needs_rollback or status == TRANSACTION_STATUS_INERROR


# ---------------------------------------------------------------- requests


WRITTEN_FOR = {"report_edit", "report_autosave"}
"""Addresses whose forms carry the account their page was opened for."""


@dataclass
class Walker:
    """One browser and one program for each of the cast."""

    stage: Stage
    browsers: dict[str, Client] = field(default_factory=dict)
    baseline: dict[str, tuple[int, int]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browsers[""] = Client()
        for username in sorted(EVERYBODY):
            self.browsers[username] = self.signed_in(username)
        self.mark()

    def mark(self) -> None:
        """What is stored now is what no refusal may change."""
        self.baseline, self.counted = fingerprint(), touched()

    def signed_in(self, username: str, **more: Any) -> Client:
        """A browser whose session has begun just now (and counts as confirmed)."""
        client = Client(raise_request_exception=False, **more)
        client.force_login(self.stage.cast.user(username))
        client.get("/nothing/")
        return client

    def tell(self, step: str) -> None:
        """Goes on with the story to the step."""
        self.stage.tell(step)
        self.mark()

    def number_the_record(self) -> None:
        """Numbers the entries of the record, as the clock does after they are committed."""
        fold(everything=True)
        self.mark()

    def ask(
        self, row: Row, place: str, person: str, *, token: bool = False, look: Callable[[], Any] | None = None,
        **more: Any,
    ) -> Any:  # fmt: skip
        """The answer to the row's request, undone; `answer.changed` names the official tables it changed.

        `look` looks at what is stored before it is undone; `answer.seen` is what it saw.
        """
        browser = self.browsers[person]
        kept = SimpleCookie({name: morsel.value for name, morsel in browser.cookies.items()})
        with undone():
            answer = self.send(row, place, person, token=token, **more)
            answer.changed = self._changed()
            answer.seen = look() if look and not broken() else None
        browser.cookies = kept
        return answer

    def knock(self, person: str, method: str, url: str, body: dict[str, Any], *, headers: Any = None) -> Any:
        """The answer to a request made of an address, undone as with `ask`; `body` is sent as a browser does."""
        browser = self.browsers[person]
        kept = SimpleCookie({name: morsel.value for name, morsel in browser.cookies.items()})
        more = dict(headers or {})
        with undone():
            if method in {"GET", "POST"}:
                answer = (browser.get if method == "GET" else browser.post)(url, body, headers=more)
            else:
                answer = browser.generic(method, url, headers=more)
            answer.changed = self._changed()
        browser.cookies = kept
        return answer

    def _changed(self) -> list[str]:
        if broken():
            return []
        before, self.counted = self.counted, touched()
        if self.counted == before:
            return []
        # Only a table that was written can have changed; most are written for nothing, and that was taken back.
        now = fingerprint({name for name, n in self.counted.items() if n != before.get(name)})
        return sorted(name for name in now if now[name] != self.baseline[name])

    def _query(self, row: Row, place: str, more: str) -> str:
        if row.name == "api_status":
            found = f"?cycle={self.stage.cycle(row.query).key}&under={self.stage.code(row.query)}"
            return found + more.replace("?", "&")
        own = self.stage.query(row, place)
        return own + (more.replace("?", "&") if own else more)

    def send(
        self, row: Row, place: str, person: str, *, token: bool = False, client: Client | None = None, query: str = "",
        method: str = "", key: str = "walk",
    ) -> Any:  # fmt: skip
        """Sends the request; what it did stays. `key` is the program's for this request."""
        stage = self.stage
        url = stage.url(row.name, place, dict(row.args)) + self._query(row, place, query)
        known = place if place != "MISSING" else row.at[0]
        body = row.send(stage, known) if callable(row.send) else row.send
        if row.name in WRITTEN_FOR and row.method == "POST" and person:
            body = {"writer": str(stage.cast.user(person).public_id), **(body or {})}
        headers: dict[str, str] = {}
        browser = self.browsers[""] if token else client or self.browsers[person]
        if token:
            headers["Authorization"] = f"Bearer {stage.texts[person]}"
        method = method or row.method
        if not row.name.startswith("api_") or method == "GET":
            return browser.generic(method, url, headers=headers) if method not in {"GET", "POST"} else (
                browser.get(url, headers=headers) if method == "GET" else browser.post(url, body or {}, headers=headers)
            )  # fmt: skip
        if method == "POST":
            headers["Idempotency-Key"] = key
        if row.match:
            headers["If-Match"] = row.match(stage, known)
        return browser.generic(
            method,
            url,
            json.dumps({} if body is None else body),
            content_type="application/json",
            headers=headers,
        )
