"""Teams: each drawing by lot, and whom it gave to which group."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.inspections.models.inspections import Inspection
from revitalization.kit.triggers import fixed, stays, written_once
from revitalization.kit.written import WrittenRow


class Draw(WrittenRow):
    """One drawing of a team by lot: its seed, who could be drawn and what stood against whom; written once.

    `pool` maps the sign-in name to the name; `conflicts` has by sign-in name the units (by code) the person does not
    inspect, and why. From these the result can be drawn again.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    groups = models.PositiveSmallIntegerField()
    size = models.PositiveSmallIntegerField()
    pool = models.JSONField()
    conflicts = models.JSONField()

    class Meta(WrittenRow.Meta):
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="draw_once")]
        triggers = written_once("draw")

    def __str__(self) -> str:
        return self.seed


class MemberQuerySet(models.QuerySet["Member"]):
    """Members of teams."""

    def standing(self) -> "MemberQuerySet":
        """Those on the team now."""
        return self.filter(standing=True)


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class Member(models.Model):
    """Somebody the lot gave to a group of the team, or left out for a conflict (`recused` says why; then group 0).

    Not `standing`: recused, stood aside, or from an earlier draw. `leads`: answers for the group (组长).
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="members", db_index=False)
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    group = models.PositiveSmallIntegerField()
    leads = models.BooleanField(default=False)
    standing = models.BooleanField(default=True)
    recused = models.CharField(max_length=10, blank=True, default="")
    words = models.CharField(max_length=1000, blank=True, default="")

    objects = MemberQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["group", "-leads", "id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["inspection", "group"],
                condition=Q(leads=True, standing=True),
                name="member_one_leads",
            ),
            models.CheckConstraint(
                condition=Q(standing=False) | Q(recused="", group__gt=0), name="member_stands_free"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "inspection"], name="member_by_user"),
            models.Index(fields=["inspection", "standing"], name="member_of_team"),
        ]
        triggers = [
            fixed("member_is_what_it_is", fields=["inspection", "draw", "user", "name"]),
            stays("member_stays"),
        ]

    def __str__(self) -> str:
        return self.name
