"""Cycles and reports of the demonstration, each step by the people of the units at its own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from reporting.reports.actions import cycles, deciding, filing, series
from reporting.reports.models import Cycle, Obligation, ReportKind
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.periods import SAME_DAY, Rhythm, index_of, period_at
from revitalization.site.demo.chapters import Chapter
from revitalization.site.demo.people import COUNTY, PROVINCE, TOWN
from revitalization.site.demo.words import texts

STEPS = ("draft", "send", "approve", "sign", "sign_other", "submit", "receive", "decide")
OWN = (
    "decide",
    "receive",
    "submit",
    "sign",
    "send",
    "draft",
    "submit",
    "decide",
    "approve",
    "sign_other",
    "exempt",
)
RETURNED_AT = 7
REASONS = (
    "产业发展部分缺少带动农户数的来源，请补充后再报。",
    "“存在问题”写得过于笼统，请具体到村、到事，并写明责任人和时限。",
    "粮食播种面积与统计部门数据不一致，请核实。",
)


@dataclass
class Desk:
    """Who acts for a unit: accounts by (unit, role)."""

    by_place: dict[tuple[int, str], list[int]]

    def actor(self, unit_id: int, role: str, at: int = 0) -> Actor | None:
        """The person of that role, None where the post is vacant."""
        users = self.by_place.get((unit_id, role), [])
        return actor_for(users[at]) if at < len(users) else None


def desk() -> Desk:
    """Everybody with a role today."""
    found: dict[tuple[int, str], list[int]] = {}
    rows = Grant.objects.on(clock.today()).order_by("pk").values_list("content_object_id", "role", "user_id")
    for unit_id, role, user_id in rows:
        found.setdefault((unit_id, role), []).append(user_id)
    return Desk(found)


def is_told() -> bool:
    """Whether this database holds reports already."""
    return Cycle.objects.exists()


def chapters(now: datetime) -> Iterator[Chapter]:
    """Last year's cycle of one county, this year's half-yearly of the cities, and this year's annual in every state."""
    for opened, story in (
        (now - timedelta(days=372), _last_year),
        (now - timedelta(days=75), _half_year),
        (now - timedelta(days=14), _this_year),
    ):
        yield Chapter(opened, partial(story, opened, now))


def _cycle(kind: str, period: str, scope: str, levels: list[str], days: int, number: str) -> Cycle:
    unit, office = _office(scope)
    found = ReportKind.objects.get(key=kind, current=True)
    today = clock.today()
    notice = cycles.Notice(
        number=number,
        title=f"关于报送{period[:4]}年{found.title}的通知",
        issued_on=today,
        opens_on=today,
        due_on=today + timedelta(days=days),
        levels=levels,
    )
    cycle = cycles.plan_cycle(actor=office, kind=found, period=period, scope=unit, notice=notice)
    cycles.open_cycle(actor=office, cycle=cycle)
    return cycle


def _office(scope: str) -> tuple[Unit, Actor]:
    unit = Unit.objects.live().get(code=scope)
    office = desk().actor(unit.pk, "receiver")
    if office is None:
        raise LookupError(f"nobody receives at {unit.name}")
    return unit, office


def _recurring(first: str, last: str, days: int, number: str) -> Cycle:
    """A recurring notice of the province for the half-yearly; the clock opens its first period the same day."""
    unit, office = _office(PROVINCE)
    found = ReportKind.objects.get(key="half_year", current=True)
    today = clock.today()
    notice = series.Recurring(
        number=number,
        title=f"关于定期报送{found.title}的通知",
        issued_on=today,
        levels=["city"],
        rhythm=Rhythm(first, last, today, SAME_DAY, due_on=today + timedelta(days=days)),
    )
    planned = series.plan_series(actor=office, kind=found, scope=unit, notice=notice)
    series.start_series(actor=office, series=planned)
    series.open_due()
    return Cycle.objects.get(series=planned)


def _last_year(opened: datetime, now: datetime) -> Iterator[Chapter]:
    year = now.year - 1
    cycle = _cycle("annual", str(year), COUNTY, ["township"], 30, f"永农领办〔{year}〕18号")
    people = desk()
    for at, row in enumerate(_rows(cycle)):
        yield from walk(row, "decide", opened + timedelta(days=6 + at), people)


