"""No input brings the product down: every address with odd paths, parameters, fields and bodies."""

import itertools
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.policy.brought import POLICIES
from tests.policy.people import EVERYBODY
from tests.policy.rows import NEEDS, OK, STATE, Row
from tests.policy.table import TABLE
from tests.policy.walker import Walker

ODD_PATHS = ("%00", "%ED%A0%80", "9" * 31, "x" * 4000, "%2e%2e%2f", "%F0%9F%90%B4", "%FF")
ODD_QUERIES = (
    "%00", "%ED%A0%80", "1" + "0" * 30, "-1", "x" * 3000, "%27%22%3C%2F", "%FF%FE", "2026-02-30", "%D9%A3", "nan",
    "0001-01-01", "9999-12-31", "0001-01-01T00:00:00%2B08:00",
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
MOST_SECONDS = 5
LONG = "x" * 1_000_000
ODD_FIELDS: tuple[Any, ...] = (
    "\x00", "\ud800", "1" + "0" * 30, "-1", "0", LONG, ["a", "b"], "", "2026-02-30", "0001-01-01", "９９９",
    "'\"--", "\u202e\ufeff", SimpleUploadedFile("a\x00.png", b"x"),
)  # fmt: skip
ODD_JSON: tuple[Any, ...] = (
    b"", b"{", b"[" * 100_000, b"null", b"[]", b'"x"', b'{"a": NaN}', b'{"reason": "\\ud800"}', b'{"reason": "\\u0000"}',
    b'{"version": 1e400}', b"\xff\xfe", b'{"reason": ["a"], "version": {"a": 1}, "texts": [], "items": {}, "levels": 3}',
    b'{"texts": {"overall": "\\u0000"}, "reason": "\\u0000", "act": "\\u0000", "items": [null]}',
)  # fmt: skip

# What pages and lists take; a parameter they do not know is refused before it is read.
PARAMETERS: dict[str, tuple[str, ...]] = {
    name: taken for policy in POLICIES.values() for name, taken in policy.parameters.items()
}


def one_row_each() -> list[Row]:
    found: dict[tuple[str, str, str], Row] = {}
    for row in TABLE:
        found.setdefault((row.name, row.method, str(row.args)), row)
    return list(found.values())


def person_for(row: Row) -> str:
    for wanted in (OK, NEEDS, STATE):
        for person in row.people_with(wanted, row.at[0]):
            return person
    return "linnan"


def odd_addresses(url: str) -> Iterator[str]:
    parts = url.strip("/").split("/")
    for at, part in enumerate(parts):
        if any(c.isdigit() for c in part) and part != "v1":
            for odd in ODD_PATHS:
                yield (
                    "/" + "/".join([*parts[:at], odd, *parts[at + 1 :]]) + ("/" if url.endswith("/") else "")
                )


def odd_queries(row: Row) -> Iterator[str]:
    for name in PARAMETERS.get(row.name, ()):
        yield from (f"?{name}={odd}" for odd in ODD_QUERIES)
        yield f"?{name}=1&{name}=2"
    yield "?a[b]=1&%00=%00"


def odd_forms(row: Row, sent: dict[str, Any]) -> Iterator[dict[str, Any]]:
    names = list(sent) or ["version", "reason", "name", "file", "notice", "source", "next"]
    for odd in ODD_FIELDS:
        yield dict.fromkeys(names, odd)
    for at, (name, odd) in enumerate(itertools.product(names, (odd for odd in ODD_FIELDS if odd != LONG))):
        if at % 4 == 0:
            yield {**sent, name: odd}


class Fuzz:
    """Sends what nobody should, and keeps what brought the product down."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.wrong, self.sent = walker, [], 0

    def try_(self, client: Client, said: str, method: str, url: str, *args: Any, **more: Any) -> None:
        self.sent += 1
        begun = time.thread_time()
        answer = getattr(client, method)(url, *args, **more)
        spent = time.thread_time() - begun
        if answer.status_code >= 500:
            self.wrong.append(f"{said}: {answer.status_code}")
        if spent > MOST_SECONDS:
            self.wrong.append(f"{said}: {spent:.1f} seconds")

    def row(self, row: Row) -> None:
        person = person_for(row) if row.nobody != OK or row.name == "health" else ""
        client = self.walker.signed_in(person) if person else Client(raise_request_exception=False)
        url = self.walker.stage.url(row.name, row.at[0], dict(row.args))
        said = f"{row.method} {row.name}"
        if row.method == "GET":
            for odd in (*odd_addresses(url), *(url + query for query in odd_queries(row))):
                self.try_(client, f"{said} {odd[:120]}", "get", odd)
        elif row.name.startswith("api_"):
            self.bodies(client, said, row, url)
        else:
            self.forms(person, said, row, url)

    def bodies(self, client: Client, said: str, row: Row, url: str) -> None:
        for raw in ODD_JSON:
            for version in ('"1"', "9" * 40, "\x7f"):
                headers = {"If-Match": version, "Idempotency-Key": "k" * (self.sent % 250)}
                self.try_(client, f"{said} {raw[:60]!r}", "generic", row.method, url, raw,
                          content_type="application/json", headers=headers)  # fmt: skip
        for kind in ("text/xml", "", "application/json; charset=utf-16", "multipart/form-data"):
            self.try_(client, f"{said} as {kind}", "generic", row.method, url, b"\xff{}", content_type=kind)

    def forms(self, person: str, said: str, row: Row, url: str) -> None:
        sent = row.send(self.walker.stage, row.at[0]) if callable(row.send) else row.send or {}
        sent = {name: value for name, value in sent.items() if isinstance(value, str | int | list)}
        client = self.walker.signed_in(person) if person else Client(raise_request_exception=False)
        for form in odd_forms(row, sent):
            files = [value for value in form.values() if isinstance(value, SimpleUploadedFile)]
            if files:
                self.try_(client, f"{said} with a file", "post", url, form)
                files[0].seek(0)
                continue
            # Surrogates cannot be written as UTF-8 by a browser; a program sends their bytes.
            raw = urlencode(form, doseq=True, errors="surrogatepass")
            self.try_(client, f"{said} {str(form)[:90]!r}", "post", url, raw, content_type=FORM)
        for kind, raw in (
            ("application/json", b'{"a": 1}'), ("multipart/form-data", b"x"), ("multipart/form-data; boundary=x", b"--x\r\n"),
            ("application/x-www-form-urlencoded", b"a=%00&b=%ED%A0%80&version=%FF"), ("text/plain", b"\xff"),
            ("application/x-www-form-urlencoded; charset=nonsense", b"a=1"), ("", b""),
        ):  # fmt: skip
            self.try_(client, f"{said} as {kind} {raw!r}", "generic", "POST", url, raw, content_type=kind)


def run(walker: Walker, rows: list[Row]) -> None:
    fuzz = Fuzz(walker)
    for row in rows:
        fuzz.row(row)
    assert not fuzz.wrong, f"{len(fuzz.wrong)} of {fuzz.sent}\n" + "\n".join(fuzz.wrong)
    assert fuzz.sent > 100


def rows_of(programs: bool, method: str) -> list[Row]:
    return [
        r
        for r in one_row_each()
        if r.name.startswith("api_") == programs and (r.method == "GET") == (method == "GET")
    ]


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_RATE", 1_000_000)


def test_pages_stand_odd_addresses_and_parameters(committed: str, walker: Walker) -> None:
    run(walker, rows_of(False, "GET"))


def test_lists_for_programs_stand_odd_addresses_and_parameters(committed: str, walker: Walker) -> None:
    run(walker, rows_of(True, "GET"))


def test_forms_stand_odd_fields_and_bodies(committed: str, walker: Walker) -> None:
    run(walker, rows_of(False, "POST"))


def test_acts_for_programs_stand_odd_bodies(committed: str, walker: Walker) -> None:
    run(walker, rows_of(True, "POST"))


def test_everybody_of_the_cast_is_known() -> None:
    assert {person_for(row) for row in TABLE} <= EVERYBODY | {"linnan"}
