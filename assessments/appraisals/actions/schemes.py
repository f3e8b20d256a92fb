"""The course of a scheme: drawn up, sent for approval, approved by another, published, replaced by a new edition."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.appraisals.actions.banning import refuse_banned
from assessments.appraisals.actions.told import telling
from assessments.appraisals.models import Scheme, SchemePaper
from assessments.appraisals.queries.facts import scheme_facts
from assessments.appraisals.rules import course
from assessments.appraisals.rules.assessed import assesses
from assessments.appraisals.rules.content import Content
from responsibilities.notices.actions.telling import tell_many
from responsibilities.numbers.queries import refuse_taken
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import perform, recorded
from revitalization.kit.ports import Entry
from revitalization.kit.words import N_

TO_APPROVE = N_("The scheme %(title)s waits for your approval.")
APPROVED = N_("The scheme %(title)s is approved; publish it under its number.")
SENT_BACK = N_("The scheme %(title)s was sent back: %(reason)s")
PUBLISHED = N_("The scheme %(title)s is published: %(number)s.")


def act_on(
    key: str,
    actor: Actor,
    scheme: Scheme,
    version: int | None,
    told: tuple[str, C] | None = None,
    **more: Any,
) -> Scheme:
    """One act of the workflow on the scheme; `told` is the notice and whom it goes to. Raises as `perform`."""
    reason = more.get("reason", "")

    def tellings(row: Any) -> list[Any]:
        if told is None:
            return []
        values = {"title": str(row), "reason": reason[:200], "number": row.number}
        return [telling(actor, row, key, told[0], told[1], values)]

    return perform(
        course.SCHEME,
        key,
        scheme,
        actor=actor,
        version=version,
        facts=lambda row: scheme_facts(row, actor),
        tellings=tellings,
        label=str(scheme),
        **more,
    )


def draw_up(
    *,
    actor: Actor,
    issuer: Unit,
    name: str,
    content: Content,
    source: str = "",
    copied_from: Scheme | None = None,
    again: bool = False,
) -> Scheme:
    """Begins a scheme of the issuer with this content; `source` is the file it was read from.

    `again`: of a form that may be sent twice; the same content by the same person, unchanged since, is given back.
    Raises `Forbidden` or `Hidden`; `Refused` where the issuer assesses nobody; `Invalid` where another scheme of that
    name is there or a criterion is of a banned kind.
    """
    actor.require(C.ASSESS_DESIGN, issuer, sees=C.UNIT_READ)
    if not assesses(issuer.level):
        raise Refused(_("%(unit)s assesses no units below it.") % {"unit": issuer.name})
    refuse_banned(content)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=issuer.pk)
        kept = Scheme.objects.filter(issuer=issuer, name=name).exclude(status=course.DISCARDED)
        there = kept.order_by("edition").last()
        if again and there is not None and _is_same(there, actor, content):
            return there
        if there is not None:
            said = _(
                "There is a scheme with this key already; choose another, or draw up a new edition of it."
            )
            raise Invalid(errors=[FieldError("name", said, "twice")])
        row = _new(actor, issuer, name, content, source=source, copied_from=copied_from)
        with recorded(_entry("draw_up", actor, row)) as entry:
            row.save()
            entry.after = {"edition": row.edition, "year": row.year}
    return row


def _is_same(there: Scheme, actor: Actor, content: Content) -> bool:
    return there.version == 1 and there.written_by_id == actor.user_id and there.content == content


def _new(actor: Actor, issuer: Unit, name: str, content: Content, **more: Any) -> Scheme:
    head = content["scheme"]
    last = Scheme.objects.filter(issuer=issuer, name=name).aggregate(last=Max("edition"))["last"] or 0
    # A discarded first edition leaves its number; the next one has none before it.
    edition = last + 1
    return Scheme(
        key=f"{issuer.code}-{name}-v{edition}",
        issuer=issuer,
        lo=issuer.lo,
        hi=issuer.hi,
        name=name,
        edition=edition,
        year=int(head["year"]),
        title=str(head["title"]),
        content=content,
        written_by_id=actor.user_id,
        **more,
    )


def _entry(verb: str, actor: Actor, row: Scheme) -> Entry:
    return Entry(f"assessment_scheme.{verb}", actor, ("assessment_scheme", row.key), str(row), row.lo)


def submit(*, actor: Actor, scheme: Scheme, version: int | None = None) -> Scheme:
    """Sends the scheme for approval. Raises as `perform`; `Refused` while it is incomplete, with the first fault."""
    return act_on("submit", actor, scheme, version, told=(TO_APPROVE, C.ASSESS_APPROVE))


def approve(*, actor: Actor, scheme: Scheme, version: int | None = None) -> Scheme:
    """Approves the scheme; whoever had a part in it does not. Raises as `perform`."""

    def sign(row: Any) -> None:
        row.approved_by_id, row.approved_on = actor.user_id, clock.today()

    return act_on("approve", actor, scheme, version, told=(APPROVED, C.ASSESS_DESIGN), apply=sign)


def send_back(*, actor: Actor, scheme: Scheme, reason: str, version: int | None = None) -> Scheme:
    """Sends the scheme back to those who write it, also once it was approved: a unit may have ended before it is
    published. Raises as `perform`.
    """

    def unsign(row: Any) -> None:
        row.approved_by_id = row.approved_on = None

    told = (SENT_BACK, C.ASSESS_DESIGN)
    return act_on("send_back", actor, scheme, version, told=told, reason=reason, apply=unsign)


def discard(*, actor: Actor, scheme: Scheme, reason: str, version: int | None = None) -> Scheme:
    """Discards a draft; it stays readable for the office. Raises as `perform`."""
    return act_on("discard", actor, scheme, version, reason=reason)


def publish(*, actor: Actor, scheme: Scheme, document_number: str, version: int | None = None) -> Scheme:
    """Publishes the scheme under a number of the issuer; the edition before it is replaced, rounds keep theirs.

    Raises as `perform`; `Invalid` where another document bears the number or the scheme itself names another one.
    """
    number = full_number(document_number, "document_number") if document_number.strip() else ""

    def issue(row: Any) -> None:
        refuse_taken(row.issuer, number, "document_number")
        _own_number(row, number)
        row.number, row.published_on = number, clock.today()
        SchemePaper.objects.create(
            scheme=row,
            issuer=row.issuer,
            key=row.key,
            number=number,
            title=str(row),
            dated_on=row.published_on,
            by_id=actor.user_id,
            by_name=actor.name,
        )

    with transaction.atomic():
        if scheme.before_id and scheme.before is not None and scheme.before.status == course.PUBLISHED:
            act_on("supersede", actor, scheme.before, None, within="publish")
        row = act_on("publish", actor, scheme, version, given={"document_number": number}, apply=issue)
        _tell_the_assessed(row)
    return row


_TOLD = """
SELECT 'appraisals.publish:' || s.key || ':' || u.id AS event, u.id AS place, u.lo,
       '/assessment/schemes/' || s.key || '/' AS url,
       jsonb_build_object('title', s.title, 'number', s.number) AS "values"