def _half_year(opened: datetime, _now: datetime) -> Iterator[Chapter]:
    """The half-year that was over when it was asked for, ten weeks ago; all of it lies in the past."""
    year, half = (opened.year, "H1") if opened.month > 6 else (opened.year - 1, "H2")
    first = f"{year}{half}"
    last_period = period_at("half", index_of(first) + 3)
    cycle = _recurring(first, last_period, 30, f"甘农领办〔{opened.year}〕9号")
    people = desk()
    for at, row in enumerate(_rows(cycle)):
        last = "submit" if at == 5 else "draft" if at == 9 else "decide"
        yield from walk(row, last, opened + timedelta(days=9 + at), people)


def _this_year(opened: datetime, now: datetime) -> Iterator[Chapter]:
    number = f"甘农领办〔{now.year}〕12号"
    cycle = _cycle("annual", str(now.year), PROVINCE, ["city", "county", "township"], 26, number)
    people = desk()
    random = Random(7)  # noqa: S311
    for at, (row, last, back) in enumerate(_states(cycle, random)):
        yield from walk(row, last, opened + timedelta(days=2 + at % 7, minutes=13 * at), people, back=back)


def _states(cycle: Cycle, random: Random) -> Iterator[tuple[Obligation, str, bool]]:
    """Towns of one county in every state (the named town stays free to try), and a spread over other counties."""
    county = Unit.objects.live().get(code=COUNTY)
    own = [row for row in _rows(cycle) if row.receiver_id == county.pk and row.unit.code != TOWN]
    for at, row in enumerate(own):
        last = OWN[at % len(OWN)]
        yield row, last, at % len(OWN) == RETURNED_AT
    others = [row for row in _rows(cycle) if row.level == "township" and row.receiver_id != county.pk]
    for row in random.sample(others, min(26, len(others))):
        yield row, random.choice(("decide", "decide", "submit", "receive", "draft", "send")), False


def _rows(cycle: Cycle) -> list[Obligation]:
    return list(Obligation.objects.full().filter(cycle=cycle).order_by("lo"))


def walk(
    row: Obligation, last: str, begun: datetime, people: Desk, *, back: bool = False
) -> Iterator[Chapter]:
    """One report from its draft to the step `last`, a few hours between the steps; `back` returns it at the end.

    Stops early where nobody holds the post that would act: that is how a vacancy shows.
    """
    steps = ("exempt",) if last == "exempt" else STEPS[: STEPS.index(last) + 1]

    def chapter(at: int) -> Chapter:
        return Chapter(_office_hour(begun, at), partial(run, at))

    def run(at: int) -> Iterator[Chapter]:
        fresh = Obligation.objects.full().get(pk=row.pk)
        if _step(steps[at], fresh, people, back) and at + 1 < len(steps):
            yield chapter(at + 1)

    yield chapter(0)


def _office_hour(begun: datetime, at: int) -> datetime:
    """The moment of the `at`-th step: three a day, between nine and four in Shanghai, weekends left out."""
    day = _working(clock.local(begun).date())
    for _step in range(at // 3):
        day = _working(day + timedelta(days=1))
    minute = (begun.minute + 7 * at) % 60
    return datetime(day.year, day.month, day.day, 9 + at % 3 * 3, minute, tzinfo=clock.SHANGHAI)


def _working(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def _step(step: str, row: Obligation, people: Desk, back: bool) -> bool:
    office = step in {"receive", "decide", "exempt"}
    role = {"approve": "reviewer", "sign": "principal", "sign_other": "principal"}.get(step, "filer")
    place = row.receiver_id if office else row.unit_id
    actor = people.actor(place, "receiver" if office else role, 1 if step == "sign_other" else 0)
    if actor is None:
        return False
    _do(step, row, actor, back)
    return True


def _do(step: str, row: Obligation, actor: Actor, back: bool) -> None:
    if step == "draft":
        known = {section.key for section in row.cycle.kind.parts()}
        written = texts(row.unit.name, row.cycle.year, 1)
        kept = {key: text for key, text in written.items() if key in known}
        filing.save_draft(actor=actor, obligation=row, texts=kept, version=0)
    elif step == "exempt":
        reason = "机构改革期间并入县城规划区，年度报告由县里一并报送。"
        deciding.exempt(actor=actor, obligation=row, reason=reason)
    elif step == "decide" and back:
        reason = REASONS[row.unit_id % len(REASONS)]
        deadline = row.due_on + timedelta(days=7)
        deciding.return_report(actor=actor, obligation=row, reason=reason, new_due_on=deadline)
    else:
        ACTS[step](actor=actor, obligation=row)


ACTS: dict[str, Callable[..., Obligation]] = {
    "send": filing.send,
    "approve": filing.approve,
    "sign": filing.sign,
    "sign_other": filing.sign,
    "submit": filing.submit,
    "receive": deciding.receive,
    "decide": deciding.accept,
}
