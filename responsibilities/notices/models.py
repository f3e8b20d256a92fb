"""Notices inside the product, the outbox of what leaves it by mail, and announcements."""

import uuid
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from responsibilities.notices.rules import DeliveryState
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Span
from revitalization.kit.triggers import filled_once, fixed, stays


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices as one person may see them, or not yet read."""

    def for_actor(self, actor: Actor) -> "NoticeQuerySet":
        """The person's own notices that lie within the present reach: a right that has ended hides its notices."""
        alike: dict[tuple[Span, ...], list[str]] = {}
        for capability in Capability:
            alike.setdefault(tuple(actor.reach(capability).spans()), []).append(capability)
        shown = Q(capability="")
        for spans, capabilities in alike.items():
            if spans:
                shown |= Q(capability__in=capabilities, lo__inside=spans)
        return self.filter(shown, recipient_id=actor.user_id)

    def unread(self) -> "NoticeQuerySet":
        """Those that their reader has not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One happening told to one person, once.

    `event` names the happening; `title` and `values` are translated when shown; `capability` is the right
    through which the person is told ("": told by name) and `lo` the place it is about. `work_of` names as
    `<kind>:<key>` the subject on which there is something to do ("": news); when that is done, the notice is closed.
    """

    event = models.CharField(max_length=120)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=300)
    values: Any = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    url = models.CharField(max_length=300)
    capability = models.CharField(max_length=32, default="")
    lo = models.BigIntegerField()
    work_of = models.CharField(max_length=100, default="", db_default="")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["event", "recipient"], name="notice_once")]
        indexes = [
            models.Index(fields=["recipient", "id"], name="notice_by_person"),
            models.Index(fields=["recipient", "id"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(
                fields=["work_of"],
                condition=Q(read_at__isnull=True) & ~Q(work_of=""),
                name="notice_open_work",
            ),
        ]

    def __str__(self) -> str:
        return self.event


class Delivery(models.Model):
    """One message that leaves by mail: the digest of what a person had not read on a day.

    `message_id` never changes between attempts, so that a receiver can drop a second copy. `upto` is the
    newest notice it covers.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    notices = models.IntegerField()
    upto = models.BigIntegerField()
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, default=DeliveryState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=clock.Now())
    last_error = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["recipient", "day"], name="delivery_once_a_day"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="delivery_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(F("recipient"), F("upto").desc(), name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Announcement(models.Model):
    """What whoever runs the system tells everybody, or the people of one unit and all below it, for a time.

    Shown from `begins_at` until `ends_at`, or until it was taken back. `unit` None: everybody, also who is not signed
    in yet. `urgent`: nobody puts it away. `work_from` and `work_until`: a maintenance window, both or none.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=1000, blank=True, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    urgent = models.BooleanField(default=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    work_from = models.DateTimeField(null=True)
    work_until = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="announcement_has_title"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="announcement_ends_later"),
            models.CheckConstraint(
                condition=Q(work_from__isnull=True, work_until__isnull=True)
                | Q(work_from__isnull=False, work_until__gt=F("work_from")),
                name="announcement_whole_window",
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="announcement_by_end")]
        triggers = [stays(), fixed(but=["taken_back_at"]), filled_once("taken_back_at")]

    def __str__(self) -> str:
        return self.title


class PutAway(models.Model):
    """One person need not see the announcement any more."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="put_away_once")]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.user_id}"
