"""What stands goes on the ledger: one item for each problem, however often it was found; a relapse reopens.

Rectification is the ledger's; nothing here closes anything.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from assessments.inspections.actions.findings import act_on
from assessments.inspections.models import Finding, Inspection, Objection
from assessments.inspections.queries.findings import with_right_below
from assessments.inspections.rules import findings as rules
from assessments.inspections.rules.objections import CHANGED, DAYS, KEPT
from responsibilities.ledger.actions import drawing, judging
from responsibilities.ledger.actions.brought import Brought, bring
from responsibilities.ledger.actions.drawn import Drawn
from responsibilities.ledger.models import Item, Kind
from responsibilities.ledger.rules import CLOSED, OPEN
from responsibilities.ledger.rules.guards import REOPENED_WITHIN
from responsibilities.record.rules import CLOCK_NAME
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem, Refused
from revitalization.kit.workdays import month_anchor

KIND = "rectification"
TARGET = "问题整改到位，举一反三，建立长效机制，防止反弹。"
"""What is to be reached, where a sheet says nothing else; papers are Chinese."""
SYSTEM = CLOCK_NAME


def list_finding(*, actor: Actor, finding: Finding) -> Item:
    """Puts one finding that is final on the ledger and gives its item; the same item where it is there already.

    A problem that was found before shares the item of that finding while it is open; closed within twelve months the
    item is reopened, later there is a new one. Raises as `perform`, `Refused` while it is not final.
    """
    with transaction.atomic():
        held = Finding.objects.select_for_update(of=("self",)).full().get(pk=finding.pk)
        if held.status == rules.LISTED and held.item is not None:
            return held.item
        if held.same_as is not None and held.same_as.status in rules.OPEN:
            # Said before anything is brought for it, which each run of the clock would take back.
            raise Refused(_("The finding it repeats is not settled yet."))
        item = held.item or _of_root(held) or _brought([held])[held.key]

        def write(row: Finding) -> None:
            row.item_id, row.listed_on = item.pk, clock.today()

        act_on("list", actor, held, None, apply=write)
    return item


def list_final(*, actor: Actor, inspection: Inspection) -> int:
    """Puts everything of the inspection that is final on the ledger, by whoever plans at the issuer; how many."""
    actor.require(C.INSPECT_PLAN, inspection, sees=C.INSPECT_READ, remit=inspection.remit)
    return _list_all(with_right_below(actor, inspection, C.INSPECT_PLAN), Q(inspection=inspection))


def rectify(day: date | None = None) -> int:
    """The clock: puts on the ledger what has become final since; how many. Safe to run twice and by two at once."""
    return _list_all(Actor.system(SYSTEM), Q(), day)


def _list_all(actor: Actor, among: Q, day: date | None = None) -> int:
    rows = list(
        Finding.objects.full()
        .filter(among, final_on(day or clock.today()))
        .order_by("issuer_lo", "pk")[:1_000]
    )
    done = 0
    # One batch for each issuer: matters are brought in a constant number of statements, then each finding is led on.
    for issuer in {row.issuer_lo: row for row in rows}:
        _brought(
            [
                row
                for row in rows
                if row.issuer_lo == issuer and row.same_as_id is None and row.item_id is None
            ]
        )
    # Roots first: what repeats them finds their item.
    for row in sorted(rows, key=lambda row: (row.same_as_id is not None, row.pk)):
        try:
            list_finding(actor=actor, finding=row)
        except Problem:
            # Objected to meanwhile, or the problem it repeats is not settled yet: another run takes it.
            continue
        done += 1
    return done


def final_on(day: date) -> Q:
    """Findings that stand by that day: urgent ones at once, others when the time for objections is over."""
    over = Q(fed_back_on__lt=day - timedelta(days=DAYS)) | Q(how_soon=rules.NOW)
    decided = Objection.objects.filter(status__in=(KEPT, CHANGED)).values("finding")
    return (Q(status=rules.FED_BACK) & over) | Q(status=rules.OBJECTED, pk__in=Subquery(decided))


def since_of(finding: Finding) -> date:
    """The day from which the finding is final: not before what it repeats is settled.

    What goes on the ledger is reckoned from it, so that units have the same days whenever the clock comes to it.
    """
    since, root = _own_since(finding), finding.same_as
    if root is None or root.fed_back_on is None:
        return since
    return max(since, _own_since(root))


def _own_since(finding: Finding) -> date:
    said = getattr(finding, "objection", None)
    fed_back_on = finding.fed_back_on or clock.today()
    return rules.final_since(finding.how_soon, fed_back_on, said.decided_on if said else None)


def _of_root(finding: Finding) -> Item | None:
    """The item of the problem that was found before, reopened where it was closed lately; None: it needs its own."""
    root = finding.same_as
    if root is None or root.item_id is None:
        return None
    item = Item.objects.full().get(pk=root.item_id)
    if item.status in OPEN:
        return item
    if item.status != CLOSED or item.closed_on is None:
        return None
    since = since_of(finding)
    if item.closed_on > since:
        # Closed while the clock stood: it was on that item by then and was put right with it.
        return item
    if clock.today() > month_anchor(item.closed_on, REOPENED_WITHIN):
        return None
    return relapse(Actor.system(SYSTEM), item, finding.number, rules.title_of(finding.words, 400), since)


def relapse(actor: Actor, item: Item, found: str, words: str, since: date | None = None) -> Item:
    """Reopens the item for what was found anew (number and words), on that day or today; raises as the ledger does."""
    today = clock.today()
    due_on = max((since or today) + timedelta(days=rules.ASIDE[rules.TERM]), today)
    return judging.reopen(
        actor=actor,
        item=item,
        reason=_("Found again: %(words)s") % {"words": words},
        new_due_on=due_on,
        place=found,
    )


def _brought(findings: Sequence[Finding]) -> dict[str, Item]:
    """The items of findings of one issuer, by the finding's key; what is there already is only given back."""
    if not findings:
        return {}
    kind = Kind.objects.get(key=KIND, current=True)
    issuer, since = findings[0].inspection.issuer, {row: since_of(row) for row in findings}
    found: dict[tuple[str, str], Item] = {}
    for year in sorted({day.year for day in since.values()}):
        found |= bring(
            actor=Actor.system(SYSTEM),
            kind=kind,
            issuer=issuer,
            year=year,
            brought=[
                Brought(row.unit, row.recorded_by_id, drawn_of(row, day))
                for row, day in since.items()
                if day.year == year
            ],
        )
    return {key: item for (_kind, key), item in found.items()}


