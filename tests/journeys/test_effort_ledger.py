"""A key task from the county's hand to its closing from above and its relapse, by people at their own windows.

Lamps turn by the clock: what is served moves on from day to day. Where scripts run, each job is held to its goal.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from responsibilities.ledger import rules
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.models import Item, Turn
from revitalization.kit.workdays import SHANGHAI
from tests.cast import town
from tests.journeys.counting import Counting
from tests.journeys.site import another_day
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
START, DUE = date(2026, 11, 24), date(2027, 3, 4)
"""A hundred days, so that a day is a point: yellow on the tenth, red on the thirty-first."""
TITLE = "完成山区村饮水管网改造"
FAULT = "两个村末梢水压不足，请整改后再报。"
FINDING = "市督查组2027年4月通报：永丰村再次断水。"


def on(days: int) -> AbstractContextManager[None]:
    """Nine in the morning, so many days after the first."""
    return another_day(datetime.combine(START + timedelta(days=days), time(9), SHANGHAI))


def word(key: str) -> str:
    """The word on the act's button, English."""
    return str(rules.WORKFLOW.act(key).label)


def item() -> Item:
    return Item.objects.full().get(matter__title=TITLE, unit=town())


@dataclass
class Story:
    """Who comes to the page in which way, what their clicks are held to, and the faults of the pages they saw."""

    visit: Visit
    language: str
    scripts: bool
    counting: Counting
    faults: list[str] = field(default_factory=list)

    def comes(self, name: str, width: int = 1280) -> Visitor:
        """A window of this person, signed in on that day."""
        return self.visit(name, language=self.language, width=width, scripts=self.scripts).enter()

    def held(self, key: str, who: Visitor, home: str = "/") -> AbstractContextManager[object]:
        """Counts what is done inside; without scripts nobody counts, and the person begins at the same place."""
        if self.scripts:
            return self.counting(key, who, home=home)  # type: ignore[no-any-return]
        who.go(home)
        return nullcontext()

    def looks(self, who: Visitor, name: str) -> None:
        self.faults += who.judge(f"ledger-{name}", axe=self.scripts)

    def did(self, who: Visitor, key: str) -> None:
        """Presses the act's button at the end of its form, and reads that it is done."""
        who.press(word(key), who.page.locator("main form"))
        who.sees(who.say("Done: %(act)s.", act=who.say(word(key))))

    # ------------------------------------------------------------ what each of them does

    def issues(self) -> None:
        county = self.comes("chenjing")
        page = county.page
        with self.held("matter", county):
            county.page.locator(".side nav").get_by_role("link", name=county.say("Ledger")).first.click()
            county.press("New matter")
            self.looks(county, "new-matter")
            for name, text in {
                "title": TITLE,
                "target": "年底前六个村管网改造三十一公里，供水保证率达到百分之九十五。",
                "measure": "县水务局牵头，逐村落实施工图和责任人。",
                "document_number": "永农领办〔2026〕7号",
                "issued_on": START.isoformat(),
                "start_on": START.isoformat(),
                "due_on": DUE.isoformat(),
                "basis": "履职事项清单第23项",
            }.items():
                page.fill(f"#id_{name}", text)
            page.locator("input[name=levels][value=township]").check()
            county.press("Draw up and show the counts")
            county.sees(town().name)
            self.looks(county, "counts")
            assert not Item.objects.exists()
            county.press("Issue")
            expect(page.locator("main tbody tr")).to_have_count(3)
        self.looks(county, "issued")

    def reports(self, percent: str, words: str) -> None:
        """From the inbox on the phone: the first tap opens the line, the second one sends it."""
        filer = self.comes("wangfang", 390)
        with self.held("progress", filer):
            line = filer.page.locator("main .todo li").filter(has_text=TITLE)
            line.locator("a.btn", has_text=filer.say("Report progress")).first.click()
            filer.page.fill("#id_percent", percent)
            filer.page.fill("#id_words", words)
            self.looks(filer, f"progress-{percent}")
            self.did(filer, "progress")
        self.looks(filer, f"item-at-{percent}")

    def takes_on(self) -> None:
        filer = self.comes("wangfang", 390)
        filer.go("/")
        filer.page.locator("main .todo li").filter(has_text=TITLE).locator("a").first.click()
        filer.press(word("accept"))
        filer.sees(filer.say("Done: %(act)s.", act=filer.say(word("accept"))))

    def turned(self, lamp: str, said: str, where: str) -> None:
        """The clock runs; the county sees the lamp in its ledger and what is behind it on the page of the item."""
        turn_lamps()
        assert item().lamp == lamp
        county = self.comes("chenjing")
        county.go(f"/ledger/?lamp={lamp}")
        row = county.page.locator("main tbody tr").filter(has_text=town().name)
        expect(row).to_contain_text(county.say(said))
        self.looks(county, f"ledger-{lamp}")
        row.get_by_role("link").first.click()
        county.sees(where)
        self.looks(county, f"item-{lamp}")

    def applies(self) -> None:
        """The filer writes the application, the secretary reads and makes it."""
        filer = self.comes("wangfang", 390)
        filer.go(f"/ledger/{item().public_id}/")
        filer.press(word("prepare"))
        filer.page.fill("#id_words", "三十一公里管网全部改造完成。")
        filer.page.fill("#id_effect", "六个村、二千三百户全年通水。")
        self.did(filer, "prepare")
        secretary = self.comes("zhaogang")
        with self.held("apply", secretary):
            secretary.page.locator("main .todo li").filter(has_text=TITLE).locator("a.btn").first.click()
            expect(secretary.page.locator("#id_effect")).to_have_value("六个村、二千三百户全年通水。")
            self.looks(secretary, "apply")
            self.did(secretary, "declare")

    def judges(self, goal: str, key: str, **typed: str) -> None:
        """The county opens the line of its inbox, the act, types what it takes, and sends it."""
        county = self.comes("chenjing")
        with self.held(goal, county):
            county.page.locator("main .todo li").filter(has_text=TITLE).locator("a.btn").first.click()
            county.press(word(key))
            self._types(county, typed)
            self.looks(county, key)
            self.did(county, key)
        self.looks(county, f"{key}-done")

    def reopens(self, **typed: str) -> None:
        """What is closed stands in no inbox: the way leads through the ledger."""
        county = self.comes("chenjing")
        with self.held("reopen-item", county, home="/ledger/?state=closed"):
            county.page.locator("main tbody tr").filter(has_text=town().name).get_by_role(
                "link"
            ).first.click()
            county.press(word("reopen"))
            self._types(county, typed)
            self.looks(county, "reopen")
            self.did(county, "reopen")
        self.looks(county, "reopened")

    def _types(self, who: Visitor, typed: dict[str, str]) -> None:
        for name, text in typed.items():
            who.page.fill(f"#id_{name}", text)


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("en", True), ("zh-hans", False)],
    ids=["in English", "in Chinese without scripts"],
)
def test_a_task_falls_behind_is_caught_up_closed_from_above_and_relapses(
    visit: Visit, counting: Counting, language: str, scripts: bool
) -> None:
    story = Story(visit, language, scripts, counting)
    story.issues()
    story.takes_on()
    story.reports("2", "已完成测量和招标。")
    with on(12):
        story.turned("yellow", "Yellow lamp", "10.0")
    with on(33):
        story.turned("red", "Red lamp", "31.0")
        story.reports("100", "六个村管网全部完工并通水。")
        assert item().lamp == "green"
        story.applies()
        story.judges("return-item", "return", reason=FAULT, new_due_on=DUE.isoformat())
        assert (item().status, item().round) == ("running", 2)
        story.applies()
    with on(40):
        story.judges("check-item", "check", words="现场抽查三个村，水压达标。", on_day="2027-01-02")
        assert item().status == "checked"
        story.judges("close-item", "verify", words="资料齐全，同意销号。")
        assert (item().status, item().lamp) == ("closed", "done")
    with on(140):
        story.reopens(reason="冬季过后再次断水。", new_due_on="2027-06-30", place=FINDING)
    row = item()
    assert (row.status, row.round, row.reopened, str(row.first_due_on)) == ("running", 3, 1, DUE.isoformat())
    lamps = list(Turn.objects.filter(item=row).order_by("id").values_list("lamp", flat=True))
    assert lamps[:5] == ["green", "yellow", "red", "green", "done"]
    assert story.faults == []
