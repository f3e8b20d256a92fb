"""Failed work done again at the word of whoever runs the system."""

from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import may_repeat
from responsibilities.jobs.rules import JobStatus
from responsibilities.roles import Capability
from revitalization.kit import ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict
from revitalization.kit.perform import recorded
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY


def repeat(*, actor: Actor, job: Job) -> Job:
    """Queues a failed job anew, once, for the account that asked for it and with the rights it has then.

    On the record with the reasons of the failure. Raises `Forbidden`, or `Conflict` when it has not failed, was
    repeated before, or what it was made of has gone with the failure.
    """
    actor.require(Capability.SYSTEM_RUN, Span(0, 0))
    with transaction.atomic():
        row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if row.state != JobStatus.FAILED:
            raise Conflict(_("It has not failed, or is being done again already."))
        if row.repeats:
            raise Conflict(
                _("It has been done again once. Look for the cause before anybody requests it anew.")
            )
        if not may_repeat(row):
            raise Conflict(_("What it was made of is gone. Whoever requested it must send it again."))
        label = REGISTRY.job(row.kind).label
        failed = {"reasons": row.reasons, "trace": row.trace}
        entry = ports.Entry("job.repeat", actor, ("job", str(row.public_id)), label, row.lo, before=failed)
        with recorded(entry):
            row.state, row.attempts, row.repeats = JobStatus.QUEUED, 0, row.repeats + 1
            row.started_at = row.ended_at = None
            row.done = row.total = 0
            row.reasons, row.trace = [], ""
            row.save()
    return row
