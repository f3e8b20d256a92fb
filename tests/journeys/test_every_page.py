"""Every page of the product at 320 × 256, as in a window magnified four times, by somebody who may open it.

The pages come from the addresses the product resolves and from the table of who gets what (`tests/policy/table.py`): a
new address is walked by itself, or named below with the reason why there is no page to walk. What the product answers
is handed to the browser as it is, so that no page needs a database of its own.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, Page

from tests.cast import Cast
from tests.journeys.held import faults_of
from tests.policy.people import EVERYBODY
from tests.policy.rows import OK, Row
from tests.policy.table import CENTRAL, TABLE
from tests.policy.walker import Walker, undone

pytestmark = pytest.mark.browser

SIZE = {"width": 320, "height": 256}
HANDS = {
    "the township": ("wangfang", "lijun", "zhaogang", "qianmei"),
    "the offices above": ("chenjing", "wumin", "zhouqiang"),
    "those who appoint and administer": ("hexin", "anquan", "xitong", "shenji"),
    "those who inspect, approve and are asked": ("dingwei", "luyan", "fengbo", "sunli"),
    "who is not signed in": ("",),
}
"""Who looks: each page is seen by the first of every group that may open it."""

FILES = ("sheet", "file", "export", "template", "picture")
ABOUT_A_FILE = {"ledger_sent_sheet"}
"""Called as files are, and a page about one."""
"""How the name of an address ends that gives a file; one that ends otherwise gives a page, or has a reason below."""

NO_PAGE = {
    "desk": "leads on to the work that is walked one by one",
    "desk_report": "leads on to the work that is walked one by one",
    "health": "a word for machines",
    "home": "leads on to the home of the role",
    "job_progress": "a part of the page of the job",
    "map": "leads on to the board",
    "mfa_authenticate": "only halfway through signing in",
    "mfa_login_webauthn": "what a passkey is asked for",
    "operations_job_progress": "a part of the page of the job",
    "own_unit": "leads on to the own unit",
    "ready": "a word for machines",
    "unit_children": "a part of the tree",
    "unit_numbers": "a workbook",
}
"""Addresses that are opened and give no page, besides those of files."""

SOMETIMES = {
    "account_login": "whoever is signed in is led on",
    "cycle": "whoever has a board of it is led there",
}
"""Addresses that give a page to some only."""

LIKE = {("report", "report_act")}
"""Pages that are another one with a form opened on it."""

ELSEWHERE = {
    "calendar_feed": "a calendar for programs, by a secret of its own",
    "mfa_deactivate_totp": "only with an authenticator app",
    "mfa_edit_webauthn": "only with a passkey",
    "mfa_reauthenticate": "only with an authenticator app, ten minutes later",
    "mfa_reauthenticate_webauthn": "only with a passkey, ten minutes later",
    "mfa_remove_webauthn": "only with a passkey",
    "mfa_view_recovery_codes": "only with recovery codes",
    "ledger_sheet_changes": "a workbook, while a sheet waits",
    "roster_changes": "a workbook, while a roster waits",
    **dict.fromkeys(CENTRAL, "only with a central sign-in"),
}
"""Pages that nobody of the table may open."""


@dataclass(frozen=True)
class Seen:
    """A page as somebody got it."""

    said: str
    name: str
    url: str
    answer: Any


def names_of(resolver: URLResolver, within: str = "") -> Iterator[str]:
    """Names of all addresses below, with the space they stand in."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names_of(one, f"{within}{one.namespace}:" if one.namespace else within)
        elif isinstance(one, URLPattern) and one.name:
            yield within + one.name


def is_for_people(name: str) -> bool:
    """Whether an address is a place for people; what is there for programs, a library draws."""
    return not name.startswith("api_")


def gives_a_file(name: str) -> bool:
    """Whether the name of the address says that a file comes of it."""
    return name.rpartition("_")[2] in FILES and name not in ABOUT_A_FILE


def opened(rows: list[Row], hands: tuple[str, ...]) -> Iterator[tuple[Row, str, str]]:
    """What there is to open for the hands: row, place, person."""
    for row in rows:
        for place in row.at:
            person = next((one for one in hands if row.expected(one, place) == OK), None)
            if person is not None:
                yield row, place, person
                break


ROWS = [row for row in TABLE if row.method == "GET" and is_for_people(row.name)]


def test_every_address_is_walked_or_has_a_reason_not_to_be() -> None:
    known = {name for name in names_of(get_resolver()) if is_for_people(name)}
    acts = known - {row.name for row in ROWS}
    everybody = tuple(sorted({one for hands in HANDS.values() for one in hands}))
    walked = {row.name for row, _place, _person in opened(ROWS, everybody)}
    assert len(walked) > 80
    assert acts - set(CENTRAL) <= {row.name for row in TABLE}, "no table says what comes of it"
    assert known - acts - walked == set(ELSEWHERE) & known
    assert set(ELSEWHERE) - known <= CENTRAL
    assert set(NO_PAGE) <= walked


