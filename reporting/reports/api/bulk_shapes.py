"""Shapes of bodies and answers about many reports at once."""

from typing import Any

from rest_framework import serializers

from reporting.reports.api.shapes import REASON
from responsibilities.jobs.rules import JobStatus
from revitalization.kit.api.bodies import Body, Flag, Text, Whole
from revitalization.kit.api.described import ErrorShape

MOST_QUEUED = 20_000
"""Reports of one bulk act at most."""
JOB_STATES = [state.value for state in JobStatus]


class BulkItem(Body):
    """One report of a bulk act, with the version that was read."""

    cycle = Text(max_length=64)
    code = Text(max_length=20)
    version = Whole(min_value=1)
    reason = Text(required=False, max_length=REASON, default="", help_text="A remark; only to accept.")


class BulkBody(Body):
    """One act on many reports: all or none. Over 1,000 it is done by a job."""

    act = serializers.ChoiceField(choices=["receive", "accept"])
    items: Any = serializers.ListSerializer(child=BulkItem(), min_length=1, max_length=MOST_QUEUED)
    dry_run = Flag(required=False, default=False, help_text="true: say what would happen, change nothing.")


class BulkDone(serializers.Serializer):
    """One report after the act."""

    cycle = serializers.CharField()
    code = serializers.CharField()
    status = serializers.CharField()
    version = serializers.IntegerField()


class BulkShape(serializers.Serializer):
    """The reports after the act."""

    dry_run = serializers.BooleanField()
    count = serializers.IntegerField()
    results = BulkDone(many=True)


class BulkQueuedShape(serializers.Serializer):
    """The job that will do it."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=JOB_STATES)
    count = serializers.IntegerField(help_text="How many reports were named.")


class BulkJobShape(BulkQueuedShape):
    """How far the job is, and what came of it."""

    act = serializers.CharField()
    dry_run = serializers.BooleanField()
    done = serializers.IntegerField(
        help_text="Reports it has been through so far; they count when it is done."
    )
    queued_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    results = BulkDone(many=True, help_text="When it is done: the reports the reader may still read.")
    errors = ErrorShape(many=True)  # type: ignore[assignment]
