"""The subjects the table speaks of: one of each kind at each place, told up to a named step of the story."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from reporting.reports.actions import cycles
from reporting.reports.actions.series import Recurring, plan_series, start_series
from reporting.reports.models import Cycle, Draft, Obligation, ReportKind, Series
from reporting.reports.work import BULK_JOB, PDF_JOB
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.actions.tokens import issue_token
from responsibilities.access.models import Grant, Token, User
from responsibilities.access.queries import actor_for
from responsibilities.files.actions import attach
from responsibilities.files.models import StoredFile
from responsibilities.jobs.actions.running import queue
from responsibilities.jobs.models import Job
from responsibilities.posts.actions import NewPerson, appoint, send_roster
from responsibilities.posts.models import Post, Roster, Tenure
from responsibilities.roles import C
from responsibilities.units.actions.facts import set_short_name
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.periods import Rhythm
from tests import world
from tests.cast import SINCE, Cast, days, sister, town
from tests.policy.people import (
    EVERYBODY,
    GANSU,
    LANZHOU,
    NINGXIA,
    PLANNED,
    SISTER,
    TOWN,
    VILLAGE,
    XIJI,
    YONGDENG,
)
from tests.reports import story

MISSING = "MISSING"
NO_UUID = UUID(int=7)
BULK = ("api_obligations_bulk", "api_obligations_bulk_job")
SYSTEM = Actor.system("tests", via="command")
SERIES_OF_ONE = {"series", "series_start", "series_stop", "api_one_series", "api_series_start",
                 "api_series_stop"}  # fmt: skip
GRANT_OF = {TOWN: "wangfang", SISTER: "sunli", YONGDENG: "chenjing", LANZHOU: "zhouqiang", GANSU: "wumin",
            XIJI: "maling"}  # fmt: skip


def picture() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


@dataclass
class Stage:
    """Addresses and bodies of the subjects, by place."""

    cast: Cast
    units: dict[str, Unit] = field(default_factory=dict)
    cycles: dict[str, Cycle] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    tenures: dict[str, Tenure] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    file: StoredFile | None = None
    job: Job | None = None
    roster: Roster | None = None
    bulk: Job | None = None

    # ------------------------------------------------------------ addresses

    def url(self, name: str, place: str, more: dict[str, str]) -> str:
        """The address of that name for the subject at the place."""
        return reverse(name, kwargs={**self._named(name, place), **more})

    def _named(self, name: str, place: str) -> dict[str, Any]:
        kind = name.removeprefix("api_").partition("_")[0]
        if name in {"unit_children", "unit_change", "role_grant", "unit", "api_unit"}:
            return {"code": self.code(place)}
        if name in {"cycle_board", "cycle_remind", "cycle_export"}:
            return {"key": self.cycle(place).key, "code": self.code(place)}
        if name in {"cycle", "cycle_open", "cycle_close", "api_cycle", "api_cycle_open", "api_cycle_close"}:
            return {"key": "annual-2020-630000000000" if place == MISSING else self.cycles[place].key}
        if name in SERIES_OF_ONE:
            return {"key": "annual-2020-630000000000" if place == MISSING else self.series[place].key}
        if kind in {"report", "obligation", "desk"} and name not in {"desk", *BULK}:
            return {"cycle": self.cycle(place).key, "code": self.code(place)}
        return self._keyed(name, kind, place)

    def _keyed(self, name: str, kind: str, place: str) -> dict[str, Any]:
        gone = place == MISSING
        if kind == "post" and name != "posts":
            return {"post": NO_UUID if gone else self.posts[place].public_id}
        if kind == "tenure":
            return {"tenure": NO_UUID if gone else self.tenures[place].public_id}
        if kind == "person":
            return {"person": NO_UUID if gone else self.tenures[place].person.public_id}  # type: ignore[union-attr]
        if name == "role_end":
            return {"key": NO_UUID if gone else self.grants[place].public_id}
        if name.startswith(("account_one", "account_reset", "account_close")):
            return {"key": NO_UUID if gone else self.cast.user(GRANT_OF[place]).public_id}
        if name in {"token", "token_revoke"}:
            return {"key": "aaaaaaaaaaaa" if gone else self.tokens[GRANT_OF[place]].key_id}
        if name in {"file", "file_picture", "file_detach"}:
            return {"public_id": NO_UUID if gone or self.file is None else self.file.public_id}
        if name in {"roster", "roster_confirm", "roster_codes"}:
            return {"key": NO_UUID if gone or self.roster is None else self.roster.public_id}
        if name.startswith("job") and name != "jobs":
            return {"public_id": NO_UUID if gone or self.job is None else self.job.public_id}
        if name == "api_obligations_bulk_job":
            return {"public_id": NO_UUID if gone or self.bulk is None else self.bulk.public_id}
        return {}

    def code(self, place: str) -> str:
        """The official code of a place."""
        return "629999999000" if place == MISSING else self.units[place].code

    def cycle(self, place: str) -> Cycle:
        """The running cycle that asks the place."""
        return self.cycles[NINGXIA if place == XIJI else GANSU]

    # ------------------------------------------------------------ versions

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


def set_up(cast: Cast) -> Stage:
    """The world with running cycles in both provinces, a planned one, people at every place, tokens for all."""
    stage = Stage(cast)
    _city_administrators()
    own = town()
    stage.units = {
        TOWN: own,
        SISTER: sister(),
        VILLAGE: Unit.objects.children_of(own).order_by("lo")[0],
        YONGDENG: world.unit(world.YONGDENG),
        LANZHOU: world.unit(world.LANZHOU),
        GANSU: world.unit(world.GANSU),
        XIJI: world.unit(world.XIJI),
    }
    stage.cycles = {
        GANSU: story.running(cast),
        NINGXIA: story.planned(SYSTEM, scope=world.NINGXIA),
        PLANNED: _planned(cast),
    }
    cycles.open_cycle(actor=SYSTEM, cycle=stage.cycles[NINGXIA])
    stage.series = {
        GANSU: _recurring(cast.wumin, world.GANSU, "annual", "2027", "2029"),
        NINGXIA: _recurring(SYSTEM, world.NINGXIA, "annual", "2027", "2029"),
        PLANNED: _recurring(cast.wumin, world.GANSU, "half_year", "2027H1", "2028H2"),
    }
    for place in (GANSU, NINGXIA):
        start_series(actor=SYSTEM, series=stage.series[place])
    _seat(stage)
    _tokens(stage)
    row = story.drafted(cast, stage.cycles[GANSU])
    stage.file = attach(
        actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="现场.png", data=picture()
    )
    stage.job = queue(
        actor=cast.chenjing,
        kind=PDF_JOB.key,
        params={"cycle": stage.cycles[GANSU].key, "code": own.code, "number": 1},
        lo=own.lo,
        capability=C.REPORT_READ,
    )
    stage.job.file.save("r.pdf", ContentFile(b"%PDF-"))
    stage.roster = send_roster(actor=cast.hexin, name="名册.xlsx", data=b"PK", language="zh-hans")
    named = {"cycle": stage.cycles[GANSU].key, "code": own.code, "version": 1, "reason": ""}
    many = {"act": "receive", "dry_run": True, "items": [named]}
    right = C.REPORT_RECEIVE
    stage.bulk = queue(actor=cast.chenjing, kind=BULK_JOB.key, params=many, lo=own.lo, capability=right)
    for place, unit in stage.units.items():
        _marked(unit, place)
    return stage


def _city_administrators() -> None:
    security = actor_for(User.objects.get(username="anquan").pk, fresh=True)
    for username, name, role in (("anlan", "安岚", "security_admin"), ("shenlan", "申岚", "audit_admin")):
        user = User.objects.create(username=username, name=name, must_change_password=False)
        grant_role(actor=security, user=user, unit=world.unit(world.LANZHOU), role=role)


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
        number=f"{kind}〔2026〕40号",
        title="关于定期报送的通知",
        issued_on=clock.today(),
        levels=["city", "county"] if kind == "half_year" else ["city", "county", "township"],
        rhythm=rhythm,
    )
    found = ReportKind.objects.get(key=kind, current=True)
    return plan_series(actor=actor, kind=found, scope=world.unit(scope), notice=notice)


def _seat(stage: Stage) -> None:
    """A holder of the first post everywhere; the second is vacant at the sister and in the other province."""
    for place, unit in stage.units.items():
        post = Post.objects.get(unit=unit, key="village_secretary" if place == VILLAGE else "party_secretary")
        tenure = Tenure.objects.filter(post=post).first()
        if tenure is None:
            tenure = appoint(actor=SYSTEM, post=post, person=NewPerson(f"任{unit.name[:2]}"), since=SINCE)
        stage.tenures[place] = tenure
        stage.posts[place] = Post.objects.filter(unit=unit).exclude(pk=post.pk).first() or post
    stage.grants = {
        place: Grant.objects.get(user__username=username, source="") for place, username in GRANT_OF.items()
    }


def _marked(unit: Unit, place: str) -> None:
    """One entry of the record about the place, to be found again by its reason."""
    set_short_name(
        actor=SYSTEM, unit=unit, short_name=f"简{place}", reason=f"缘由{place}", version=unit.version
    )
    unit.refresh_from_db()


def _tokens(stage: Stage) -> None:
    security = actor_for(User.objects.get(username="anquan").pk, fresh=True)
    for username in sorted(EVERYBODY):
        user = stage.cast.user(username)
        owner = actor_for(user.pk)
        token, text = issue_token(
            actor=security,
            user=user,
            label=f"{username} in tests",
            capabilities=[str(c) for c in C if owner.has(c) and not c.in_person],
            unit=world.unit(world.NATION),
            expires_at=clock.now() + timedelta(days=30),
        )
        stage.tokens[username], stage.texts[username] = token, text


STEPS = {
    "drafted": lambda cast, cycle: None,
    "review": lambda cast, cycle: story.filing.send(actor=cast.wangfang, obligation=story.owed(cycle)),
    "signing": lambda cast, cycle: _signing(cast, cycle),
    "signed": lambda cast, cycle: _signed(cast, cycle),
    "submitted": lambda cast, cycle: _submitted(cast, cycle),
    "received": lambda cast, cycle: _received(cast, cycle),
}


def tell(stage: Stage, step: str) -> None:
    """Goes on with the town's report from the draft to the step."""
    STEPS[step](stage.cast, stage.cycles[GANSU])


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


def day(n: int) -> str:
    return days(n).isoformat()
