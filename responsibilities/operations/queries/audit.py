"""What the audit administrator reads: the record with the units' names, and what was verified."""

from collections.abc import Collection
from dataclasses import replace

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from responsibilities.access.queries.listing import within_called
from responsibilities.jobs.models import Job
from responsibilities.record.models import EntryQuerySet
from responsibilities.record.queries.listing import TABLE, RecordPage
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Filter, Rows
from revitalization.kit.reach import Span

VERIFY_JOB, RECORD_JOB, EVENTS_JOB = "record.verify", "record.export", "events.export"
TOP = Span(0, 0)
MOST_SHOWN = 10


def under(rows: Rows, text: str) -> Rows:
    """Entries on a unit of that name or code, or below it."""
    return rows.filter(within_called(text))


_WHEN, *_REST = TABLE.columns
RECORD = replace(
    TABLE,
    columns=(
        _WHEN,
        Column("unit", gettext_lazy("Unit"), value=lambda row: row["line"].unit, width="nowrap"),
        *_REST,
    ),
    filters=(*TABLE.filters, Filter("unit", gettext_lazy("Unit, with all below it"), under)),
    keep=(),
)


class AuditPage(RecordPage):
    """The record, each line with the name of its unit: one question more for a page, however long."""

    def __init__(self, actor: Actor, rows: EntryQuerySet, query: QueryDict) -> None:
        super().__init__(actor, rows, query, names_of, RECORD)


def names_of(places: Collection[int]) -> dict[int, str]:
    """The names of the units at these places, those in being before those that ended."""
    found = Unit.objects.filter(lo__in=places).order_by(F("valid_to").asc(nulls_last=True))
    return dict(found.values_list("lo", "name"))


def audited(actor: Actor) -> Span | None:
    """The widest part of the tree that the reader audits, on which exports are asked for; None: nothing."""
    return max(actor.reach(Capability.AUDIT_READ).spans(), key=lambda it: it.hi - it.lo, default=None)


def only_reads_the_record(actor: Actor) -> bool:
    """Whether the record is beside this reader's work: its entry then stands in the menu of the account."""
    return not actor.has(Capability.AUDIT_READ)


def verifies(actor: Actor) -> bool:
    """Whether this reader verifies the record, which is one whole: the right is held on the top of the tree."""
    return actor.can(Capability.AUDIT_READ, TOP)


def verifications() -> "QuerySet[Job]":
    """What was verified lately, whoever asked, the latest first."""
    return Job.objects.filter(kind=VERIFY_JOB).select_related("asked_by").order_by("-pk")[:MOST_SHOWN]