FROM appraisals_scheme s
CROSS JOIN LATERAL jsonb_array_elements(s.content -> 'group') g
CROSS JOIN LATERAL jsonb_array_elements_text(g -> 'units') c
JOIN units_unit u ON u.code = c AND u.valid_to IS NULL
WHERE s.id = %(scheme)s
"""


def _tell_the_assessed(row: Scheme) -> None:
    """The units of the scheme hear of it: those who write for them and who answer for them."""
    for right in (C.REPORT_DRAFT, C.REPORT_SIGN):
        tell_many(
            places=_TOLD,
            params={"scheme": row.pk},
            kind="appraisals",
            title=PUBLISHED,
            capability=right,
            shown_by=C.ASSESS_READ,
        )


def _own_number(row: Scheme, number: str) -> None:
    """The number stands in the scheme itself, which is what is exported."""
    head: Mapping[str, Any] = row.content["scheme"]
    if named := head.get("document"):
        if named != number:
            said = _("The scheme itself names %(number)s as its document.") % {"number": named}
            raise Invalid(errors=[FieldError("document_number", said)])
        return
    row.content = {**row.content, "scheme": {**head, "document": number}}
    row.source = ""


def revise(*, actor: Actor, scheme: Scheme, reason: str, version: int | None = None) -> Scheme:
    """Begins the next edition of a published scheme with the reason; this one holds until that is published.

    Returns the new edition. Raises as `perform`; `Refused` where one is on its way.
    """
    made: list[Scheme] = []

    def begin(row: Any) -> None:
        head = {name: it for name, it in row.content["scheme"].items() if name != "document"}
        content = {**row.content, "scheme": head}
        made.append(_new(actor, row.issuer, row.name, content, before=row, reason=reason.strip()))
        made[0].save()

    act_on("revise", actor, scheme, version, reason=reason, apply=begin)
    return made[0]
