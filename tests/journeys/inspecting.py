"""The steps of an inspection, each done by a person at a window of their own; days pass as what is served moves on."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from playwright.sync_api import expect

from assessments.inspections import rules
from assessments.inspections.actions.rectifying import rectify
from assessments.inspections.models import Finding, Inspection, LineVisit, Objection
from assessments.inspections.rules import findings, objections
from responsibilities.ledger import rules as ledger
from responsibilities.ledger.actions.timed import end_notices
from responsibilities.ledger.models import Item
from revitalization.kit.workdays import SHANGHAI
from revitalization.kit.workflow import Workflow
from tests import world
from tests.cast import town
from tests.inspections import story
from tests.journeys.counting import Counting
from tests.journeys.site import another_day
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
COUNTY = f"{world.YONGDENG}"
PLAN = f"/inspections/plans/{COUNTY}-2027/"
PROBLEM = "河西村公厕3座无人管护，1座停用已半年。"
VIEW = "停用的一座已列入年底拆除计划。"
OBJECTION = "停用一座系水源地保护拆除，不属管护不到位。"
KEPT = "另两座无人管护属实，予以维持。"
MEASURES = "落实公益岗位三个，经费列入镇级预算，建立巡查台账。"
BACK = "三座公厕中两座再次无人管护。"
LETTER = {
    "document_number": "永督发〔2027〕9号",
    "overall": "乡镇总体重视，责任基本落实。",
    "causes": "管护责任没有落实到人。",
    "demands": "十五个工作日内报送整改方案。",
}


def on(day: date) -> AbstractContextManager[None]:
    """Nine in the morning of the day."""
    return another_day(datetime.combine(day, time(9), SHANGHAI))


def word(table: Workflow, key: str) -> str:
    """The word on the act's button, English."""
    return str(table.act(key).label)


def inspection() -> Inspection:
    return Inspection.objects.full().get(issuer__code=COUNTY, year=2027)


def finding() -> Finding:
    return Finding.objects.full().get(unit=town())


def item() -> Item:
    found = Item.objects.full().get(pk=finding().item_id)
    assert found.unit_id == town().pk
    return found


def visited() -> date:
    """The first day on which the town is visited."""
    return inspection().targets.get(unit=town()).from_on