def drawn_of(finding: Finding, since: date) -> Drawn:
    """What the ledger says of a finding that is to be put right from that day on."""
    letter, words = finding.inspection.feedback, finding.words
    return Drawn(
        title=rules.title_of(words),
        target=TARGET,
        measure="",
        start_on=since,
        due_on=since + timedelta(days=rules.ASIDE[finding.how_soon]),
        issued_on=letter.dated_on,
        supporting="",
        document_number=letter.number,
        document_title=f"关于{finding.inspection.title}的反馈意见",
        source=f"{finding.inspection.number}{finding.inspection.title}"[:120],
        categories=[finding.category] if finding.category else finding.inspection.categories,
        how_soon=finding.how_soon,
        severity=finding.severity,
        extent=finding.extent,
        basis=f"督查反馈意见（{letter.number}）",
        approval=f"督查反馈意见（{letter.number}）",
        origin=("finding", finding.key),
    )


def reword_item(item: Item, finding: Finding, objection: Objection) -> None:
    """The decision words the finding anew: so does the ledger, where it was there already, as a version of its own."""
    title = rules.title_of(finding.words)
    if item.matter.title != title and item.status in OPEN:
        drawing.revise(actor=Actor.system(SYSTEM), matter=item.matter, reason=objection.reason, title=title)


def cancel_item(finding: Finding, objection: Objection) -> None:
    """The finding no longer stands: its item is taken off the ledger, unless another finding still rests on it."""
    others = Finding.objects.filter(item=finding.item_id, status=rules.LISTED).exclude(pk=finding.pk)
    item = finding.item
    if item is not None and item.status in OPEN and not others.exists():
        judging.cancel(
            actor=Actor.system(SYSTEM),
            item=item,
            reason=objection.reason,
            document_number=objection.document_number,
        )
