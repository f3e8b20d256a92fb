"""A person at a browser of their own: signs in, reads, presses, and notes every complaint of the page."""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, Response, expect

from responsibilities.access.models import User
from tests.cast import PASSWORD, PRINCIPALS, STAFF
from tests.journeys.axe import serious
from tests.look.looks import CUT_OFF

HEIGHTS = {1280: 860, 390: 844}
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
EXPECTED = re.compile(r"the server responded with a status of (400|401|403|404|409)\b")
SHOTS = os.environ.get("BATON_SHOTS", "")

expect.set_options(timeout=15_000)


ALIKE = """() => {
  const names = [];
  for (const list of document.querySelectorAll("main ul, main ol, main tbody")) {
    const led = new Map();
    for (const one of list.querySelectorAll("a[href], button")) {
      if (one.closest("ul, ol, tbody") !== list || !one.checkVisibility()) continue;
      const name = (one.getAttribute("aria-label") || one.textContent).replace(/\\s+/g, " ").trim();
      const to = one.href || (one.form && one.form.action) + one.name + one.value;
      if (led.has(name) && led.get(name) !== to) names.push(name);
      led.set(name, to);
    }
  }
  return names;
}"""
"""Names under which one list leads to different things."""

UNMARKED = """() => {
  const han = /\\p{Script=Han}/u, latin = /\\p{Script=Latin}/u;
  const own = (e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
  return [...document.querySelectorAll("body *")]
    .filter((e) => !/^(SCRIPT|STYLE|OPTION)$/.test(e.tagName))
    .filter((e) => han.test(own(e)) && !latin.test(own(e)) && !e.closest("[lang^=zh]"))
    .map((e) => own(e).trim()).slice(0, 5);
}"""
"""Chinese words on a page in another language that are not marked as such."""


class Visitor:
    """One person, one window. `complaints` holds what the console, the policy and the server complained of."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        username: str,
        language: str = "zh-hans",
        width: int = 1280,
        scripts: bool = True,
    ) -> None:
        self.site, self.username, self.language, self.width = site, username, language, width
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale=LOCALES[language],
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.listens = False
        self.listener: Any = None
        self.page = self.window()

    # ------------------------------------------------------------ windows

    def window(self) -> Page:
        """Another tab of the same person."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        return page

    def _heard(self, said: Any) -> None:
        if said.type == "error" and not EXPECTED.search(said.text):
            self.complaints.append(f"{self.page.url}: {said.text}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.status} {answer.url}")
        if answer.request.resource_type == "document" and answer.status != 302:
            self.did("loads", "")
            policy = answer.headers.get("content-security-policy", "")
            if "default-src 'self'" not in policy or "unsafe" in policy:
                self.complaints.append(f"policy {policy!r} of {answer.url}")

    # ------------------------------------------------------------ words and steps

    def say(self, words: str, **values: object) -> str:
        """An English msgid in this person's language."""
        with translation.override(self.language):
            return translation.gettext(words) % values if values else translation.gettext(words)

    def sign_in(self, password: str = PASSWORD, page: Page | None = None) -> "Visitor":
        """Through the sign-in page, to the inbox."""
        page = page or self.page
        page.goto(f"{self.site}/")
        page.fill("#id_login", self.username)
        page.fill("#id_password", password)
        page.get_by_role("button", name=self.say("Sign in"), exact=True).click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto(f"{self.site}/")
        return self

    def enter(self) -> "Visitor":
        """With a session made beforehand, where signing in is not what the journey is about."""
        client = Client()
        client.force_login(User.objects.get(username=self.username))
        self.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}]
        )
        return self

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def press(self, words: str, within: Locator | Page | None = None) -> None:
        """Clicks the first button or link of that name."""
        self.control(words, within).click()

    def control(self, words: str, within: Locator | Page | None = None, **values: object) -> Locator:
        """The first button or link of that name; one that also says what it acts on is known by its words."""
        place = within or self.page.locator("main")
        name = self.say(words, **values)
        shown = self.page.locator("[data-word]").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        found = place.get_by_role("button", name=name, exact=True).or_(
            place.get_by_role("link", name=name, exact=True)
        )
        return found.or_(place.locator("button, a, summary").filter(has=shown)).first

    def sees(self, text: str) -> None:
        """The text stands on the page."""
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()

    def did(self, what: str, about: str) -> None:
        """The page tells what this person just did; somebody may be counting."""
        if self.listener is not None:
            self.listener.did(what, about)

    def slow_line(self) -> "Visitor":
        """From now on over a line of 400 ms and 50 KB a second."""
        line = self.context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 400,
                "downloadThroughput": 50 * 1024,
                "uploadThroughput": 50 * 1024,
            },
        )
        return self

    # ------------------------------------------------------------ what a page must not do

    def judge(self, name: str, axe: bool = True) -> list[str]:
        """The page's faults: axe (serious and critical), sideways scroll, equal names in a list, Chinese not marked.

        Keeps a picture when asked to.
        """
        # On a slow line the head of a page is there before its end.
        self.page.wait_for_load_state()
        self.shot(name)
        faults = []
        if axe:
            faults = [f"{name}: {found}" for found in serious(self.page)]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            faults.append(f"{name}: {wide} px wide at {self.width}")
        faults += [f"{name}: cut off at {self.width}: {part}" for part in self.page.evaluate(CUT_OFF)]
        faults += [f"{name}: several things are called {what}" for what in self.page.evaluate(ALIKE)]
        if self.language != "zh-hans":
            faults += [f"{name}: not marked as Chinese: {text}" for text in self.page.evaluate(UNMARKED)]
        return faults

    def shot(self, name: str) -> None:
        """A picture of the whole page, for people to look at."""
        if SHOTS:
            folder = Path(SHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(
                path=str(folder / f"{name}-{self.width}-{self.language}.png"), full_page=True
            )

    def leave(self) -> list[str]:
        """Closes the window; gives the complaints."""
        with suppress(Exception):
            self.context.close()
        return self.complaints


def session_of(visitor: Visitor) -> str:
    """The key of the visitor's session."""
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}
    return cookies[settings.SESSION_COOKIE_NAME]


# Names of programs and files, sign-in names, and what the tests themselves are called on the record.
PROGRAMS = (
    "Excel",
    "PDF",
    "pdf",
    "xlsx",
    "Word",
    "OFD",
    "toml",
    "TOTP",
    "API",
    "REST",
    "OpenID",
    "Connect",
    "English",
    "Ctrl",
    "ics",
)
NAMES = (
    *PROGRAMS,
    "manage.py prepare",
    *(file.name for file in (settings.BASE_DIR / "catalogue").glob("*.toml")),
    "tests",
    "zzzz",
    "anquan",
    "shenji",
    "xitong",
    *(row[0] for row in (*STAFF, *PRINCIPALS)),
)
NOT_WORDS = re.compile(
    rf"(?<![A-Za-z])({'|'.join(NAMES)})(?![A-Za-z])|manage\.py|[\w.]+@[\w.]+|[0-9a-f]{{32}}|https?://\S+"
)


def foreign_words(visitor: Visitor) -> list[str]:
    """Words in Latin letters that a Chinese page shows, but for names of programs, sign-in names and codes."""
    shown = NOT_WORDS.sub("", visitor.page.locator("body").inner_text())
    return sorted(set(re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]+)*", shown)))