@dataclass
class Story:
    """Who comes to the page in which way, what their clicks are held to, and the faults of the pages they saw."""

    visit: Visit
    language: str
    scripts: bool
    counting: Counting
    faults: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)

    def comes(self, name: str, width: int = 1280) -> Visitor:
        """A window of this person, signed in on that day."""
        return self.visit(name, language=self.language, width=width, scripts=self.scripts).enter()

    def held(self, key: str, who: Visitor, home: str = "/") -> AbstractContextManager[object]:
        """Counts what is done inside; without scripts nobody counts, and the person begins at the same place."""
        if self.scripts:
            self.counted.append(key)
            return self.counting(key, who, home=home)  # type: ignore[no-any-return]
        who.go(home)
        return nullcontext()

    def looks(self, who: Visitor, name: str) -> None:
        self.faults += who.judge(f"inspect-{name}", axe=self.scripts)

    def types(self, who: Visitor, **typed: str) -> None:
        for name, text in typed.items():
            field = who.page.locator(f"#id_{name}")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)

    def did(self, who: Visitor, table: Workflow, key: str, **typed: str) -> None:
        """Opens the act, types what it takes, sends it and reads that it is done."""
        who.press(word(table, key))
        if typed:
            self.types(who, **typed)
            self.looks(who, f"{table.key}-{key}")
            who.press(word(table, key), who.page.locator("main form"))
        who.sees(who.say("Done: %(act)s.", act=who.say(word(table, key))))

    def opens(self, who: Visitor, text: str) -> None:
        """The line of the inbox that has the text."""
        who.page.locator("main .todo li").filter(has_text=text).locator("a.btn").first.click()

    # ------------------------------------------------------------ the plan

    def adopts(self) -> None:
        office = self.comes("dingwei")
        office.go("/inspections/rules/")
        rule = story.template()
        title = rule.title_en if self.language == "en" else rule.title
        part = office.page.locator("main .stack > .stack").filter(has_text=title)
        part.get_by_role("link").first.click()
        self.looks(office, "adopt")
        office.press("Adopt the rule")
        expect(office.page.locator("main tbody tr")).to_have_count(1)

    def prepares(self) -> None:
        """The office adds a line on funds, is refused with the visit it clashes with, merges the two and sends it."""
        office = self.comes("dingwei")
        office.go(PLAN)
        office.press("New line")
        self.types(
            office, title="资金项目专项督查", kind="funds", from_on="2027-06-01", to_on="2027-10-31", days="2"
        )
        office.page.locator("input[name=categories][value=L04]").check()
        office.press("Add the line")
        office.sees(office.say("The line is there. Add the units it inspects."))
        near = LineVisit.objects.get(line__number=1, unit=town()).from_on + timedelta(days=10)
        self.did(office, rules.LINE, "visit", unit=town().code, on_day=near.isoformat())
        self.looks(office, "line")
        office.go(PLAN)
        clashes = office.page.locator("section", has=office.page.locator("#clashes-title"))
        expect(clashes.locator("tbody tr").filter(has_text="资金项目专项督查").last).to_contain_text(
            story.template().title
        )
        self.looks(office, "plan-clashes")
        expect(office.control(word(rules.PLAN, "submit"))).to_have_count(0)
        office.go(f"{PLAN}lines/2/")
        self.did(office, rules.LINE, "merge", other="1")
        office.go(PLAN)
        expect(office.page.locator("#clashes-title")).to_have_count(0)
        self.did(office, rules.PLAN, "submit")

    def approves(self) -> None:
        """Whoever drew it up is offered no approval; the county's secretary has it in the inbox."""
        office = self.comes("dingwei")
        office.go(PLAN)
        expect(office.control(word(rules.PLAN, "approve"))).to_have_count(0)
        secretary = self.comes("fengbo")
        with self.held("approve-plan", secretary):
            self.opens(secretary, "2027")
            self.did(secretary, rules.PLAN, "approve")
        with self.held("publish-plan", office):
            self.opens(office, "2027")
            self.did(office, rules.PLAN, "publish", document_number=story.PLAN_NUMBER)
        self.looks(office, "plan-published")

    # ------------------------------------------------------------ before and on site

    def readies(self) -> None:
        office = self.comes("dingwei")
        at = f"/inspections/{inspection().key}/"
        office.go(at)
        self.did(office, rules.INSPECTION, "write_scheme", **story.SCHEME)
        secretary = self.comes("fengbo")
        secretary.go("/")
        self.opens(secretary, inspection().title)
        self.did(secretary, rules.INSPECTION, "approve_scheme")
        office.go(at)
        self.did(office, rules.INSPECTION, "draw_team", groups="1", size="3", seed="20270520")
        self.did(office, rules.INSPECTION, "lead", member="luyan")
        self.did(office, rules.INSPECTION, "notice", document_number=story.NOTICE_NUMBER)
        self.looks(office, "noticed")

    def records(self) -> None:
        """In a village without signal the sheet stays on the phone; with signal it is there, and goes to the unit."""
        inspector = self.comes("luyan", 390)
        at = f"/inspections/{inspection().key}/on-site/"
        with self.held("finding", inspector, home=at):
            self._writes(inspector)
            if self.scripts:
                inspector.page.context.set_offline(True)
            inspector.press("Keep the sheet")
            if self.scripts:
                expect(inspector.page.locator("[data-onsite-list] > li")).to_have_count(1)
        if self.scripts:
            assert not Finding.objects.exists()
            inspector.complaints.clear()
            inspector.page.context.set_offline(False)
            expect(inspector.page.locator("[data-onsite-list] > li")).to_have_count(0)
            inspector.complaints.clear()
        assert finding().problem == PROBLEM
        inspector.go(f"/inspections/{at_finding()}")
        self.looks(inspector, "sheet")
        self.did(inspector, findings.FINDING, "put")

    def _writes(self, inspector: Visitor) -> None:
        inspector.page.select_option("#id_unit", town().code)
        inspector.page.fill("#id_place", "河西村二社")
        inspector.page.fill("#id_problem", PROBLEM)
        if inspector.page.locator("#id_second").input_value() == "":
            inspector.page.select_option("#id_second", index=1)

    def answers(self) -> None:
        unit = self.comes("wangfang", 390)
        with self.held("answer-finding", unit):
            self.opens(unit, finding().number)
            self.did(
                unit, findings.FINDING, "answer", view="partly", words=VIEW, person="王芳", post="农办主任"
            )
        self.looks(unit, "answered")

    # ------------------------------------------------------------ feedback and objection

    def feeds_back(self) -> None:
        office = self.comes("dingwei")
        with self.held("feed-back", office):
            self.opens(office, inspection().title)
            self.did(office, rules.INSPECTION, "feed_back", **LETTER)
        assert finding().status == "fed_back"

    def objects(self) -> None:
        secretary = self.comes("zhaogang")
        with self.held("object", secretary):
            self.opens(secretary, finding().number)
            self.did(secretary, findings.FINDING, "object", reason=OBJECTION)
        self.looks(secretary, "objected")

    def decides(self) -> None:
        """Nobody of the team is offered the decision; the colleague who never was on it makes it."""
        member = self.comes("dingwei")
        member.go(f"/inspections/{at_finding()}")
        member.sees(OBJECTION)
        expect(member.control(word(objections.OBJECTION, "keep"))).to_have_count(0)
        other = self.comes("tangsan")
        with self.held("decide-objection", other):
            self.opens(other, finding().number)
            self.did(other, objections.OBJECTION, "keep", reason=KEPT)
        assert Objection.objects.get().status == "kept"
        rectify()
        assert (finding().status, item().status) == ("listed", "issued")

    # ------------------------------------------------------------ rectification on the ledger

    def on_ledger(self, name: str, key: str, width: int = 1280, **typed: str) -> None:
        """One act on the item from its page."""
        who = self.comes(name, width)
        who.go(f"/ledger/{item().public_id}/")
        self.did(who, ledger.WORKFLOW, key, **typed)
        self.looks(who, f"item-{key}")

    def mends(self, day: date) -> None:
        self.on_ledger("wangfang", "accept", 390)
        plan = {"measures": MEASURES, "person": "钱梅", "new_due_on": (day + timedelta(days=60)).isoformat()}
        self.on_ledger("wangfang", "send_plan", 390, **plan)
        self.on_ledger("tangsan", "agree_plan")
        with on(day + timedelta(days=40)):
            self.on_ledger("wangfang", "progress", 390, percent="100", words="三座公厕全部有人管护。")
            self.on_ledger("zhaogang", "declare", words="三座公厕落实管护。", effect="群众如厕方便。")
        with on(day + timedelta(days=45)):
            checked = (day + timedelta(days=44)).isoformat()
            self.on_ledger("tangsan", "check", words="现场核查属实。", on_day=checked)
            begun = (day + timedelta(days=45)).isoformat()
            self.on_ledger("tangsan", "publicize", place="红城镇政府公开栏", on_day=begun)
        with on(day + timedelta(days=60)):
            end_notices()
            self.on_ledger("zhaogang", "sign")
            # Whoever mended it is offered no closing.
            unit = self.comes("zhaogang")
            unit.go(f"/ledger/{item().public_id}/")
            expect(unit.control(word(ledger.WORKFLOW, "verify"))).to_have_count(0)
            self.on_ledger("tangsan", "verify", words="资料齐全，同意销号。")
        assert (item().status, item().lamp) == ("closed", "done")

    def looks_back(self) -> None:
        office = self.comes("tangsan")
        office.go("/inspections/look-back/draw/")
        self.types(office, share="100")
        office.press("Draw")
        office.page.locator("main tbody tr").filter(has_text=finding().number).get_by_role(
            "link"
        ).first.click()
        self.types(office, result="back", words=BACK)
        self.looks(office, "look-back")
        office.press("Keep the result")
        expect(office.page.locator("main tbody tr").filter(has_text=finding().number)).to_contain_text(
            office.say("has come back")
        )
        self.looks(office, "looked-back")


def at_finding() -> str:
    """The address of the finding below that of inspections."""
    return f"findings/{finding().key}/"
