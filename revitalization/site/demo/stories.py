"""Cycles and reports of the demonstration, each step by the people of the units at its own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from reporting.reports.actions import cycles, deciding, filing, series
from reporting.reports.models import Cycle, Obligation, ReportKind
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.periods import SAME_DAY, Rhythm, index_of, period_at
from revitalization.site.demo.people import COUNTY, PROVINCE, TOWN
from revitalization.site.demo.words import texts

Told = Callable[[int, int], None]
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


def tell_stories(now: datetime, told: Told) -> None:
    """Last year's cycle of one county, this year's half-yearly of the cities, and this year's annual in every state."""
    random = Random(7)  # noqa: S311
    plans = [*_last_year(now), *_half_year(now), *_this_year(now, random)]
    for at, run in enumerate(plans):
        run()
        told(at + 1, len(plans))


def _cycle(
    at: datetime, kind: str, period: str, scope: str, levels: list[str], days: int, number: str
) -> Cycle:
    with clock.moved_to(at):
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


def _recurring(at: datetime, first: str, last: str, days: int, number: str) -> Cycle:
    """A recurring notice of the province for the half-yearly; the clock opens its first period the same day."""
    with clock.moved_to(at):
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


def _last_year(now: datetime) -> Iterator[Callable[[], None]]:
    year = now.year - 1
    opened = now - timedelta(days=372)
    cycle = _cycle(opened, "annual", str(year), COUNTY, ["township"], 30, f"永农领办〔{year}〕18号")
    for at, row in enumerate(_rows(cycle)):
        yield lambda row=row, at=at: walk(row, "decide", opened + timedelta(days=6 + at))  # type: ignore[misc]


def _half_year(now: datetime) -> Iterator[Callable[[], None]]:
    """The half-year that was over when it was asked for, ten weeks ago; all of it lies in the past."""
    opened = now - timedelta(days=75)
    year, half = (opened.year, "H1") if opened.month > 6 else (opened.year - 1, "H2")
    number = f"甘农领办〔{opened.year}〕9号"
    first = f"{year}{half}"
    cycle = _recurring(opened, first, period_at("half", index_of(first) + 3), 30, number)
    for at, row in enumerate(_rows(cycle)):
        last = "submit" if at == 5 else "draft" if at == 9 else "decide"
        yield lambda row=row, at=at, last=last: walk(row, last, opened + timedelta(days=9 + at))  # type: ignore[misc]


def _this_year(now: datetime, random: Random) -> Iterator[Callable[[], None]]:
    opened = now - timedelta(days=14)
    cycle = _cycle(
        opened,
        "annual",
        str(now.year),
        PROVINCE,
        ["city", "county", "township"],
        26,
        f"甘农领办〔{now.year}〕12号",
    )
    for at, (row, last, back) in enumerate(_states(cycle, random)):
        begun = opened + timedelta(days=2 + at % 7, minutes=13 * at)
        yield lambda row=row, last=last, back=back, begun=begun: walk(row, last, begun, back=back)  # type: ignore[misc]


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


def walk(row: Obligation, last: str, begun: datetime, *, back: bool = False) -> None:
    """Takes one report from its draft to the step `last`, a few hours between the steps; `back` returns it at the end.

    Stops early where nobody holds the post that would act: that is how a vacancy shows.
    """
    people = desk()
    if last == "exempt":
        _exempt(row, people, begun)
        return
    for at, step in enumerate(STEPS[: STEPS.index(last) + 1]):
        with clock.moved_to(_office_hour(begun, at)):
            row = Obligation.objects.full().get(pk=row.pk)
            if not _step(step, row, people, back):
                return


def _exempt(row: Obligation, people: Desk, begun: datetime) -> None:
    office = people.actor(row.receiver_id, "receiver")
    if office is not None:
        with clock.moved_to(_office_hour(begun, 0)):
            reason = "机构改革期间并入县城规划区，年度报告由县里一并报送。"
            deciding.exempt(actor=office, obligation=row, reason=reason)


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
    role = {"approve": "reviewer", "sign": "principal", "sign_other": "principal"}.get(step, "filer")
    place = row.receiver_id if step in {"receive", "decide"} else row.unit_id
    actor = people.actor(
        place, "receiver" if step in {"receive", "decide"} else role, 1 if step == "sign_other" else 0
    )
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
    elif step == "decide" and back:
        reason = REASONS[row.unit_id % len(REASONS)]
        limit = row.due_on + timedelta(days=7)
        deciding.return_report(actor=actor, obligation=row, reason=reason, new_due_on=limit)
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
