"""The reports' subjects on the stage of the walks, told up to a named step of the story."""

from datetime import date

from django.core.files.base import ContentFile

from reporting.reports.actions import cycles
from reporting.reports.actions.series import Recurring, plan_series, start_series
from reporting.reports.actions.slips import give_slip
from reporting.reports.models import Cycle, Draft, Obligation, ReportKind, Series
from reporting.reports.work import BULK_JOB, PDF_JOB
from responsibilities.files.actions import attach
from responsibilities.jobs.actions.running import queue
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.periods import Rhythm
from tests import world
from tests.cast import Cast, days
from tests.policy.basics import (
    SYSTEM,
    picture,
)  # fmt: skip
from tests.policy.people import (
    GANSU,
    NINGXIA,
    PLANNED,
    TOWN,
    XIJI,
)  # fmt: skip
from tests.reports import story


class Subjects:
    """Running cycles in both provinces, a planned one, recurring notices, the town's draft with a file, long work."""

    def set_up(self) -> None:
        self.cycles = {
            GANSU: story.running(self.cast),
            NINGXIA: story.planned(SYSTEM, scope=world.NINGXIA),
            PLANNED: _planned(self.cast),
        }
        cycles.open_cycle(actor=SYSTEM, cycle=self.cycles[NINGXIA])
        self.series = {
            GANSU: _recurring(self.cast.wumin, world.GANSU, "annual", "2027", "2029"),
            NINGXIA: _recurring(SYSTEM, world.NINGXIA, "annual", "2027", "2029"),
            PLANNED: _recurring(self.cast.wumin, world.GANSU, "half_year", "2027H1", "2028H2"),
        }
        for place in (GANSU, NINGXIA):
            start_series(actor=SYSTEM, series=self.series[place])
        row = story.drafted(self.cast, self.cycles[GANSU])
        self.file = attach(
            actor=self.cast.wangfang,
            kind="report",
            key=row.public_id,
            lo=row.lo,
            name="现场.png",
            data=picture(),
        )
        self.job = queue(
            actor=self.cast.chenjing,
            kind=PDF_JOB.key,
            params={"cycle": self.cycles[GANSU].key, "code": self.units[TOWN].code, "number": 1},
            lo=self.units[TOWN].lo,
            capability=C.REPORT_READ,
        )
        self.job.file.save("r.pdf", ContentFile(b"%PDF-"))
        named = {"cycle": self.cycles[GANSU].key, "code": self.units[TOWN].code, "version": 1, "reason": ""}
        many = {"act": "receive", "dry_run": True, "items": [named]}
        right = C.REPORT_RECEIVE
        self.bulk = queue(
            actor=self.cast.chenjing, kind=BULK_JOB.key, params=many, lo=self.units[TOWN].lo, capability=right
        )

        self.slip = give_slip(
            actor=self.cast.chenjing, obligation=row, document_number="永农领办〔2026〕98号", by=days(5)
        )

    def tell(self, step: str) -> None:
        """Goes on with the town's report from the draft to the step; what is not its own is told by those above."""
        if step not in STEPS:
            super().tell(step)  # type: ignore[misc]
            return
        STEPS[step](self.cast, self.cycles[GANSU])

    def cycle(self, place: str) -> Cycle:
        """The running cycle that asks the place."""
        return self.cycles[NINGXIA if place == XIJI else GANSU]

    def obligation(self, place: str) -> Obligation:
        return Obligation.objects.full().get(cycle=self.cycle(place), unit=self.units[place])

    def version(self, place: str) -> int:
        """The version of the report at the place; 1 where there is none."""
        found = Obligation.objects.filter(cycle=self.cycle(place), unit=self.units[place])
        return found.values_list("version", flat=True).first() or 1

    def draft_version(self, place: str) -> int:
        found = Draft.objects.filter(obligation__cycle=self.cycle(place), obligation__unit=self.units[place])
        return found.values_list("version", flat=True).first() or 0

    def cycle_version(self, place: str) -> int:
        return Cycle.objects.get(pk=self.cycles[place].pk).version

    def series_version(self, place: str) -> int:
        return Series.objects.get(pk=self.series[place].pk).version


def _planned(cast: Cast) -> Cycle:
    kind = ReportKind.objects.get(key="half_year", current=True)
    notice = story.notice(
        number="甘农领办〔2026〕13号", title="关于报送2026年下半年进展的通知", levels=["city", "county"]
    )
    return cycles.plan_cycle(
        actor=cast.wumin, kind=kind, period="2026H2", scope=world.unit(world.GANSU), notice=notice
    )


def _recurring(actor: Actor, scope: str, kind: str, first: str, last: str) -> Series:
    """A recurring notice that is not in force yet."""
    rhythm = Rhythm(first, last, date(2027, 6, 30), "calendar", 220)
    notice = Recurring(
        number="甘农领办〔2026〕40号",
        title="关于定期报送的通知",
        issued_on=clock.today(),
        levels=["city", "county"] if kind == "half_year" else ["city", "county", "township"],
        rhythm=rhythm,
    )
    found = ReportKind.objects.get(key=kind, current=True)
    return plan_series(actor=actor, kind=found, scope=world.unit(scope), notice=notice)


STEPS = {
    "drafted": lambda cast, cycle: None,
    "review": lambda cast, cycle: story.filing.send(actor=cast.wangfang, obligation=story.owed(cycle)),
    "signing": lambda cast, cycle: _signing(cast, cycle),
    "signed": lambda cast, cycle: _signed(cast, cycle),
    "submitted": lambda cast, cycle: _submitted(cast, cycle),
    "received": lambda cast, cycle: _received(cast, cycle),
}


def _signing(cast: Cast, cycle: Cycle) -> None:
    STEPS["review"](cast, cycle)
    story.filing.approve(actor=cast.lijun, obligation=story.owed(cycle))


def _signed(cast: Cast, cycle: Cycle) -> None:
    _signing(cast, cycle)
    story.filing.sign(actor=cast.zhaogang, obligation=story.owed(cycle))
    story.filing.sign(actor=cast.qianmei, obligation=story.owed(cycle))


def _submitted(cast: Cast, cycle: Cycle) -> None:
    _signed(cast, cycle)
    story.filing.submit(actor=cast.wangfang, obligation=story.owed(cycle))


def _received(cast: Cast, cycle: Cycle) -> None:
    _submitted(cast, cycle)
    story.deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
