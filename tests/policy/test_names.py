"""Every page as it is heard: within a list no two links or buttons are called alike that lead to different things, and a
Chinese page holds no English sentence. All addresses of the table are walked; a new page comes along by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from tests.policy.rows import OK, Row
from tests.policy.table import TABLE
from tests.policy.walker import Walker, undone

pytestmark = pytest.mark.django_db

GIVEN = re.compile(r"\w+ in tests$")
"""What the stage calls its tokens."""
SAME_NOTICE = "关于定期报送的通知"
"""What the stage calls the recurring notices of every place: two notices of one title are told apart by their number."""
LISTS = {"ul", "ol", "tbody"}
EMPTY = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "use",
    "path",
}
SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z']{2,}){2,}")
"""Three English words and more in a row; names of programs and codes are shorter."""


@dataclass
class Named:
    """A link or button while it is read: in which list, where it leads, what it is called."""

    within: int
    to: str
    label: str
    words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.label or " ".join("".join(self.words).split())


class Heard(HTMLParser):
    """Reads a page as a screen reader does: what is hidden is passed over, a label takes the place of the words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.lists: list[int] = []
        self.count = 0
        self.action = ""
        self.named: list[Named] = []
        self.now: Named | None = None
        self.said: list[str] = []

    @property
    def silent(self) -> bool:
        return any(hidden for _tag, hidden in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        if tag in EMPTY:
            return
        unheard = (
            had.get("aria-hidden") == "true" or "hidden" in had or tag in {"script", "style", "noscript"}
        )
        self.open.append((tag, unheard or (had.get("lang") or "zh")[:2] != "zh"))
        if tag in LISTS:
            self.count += 1
            self.lists.append(self.count)
        if tag == "form":
            self.action = had.get("action") or ""
        in_main = any(one == "main" for one, _hidden in self.open)
        if in_main and self.lists and not self.silent and (tag == "button" or (tag == "a" and "href" in had)):
            own = f"{had.get('formaction') or self.action} {had.get('name')} {had.get('value')}"
            to = had.get("href") or own
            self.now = Named(self.lists[-1], to or "", had.get("aria-label") or "")
            self.named.append(self.now)

    def handle_endtag(self, tag: str) -> None:
        if all(one != tag for one, _hidden in self.open):
            return
        while self.open.pop()[0] != tag:
            pass
        if tag in LISTS and self.lists:
            self.lists.pop()
        if tag in {"a", "button"}:
            self.now = None
        if tag == "form":
            self.action = ""

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.now is not None:
            self.now.words.append(data)
        if any(one == "body" for one, _hidden in self.open) and data.strip():
            self.said.append(" ".join(data.split()))

    def alike(self) -> list[str]:
        """Names under which one list leads to different things."""
        led: dict[tuple[int, str], str] = {}
        found = []
        for one in self.named:
            if led.setdefault((one.within, one.name), one.to) != one.to:
                found.append(one.name or "(no name)")
        return sorted(set(found))

    def english(self) -> list[str]:
        return sorted({found[0] for text in self.said for found in SENTENCE.finditer(text)})


def heard(page: str) -> Heard:
    reader = Heard()
    reader.feed(page)
    reader.close()
    return reader


HANDS = ("wangfang", "zhaogang", "chenjing", "wumin", "hexin", "anquan", "shenji", "xitong")


def pages(walker: Walker, rows: list[Row]) -> Iterator[tuple[str, str]]:
    """What each page says to somebody of each role who may open it."""
    for row in rows:
        place = row.at[0]
        able = row.people_with(OK, place)
        for person in [one for one in HANDS if one in able][:4] or able[:1]:
            answer = walker.ask(row, place, person)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                yield f"{row.name}{row.args or ''}{row.query} for {person}", answer.content.decode()


STEPS = sorted({row.stage for row in TABLE if row.method == "GET"})


@pytest.mark.parametrize("step", STEPS)
def test_nothing_in_a_list_is_called_alike_and_no_page_falls_into_english(walker: Walker, step: str) -> None:
    rows = [
        row for row in TABLE if row.method == "GET" and row.stage == step and not row.name.startswith("api_")
    ]
    wrong, read = [], 0
    with undone():
        if step != "drafted":
            walker.tell(step)
        for said, page in pages(walker, rows):
            read += 1
            found = heard(page)
            wrong += [
                f"{said}: “{name}” leads to different things" for name in found.alike() if name != SAME_NOTICE
            ]
            wrong += [f"{said}: English: {words}" for words in found.english() if not GIVEN.fullmatch(words)]
    assert not wrong, "\n".join(wrong)
    assert read >= (80 if step == "drafted" else 1)


def test_the_walk_hears_what_is_wrong() -> None:
    page = "<body><main><ul><li><a href='/1'>阅办</a></li><li><a href='/2'>阅办{}</a></li></ul><p>{}</p></main></body>"
    assert heard(page.format("", "")).alike() == ["阅办"]
    assert heard(page.format("<span class='sr-only'> 中堡镇</span>", "")).alike() == []
    assert heard(page.format("<span aria-hidden='true'>2</span>", "")).alike() == ["阅办"]
    assert heard(page.format("", "This password is short")).english() == ["This password is short"]
    assert heard(page.format("", "<span lang='en'>Change the language</span> Word Excel")).english() == []
