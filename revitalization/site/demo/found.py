"""What the inspections of the demonstration found: sheets, the units' views, feedback, an objection, the ledger.

Told after the inspection of that title went on site, by its own team and by whoever holds the role at the unit on that
day; without them the story stands still.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid5

from assessments.inspections.actions import feedback, findings, objections, rectifying, reporting, sisters
from assessments.inspections.actions.sheets import Sheet
from assessments.inspections.models import Finding, Inspection, Member
from assessments.inspections.models.mending import REGISTERED
from assessments.inspections.queries.teams import ever_on_team
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.models import Item
from responsibilities.numbers.queries import next_free
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from revitalization.site.demo.chapters import Chapter
from revitalization.site.demo.problems import BACK, LETTER, PROBLEMS, Told

DEVICE = UUID("5b0c6a57-3d0c-4a2e-8a53-8f0d7a1b2c3d")


def next_number(unit: Unit) -> str:
    """The next number of the supervision office's papers in the year."""
    year = clock.today().year
    return next_free(unit, ("inspection_plan", "inspection"), year) or f"甘农领督〔{year}〕1号"


def found_in(now: datetime, title: str, ago: int) -> Iterator[Chapter]:
    """What follows the first day on site, so many days ago, as far as it lies in the past."""
    steps = (
        (0, _record), (2, _answer), (12, _feed_back), (13, _rectify), (20, _object), (34, _decide), (45, _rectify),
        (46, _offer), (50, _plan), (58, _agree), (70, _report),
        (75, _report_back),
    )  # fmt: skip
    for after, run in steps:
        if ago - after > 0:
            yield Chapter(_at(now, ago - after), partial(run, title))


def _at(now: datetime, ago: int) -> datetime:
    """Three in the afternoon so many days ago."""
    day = clock.local(now).date() - timedelta(days=ago)
    return datetime.combine(day, time(15), tzinfo=clock.SHANGHAI)


def _inspection(title: str, status: str) -> Inspection | None:
    return Inspection.objects.full().filter(title=title, status=status).order_by("-pk").first()


def _holder(role: str, unit: Unit) -> Actor | None:
    grants = Grant.objects.on(clock.today()).filter(role=role, content_object=unit)
    found = grants.select_related("user").order_by("pk").first()
    return actor_for(found.user_id) if found else None


def _findings(row: Inspection, *states: str) -> list[Finding]:
    return list(Finding.objects.full().filter(inspection=row, status__in=states).order_by("sequence"))


def _record(title: str) -> tuple[()]:
    """Each group records two problems at each of its units and puts them before the unit."""
    row = _inspection(title, "on_site")
    if row is None:
        return ()
    told = iter(PROBLEMS)
    for target in row.targets.filter(live=True).select_related("unit").order_by("from_on", "lo"):
        team: list[Member] = list(
            row.members.filter(standing=True, group=target.group).order_by("-leads", "pk")
        )
        everybody = list(row.members.filter(standing=True, group__gt=0).order_by("pk"))
        pair = [*team, *(one for one in everybody if one not in team)][:2]
        for one in (next(told, None), next(told, None)):
            if one is not None and len(pair) == 2:
                _sheet(row, target.unit, pair, one)
    return ()


def _sheet(row: Inspection, unit: Unit, pair: list[Member], one: Told) -> None:
    actor = actor_for(pair[0].user_id)
    sheet = Sheet(
        place=_place(unit, PROBLEMS.index(one)),
        problem=one.problem,
        rule_broken=one.rule,
        evidence=one.evidence,
        category=row.categories[0] if row.categories else "",
        how_soon=one.how_soon,
        severity=one.severity,
        extent=one.extent,
        second=pair[1].user_id,
    )
    key = uuid5(DEVICE, f"{row.key}{unit.code}{one.problem}")
    try:
        made = findings.record(actor=actor, inspection=row, unit=unit.code, client_key=key, sheet=sheet)
        findings.put(actor=actor, finding=made)
    except Problem:
        # Somebody whose rights have ended since: nothing is found there.
        return


def _place(unit: Unit, n: int) -> str:
    """A village of the unit, with its township."""
    towns = Unit.objects.live().territorial().children_of(unit).filter(level="township").order_by("lo")
    town = towns[n % max(towns.count(), 1) :].first()
    if town is None:
        return unit.name
    village = (
        Unit.objects.live().territorial().children_of(town).filter(level="village").order_by("lo").first()
    )
    return f"{town.name}{village.name}" if village else town.name


def _answer(title: str) -> tuple[()]:
    """Whoever files for the unit says what it holds of each."""
    row = _inspection(title, "on_site")
    by_problem = {one.problem: one for one in PROBLEMS}
    for found in _findings(row, "put") if row else []:
        filer, one = _holder("filer", found.unit), by_problem[found.problem]
        if filer is not None:
            findings.answer(
                actor=filer,
                finding=found,
                view=one.view,
                words=one.words,
                person=filer.name,
                post="县委农办干部",
            )
    return ()


