"""Stored next times of timed work, long work and its progress, and answers kept for repeated requests."""

import uuid
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from responsibilities.jobs.rules import OPEN, JobStatus
from revitalization.kit import clock
from revitalization.kit.reach import Reach, Span

RESULTS = "jobs/"
"""Where results lie under the folder of files."""


class NextRun(models.Model):
    """When one sweep runs next, and how its last run went. `touched`: rows its last run changed."""

    key = models.CharField(max_length=64, primary_key=True)
    next_at = models.DateTimeField(db_default=clock.Now())
    last_started = models.DateTimeField(null=True)
    last_done = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    failures = models.PositiveIntegerField(default=0)
    touched = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by who asked, by place, or not yet at their end."""

    def asked_for_by(self, user_id: int | None) -> "JobQuerySet":
        """Those queued by this account; with None those that the system queued."""
        return self.filter(asked_by_id=user_id)

    def within(self, reach: Reach) -> "JobQuerySet":
        """Those whose whole place lies in the reach."""
        inside = Q(pk__in=[])
        for span in reach.spans():
            inside |= Q(lo__gte=span.lo, lo__lte=span.hi) & (Q(hi__isnull=True) | Q(hi__lte=span.hi))
        return self.filter(inside)

    def open(self) -> "JobQuerySet":
        """Waiting or running."""
        return self.filter(state__in=OPEN)


class Job(models.Model):
    """One piece of long work.

    `lo` (or the whole span `lo..hi`) and `capability` say where and with what right it works: asked again when
    it runs and when its result is fetched. `source` is the post it was asked in, `ceiling` the limits of the
    token it was asked with. `reasons` is a list of {field, row, code, message} when it failed, `trace` the last
    lines of a fault of the system, without values. `repeats` counts how often an administrator queued it again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default=JobStatus.QUEUED.value)
    lo = models.BigIntegerField()
    hi = models.BigIntegerField(null=True)
    capability = models.CharField(max_length=32, default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=64, default="")
    ceiling: Any = models.JSONField(null=True)
    via = models.CharField(max_length=16, default="html")
    request_id = models.CharField(max_length=64, default="")
    params: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    result: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reasons: Any = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    file = models.FileField(upload_to=RESULTS, max_length=200, blank=True, default="")
    file_name = models.CharField(max_length=200, default="")
    trace = models.TextField(default="", db_default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveSmallIntegerField(default=0, db_default=0)
    queued_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in JobStatus]), name="job_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at__isnull=True)
                | ~Q(state__in=OPEN) & Q(ended_at__isnull=False),
                name="job_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=OPEN), name="job_open"),
            models.Index(fields=["asked_by", "-id"], name="job_by_person"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="job_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def span(self) -> Span:
        """The place it works on."""
        return Span(self.lo, self.lo if self.hi is None else self.hi)

    @property
    def is_open(self) -> bool:
        """Whether it is waiting or running."""
        return self.state in OPEN


class SentWorkbook(models.Model):
    """A workbook that somebody sent in: checked by one job, carried out by another.

    `data` holds its bytes until the work on it has ended, an hour at most; then the row only says what came of it.
    `changes` is the list of what it would change, packed, as it is shown before it is confirmed; a week at most.
    `language` is the one its reasons are written in.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8)
    data = models.BinaryField(null=True)
    changes = models.BinaryField(null=True)
    check_job = models.OneToOneField(Job, models.PROTECT, related_name="+")
    import_job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer to one request that may be sent again: `owner` is the account or token that sent it."""

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    body_digest = models.CharField(max_length=64)
    http_status = models.PositiveSmallIntegerField(null=True)
    response: Any = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return self.key
