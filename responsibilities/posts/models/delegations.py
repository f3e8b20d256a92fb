"""Who signs for whom: a holder's written word that another principal of the unit signs for the post, for some days."""

import uuid
from datetime import date

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from revitalization.kit import clock
from revitalization.kit.involvement import WHO
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import fixed, stays

GIVEN_IN_PERSON = pgtrigger.Trigger(
    name="delegation_by_holder",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[WHO, ("today", "date := (baton_now() AT TIME ZONE 'Asia/Shanghai')::date")],
    func="""
        IF who IS NULL OR NOT EXISTS (
            SELECT 1 FROM posts_tenure t JOIN posts_person p ON p.id = t.person_id
            WHERE t.post_id = NEW.post_id AND t.person_id = NEW.giver_id AND p.user_id = who
            AND today BETWEEN t.since AND coalesce(t.until, 'infinity'::date)
        ) THEN
            RAISE EXCEPTION 'only the holder of a post lets another sign for it' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations by place, and those in force on a day."""

    def within(self, reach: Reach) -> "DelegationQuerySet":
        """Those for posts of units within the reach."""
        return self.filter(reach.q("post__lo"))

    def on(self, day: date) -> "DelegationQuerySet":
        """Those in force on the day: not ended, and whoever gave it still holds the post.

        One person at most holds a post on a day, so that no row comes twice.
        """
        holds = Q(post__tenures__until__isnull=True) | Q(post__tenures__until__gte=day)
        return self.filter(
            holds,
            since__lte=day,
            until__gte=day,
            ended_at__isnull=True,
            post__tenures__since__lte=day,
            post__tenures__person=F("giver"),
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Delegation(models.Model):
    """The holder of a post authorises another principal of the unit in writing to sign for it (委托签发).

    From `since` to `until`, both included, with the reason; `ended_at` when it was taken back before. It also ends
    with the giver's time in the post.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey("posts.Post", models.PROTECT, related_name="delegations", db_index=False)
    giver = models.ForeignKey("posts.Person", models.PROTECT, related_name="+")
    to = models.ForeignKey("posts.Person", models.PROTECT, related_name="+")
    since = models.DateField(_("First day"))
    until = models.DateField(_("Last day"))
    reason = models.CharField(_("Reason"), max_length=300)
    given_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_period"),
            models.CheckConstraint(condition=~Q(giver=F("to")), name="delegation_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="delegation_has_reason"),
        ]
        indexes = [models.Index(fields=["post", "-since"], name="delegation_by_post")]
        triggers = [
            GIVEN_IN_PERSON,
            fixed("delegation_is_what_it_is", but=["ended_at", "version"]),
            stays("delegation_stays"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.to} {self.since:%Y-%m-%d}"

    @property
    def lo(self) -> int:
        """The position of the post's unit, by which rights are asked."""
        return self.post.lo