# ---------------------------------------------------------------- the browser


class Answers(BaseHTTPRequestHandler):
    """Answers the browser: the page it was sent to, and the files that belong to it, which it keeps."""

    now: dict[str, Any]

    def do_GET(self) -> None:
        """The present answer for any address but those of files."""
        path = urlsplit(self.path).path
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if found:
            kind = guess_type(str(found))[0] or "application/octet-stream"
            self._send(
                200, {"Content-Type": kind, "Cache-Control": "max-age=3600"}, Path(str(found)).read_bytes()
            )
        elif self.headers.get("Sec-Fetch-Dest") == "document" and self.now:
            answer = self.now["answer"]
            self._send(200, dict(answer.items()), answer.content)
        else:
            self._send(404, {}, b"")

    def _send(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in ({**headers, "Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture
def window(browser: Browser, committed: str) -> Iterator[tuple[Page, dict[str, Any]]]:
    """A low and narrow window, and what it is shown next."""
    now: dict[str, Any] = {}
    answering = type("Now", (Answers,), {"now": now})
    with ThreadingHTTPServer(("127.0.0.1", 0), answering) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        context = browser.new_context(
            viewport=SIZE, locale="en-GB", reduced_motion="reduce",
            base_url=f"http://127.0.0.1:{server.server_port}",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        yield context.new_page(), now
        context.close()
        server.shutdown()


def looked_at(page: Page, seen: Seen) -> list[str]:
    page.goto(seen.url)
    page.wait_for_load_state()
    return [f"{seen.said}: {fault}" for fault in faults_of(page)]


def is_page(answer: Any) -> bool:
    """Whether it is a whole page rather than a part, a file, or a way elsewhere."""
    html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return html and b"<html" in answer.content


def answers(walker: Walker, hands: tuple[str, ...]) -> Iterator[Seen]:
    """What the hands are answered at every address, step after step of the story."""
    for step in sorted({row.stage for row in ROWS}, key=lambda one: (one != "drafted", one)):
        with undone():
            if step != "drafted":
                walker.tell(step)
            for row, place, person in opened([row for row in ROWS if row.stage == step], hands):
                said = f"{row.name}{row.args or ''}{row.query} at {place} for {person}"
                url = walker.stage.url(row.name, place, dict(row.args))
                yield Seen(said, row.name, url, walker.ask(row, place, person))


@pytest.mark.parametrize("who", HANDS)
def test_every_page_holds_in_a_low_and_narrow_window(
    window: tuple[Page, dict[str, Any]], walker: Walker, who: str
) -> None:
    for person in ("", *EVERYBODY):
        walker.browsers[person].cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page, now = window
    faults: list[str] = []
    titles: dict[str, str] = {}
    gave: dict[str, bool] = {}
    for seen in answers(walker, HANDS[who]):
        gave[seen.name] = gave.get(seen.name, False) or is_page(seen.answer)
        if not is_page(seen.answer):
            continue
        now["answer"] = seen.answer
        faults += looked_at(page, seen)
        alike = titles.setdefault(page.title(), seen.name)
        if alike != seen.name and not {(alike, seen.name), (seen.name, alike)} & LIKE:
            faults.append(f"{seen.said}: is called like {alike}: {page.title()}")
    faults += [
        f"{name} gives no page"
        for name, page_there in gave.items()
        if not page_there and name not in {*NO_PAGE, *SOMETIMES} and not gives_a_file(name)
    ]
    faults += [
        f"{name} gives a page"
        for name, page_there in gave.items()
        if page_there and (name in NO_PAGE or gives_a_file(name))
    ]
    assert len(titles) > (0 if who == "who is not signed in" else 10)
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


SECOND_STEP = ("mfa_index", "mfa_deactivate_totp", "mfa_reauthenticate", "mfa_view_recovery_codes")


def test_the_pages_of_a_second_step_hold_too(window: tuple[Page, dict[str, Any]], cast: Cast) -> None:
    user = cast.user("wangfang")
    totp.TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    client.get("/")
    page, now = window
    faults: list[str] = []
    for name in SECOND_STEP:
        now["answer"] = client.get(reverse(name))
        assert now["answer"].status_code == 200, f"{name}: {now['answer'].status_code}"
        faults += looked_at(page, Seen(name, name, reverse(name), now["answer"]))
    assert not faults, "\n".join(faults)
