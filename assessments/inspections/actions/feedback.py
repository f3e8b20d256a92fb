"""The feedback of an inspection: one letter under a number, and with it every finding that was put before its unit."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.inspections import rules
from assessments.inspections.actions.findings import act_on
from assessments.inspections.models import Feedback, Finding, Inspection, Paper
from assessments.inspections.queries.facts import inspection_facts
from assessments.inspections.queries.findings import with_right_below
from assessments.inspections.rules.findings import DRAFTED, ON_SPOT
from assessments.inspections.rules.objections import last_day
from responsibilities.ledger.queries.facts import days_off
from responsibilities.numbers.queries import refuse_taken
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import perform
from revitalization.kit.ports import Telling, tell
from revitalization.kit.words import N_, Words
from revitalization.kit.workdays import add_working_days

FED_BACK = N_(
    "The feedback of %(title)s (%(document)s) names %(n)s problems of %(unit)s; objections until %(day)s."
)
PLAN_DAYS = 15
"""Working days after the feedback within which the unit sends its plans."""
TEXTS = {"overall": 2000, "causes": 2000, "demands": 2000}


def feed_back(
    *,
    actor: Actor,
    inspection: Inspection,
    document_number: str,
    overall: str = "",
    causes: str = "",
    demands: str = "",
    contact: str = "",
    version: int | None = None,
) -> Inspection:
    """Sends the feedback under the letter's number; from this day the units have thirty days to object.

    Raises as `perform`; `Invalid` for a part of the letter that is missing or a number that is taken, `Refused`
    naming how many sheets were neither put before the unit nor thrown away.
    """
    number = full_number(document_number, "document_number") if document_number.strip() else ""
    texts = {"overall": overall.strip(), "causes": causes.strip(), "demands": demands.strip()}
    missing = [name for name, text in texts.items() if not text]
    if missing:
        raise Invalid(errors=[FieldError(name, _("This is required here."), "required") for name in missing])

    def send(row: Any) -> None:
        refuse_taken(row.issuer, number, "document_number")
        drafts = Finding.objects.filter(inspection=row, status=DRAFTED).count()
        if drafts:
            said = _("%(n)s sheets were neither put before the unit nor thrown away.")
            raise Refused(said % {"n": drafts})
        row.fed_back_on = clock.today()

    with transaction.atomic():
        done = perform(
            rules.INSPECTION,
            "feed_back",
            inspection,
            actor=actor,
            version=version,
            given={"document_number": number},
            facts=lambda row: inspection_facts(row, actor),
            apply=send,
            label=str(inspection),
        )
        _letter(actor, done, number, texts, contact.strip())
        _findings(with_right_below(actor, done, C.INSPECT_PLAN), done, number)
    return done


def _letter(actor: Actor, row: Inspection, number: str, texts: dict[str, str], contact: str) -> None:
    today = clock.today()
    written = {"number": number, "by_id": actor.user_id, "by_name": actor.name, "dated_on": today}
    title = f"关于{row.title}的反馈意见"
    Paper.objects.create(what="feedback", issuer_id=row.issuer_id, key=row.key, title=title, **written)
    plan_by = add_working_days(days_off(today.year, today.year + 1), today, PLAN_DAYS)
    Feedback.objects.create(inspection=row, plan_by=plan_by, contact=contact, **texts, **written)


def _findings(actor: Actor, row: Inspection, number: str) -> None:
    """Every finding goes with it; each unit is told once, with how many are its own."""
    today = clock.today()

    def sent(found: Any) -> None:
        found.fed_back_on = today

    by_unit: dict[int, list[Finding]] = {}
    for found in Finding.objects.full().filter(inspection=row, status__in=ON_SPOT).order_by("sequence"):
        act_on("feed_back", actor, found, None, apply=sent)
        by_unit.setdefault(found.unit_id, []).append(found)
    for mine in by_unit.values():
        tell(_telling(row, mine, number, today))


def _telling(row: Inspection, mine: list[Finding], number: str, today: date) -> Telling:
    from_unit = mine[0].unit
    values = {
        "title": row.title,
        "document": number,
        "n": len(mine),
        "unit": from_unit.name,
        "day": last_day(today).isoformat(),
    }
    return Telling(
        f"inspection.feed_back:{row.pk}:{from_unit.pk}",
        "finding",
        from_unit.lo,
        Words(FED_BACK, values),
        f"/inspections/findings/?inspection={row.key}",
        capability=C.INSPECT_READ,
    )