def _feed_back(title: str) -> tuple[()]:
    """The office writes the letter."""
    row = _inspection(title, "on_site")
    office = _holder("supervisor", row.issuer) if row else None
    if row is not None and office is not None and _findings(row, "put", "answered"):
        feedback.feed_back(
            actor=office,
            inspection=row,
            document_number=next_number(row.issuer),
            contact="督查办",
            overall=LETTER["overall"],
            causes=LETTER["causes"],
            demands=LETTER["demands"],
        )
    return ()


def _rectify(_title: str) -> tuple[()]:
    rectifying.rectify()
    return ()


def _object(title: str) -> tuple[()]:
    """The first responsible person objects to what the unit holds to be untrue."""
    row = _inspection(title, "fed_back")
    for found in _findings(row, "fed_back") if row else []:
        head = _holder("principal", found.unit)
        if found.view == "untrue" and head is not None:
            objections.object_to(actor=head, finding=found, reason=found.view_words, evidence="机井维修单")
    return ()


def _decide(title: str) -> tuple[()]:
    """Somebody of the office who was not on the team decides."""
    row = _inspection(title, "fed_back")
    for found in _findings(row, "objected") if row else []:
        office = _holder("supervisor", found.inspection.issuer)
        if office is not None and not ever_on_team(office, found.inspection):
            objections.keep(
                actor=office,
                objection=found.objection,
                reason="维修单日期在检查之后，检查当日机井不能使用，维持原问题。",
            )
    return ()


def _offer(title: str) -> tuple[()]:
    """A common problem is offered to the other inspected units."""
    row = _inspection(title, "fed_back")
    common = (
        [found for found in _findings(row, "listed", "fed_back") if found.extent == "common"] if row else []
    )
    office = _holder("supervisor", row.issuer) if row else None
    if row is not None and office is not None and common:
        codes = [
            one.unit.code for one in row.targets.select_related("unit") if one.unit_id != common[0].unit_id
        ]
        if codes:
            sisters.offer(actor=office, finding=common[0], codes=codes)
    return ()


def _items(title: str, *states: str) -> list[Item]:
    row = _inspection(title, "fed_back")
    keys = [found.key for found in _findings(row, "listed")] if row else []
    rows = Item.objects.full().filter(
        matter__origin_kind="finding", matter__origin_key__in=keys, status__in=states
    )
    return list(rows.order_by("pk"))


def _plan(title: str) -> tuple[()]:
    """The unit takes each on and sends its plan."""
    for item in _items(title, "issued"):
        filer = _holder("filer", item.unit)
        if filer is None:
            continue
        working.accept(actor=filer, item=item)
        item = Item.objects.full().get(pk=item.pk)
        if item.matter.plan:
            measures = f"成立整改专班，对“{item.matter.title[:20]}”逐项核实，落实责任人和经费，一个月内完成。"
            working.send_plan(actor=filer, item=item, measures=measures, person=filer.name)
    return ()


def _agree(title: str) -> tuple[()]:
    """The office that issued it agrees to the plans."""
    for item in _items(title, "planned"):
        office = _holder("supervisor", item.matter.issuer)
        if office is not None:
            judging.agree_plan(actor=office, item=item)
    return ()


def _report(title: str) -> tuple[()]:
    """Half of them are under way, one is put right and waits for its check."""
    for at, item in enumerate(_items(title, "running")):
        filer, head = _holder("filer", item.unit), _holder("principal", item.unit)
        if filer is None:
            continue
        done = at == 0 and head is not None
        working.report_progress(
            actor=filer, item=item, percent="100" if done else "60", words="整改措施按方案推进。"
        )
        if done and head is not None:
            working.declare(
                actor=head,
                item=Item.objects.full().get(pk=item.pk),
                words="问题已整改到位，管护责任落实到人。",
                effect="建立日常管护制度，群众反映良好。",
            )
    return ()


def _report_back(title: str) -> tuple[()]:
    """Each unit with problems on the ledger reports to the office how they are put right."""
    row = _inspection(title, "fed_back")
    units = {found.unit.pk: found.unit for found in _findings(row, "listed")} if row else {}
    for unit in units.values():
        filer, head = _holder("filer", unit), _holder("principal", unit)
        if row is None or filer is None or head is None:
            continue
        year = clock.today().year
        reporting.report_back(
            actor=filer,
            inspection=row,
            unit=unit,
            document_number=next_free(unit, (REGISTERED,), year) or f"{unit.name[0]}整改〔{year}〕1号",
            signer=head.name,
            **BACK,
        )
    return ()
