"""People, posts, and who holds which post from when to when.

No person column stands on a unit: a post belongs to a unit, and tenures say who holds it on which days.
Rows are never deleted; a tenure entered by mistake is annulled, which leaves it with an empty period.
"""

import uuid
from datetime import date, timedelta
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.access.models import Grant
from responsibilities.posts.models.delegations import Delegation as Delegation
from responsibilities.posts.models.delegations import DelegationQuerySet as DelegationQuerySet
from responsibilities.posts.models.handover import LastSheet as LastSheet
from responsibilities.posts.models.rosters import Roster as Roster
from responsibilities.posts.models.rosters import RosterSignIn as RosterSignIn
from responsibilities.posts.models.tallies import COUNT_POSTS, COUNT_TENURES
from responsibilities.posts.models.tallies import Step as Step
from responsibilities.posts.models.tallies import Tally as Tally
from responsibilities.posts.rules import FIRST_RESPONSIBLE, KEY_LABELS, KIND_LABELS, Held, PostKey, TenureKind
from responsibilities.posts.rules import padded_name as padded
from responsibilities.posts.rules import titled as titled_as
from responsibilities.posts.rules.phones import masked
from responsibilities.units.models import Unit
from responsibilities.units.rules import BODY_KINDS, Kind, Level
from revitalization.kit import clock
from revitalization.kit.frozen import Period
from revitalization.kit.reach import Reach
from revitalization.kit.triggers import fixed, stays


def _one_of(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


_OF_TERRITORY = f"'{PostKey.PARTY_SECRETARY}', '{PostKey.GOVERNMENT_HEAD}', '{PostKey.DEPUTY_IN_CHARGE}'"

# The database's own copy of `rules.posts_for`, on insert: which post fits which unit, and where it stands.
_FITS = f"""
    IF NOT EXISTS (
        SELECT 1 FROM units_unit u WHERE u.id = NEW.unit_id AND u.lo = NEW.lo AND CASE
            WHEN u.kind IN ({_one_of(BODY_KINDS)})
                THEN NEW.key IN ('{PostKey.DEPARTMENT_LEADER}', '{PostKey.DEPUTY_IN_CHARGE}')
            WHEN u.level = '{Level.VILLAGE}' THEN NEW.key = '{PostKey.VILLAGE_SECRETARY}'
            WHEN u.kind IN ({_one_of((Kind.NATION, Kind.DIRECT_VILLAGES))}) THEN FALSE
            ELSE NEW.key IN ({_OF_TERRITORY})
        END
    ) THEN
        RAISE EXCEPTION 'a unit of this kind has no such post: %', NEW.key USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class PersonQuerySet(models.QuerySet["Person"]):
    """Sets of people."""

    def within(self, reach: Reach) -> "PersonQuerySet":
        """Those who hold or held a post, or have a role, on a unit within the reach."""
        held = Tenure.objects.filter(reach.q("post__lo"), person=OuterRef("pk"))
        granted = Grant.objects.filter(reach.q("content_object__lo"), user=OuterRef("user_id"))
        return self.filter(Exists(held) | Exists(granted))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Person(models.Model):
    """A person, family name first in one field; `name_key` is the name as it is searched (no blanks, no dots).

    Holds no identity number and no private address; the phone is the office's and shown with its middle
    hidden.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=60)
    name_key = models.CharField(max_length=60, db_collation="C")
    phone = models.CharField(_("Work phone"), max_length=32, blank=True, default="")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    version = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(name_key=""), name="person_has_name")
        ]
        indexes = [
            models.Index(fields=["name_key", "phone"], name="person_by_name"),
            # A given name alone is looked for from its end.
            models.Index(Reverse("name_key"), name="person_by_end"),
        ]
        triggers = [stays("person_stays")]

    def __str__(self) -> str:
        return self.name

    @property
    def padded_name(self) -> str:
        """The name as lists print it: 王　伟."""
        return padded(self.name)

    @property
    def masked_phone(self) -> str:
        """The work phone with its middle hidden."""
        return masked(self.phone)


class PostQuerySet(models.QuerySet["Post"]):
    """Sets of posts; in the order of the tree and of rank."""

    def within(self, reach: Reach) -> "PostQuerySet":
        """Those whose unit lies in the reach."""
        return self.filter(reach.q("lo"))

    def first_responsible(self) -> "PostQuerySet":
        """Those whose holders are first responsible persons (第一责任人) of their unit."""
        return self.filter(is_first_responsible=True)

    def of_live_units(self, day: date) -> "PostQuerySet":
        """Those of units in being on the day."""
        return self.filter(
            Q(unit__valid_to__isnull=True) | Q(unit__valid_to__gt=day), unit__valid_from__lte=day
        )

    def vacant(self, day: date) -> "PostQuerySet":
        """Those that nobody holds on the day, whether the vacancy was noted or nothing was entered."""
        held = Tenure.objects.on(day).filter(post=OuterRef("pk"), person__isnull=False)
        return self.filter(~Exists(held))


@pghistory.track(pghistory.UpdateEvent(), append_only=True)
class Post(models.Model):
    """One post of a unit: what it is (`key`), what it is called there (`title`), where it stands (`lo`, the unit's).

    `rank` is the order in which leaders are listed, set by hand where it differs; never the alphabet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", db_index=False)
    key = models.CharField(max_length=24, choices=[(str(key), _(label)) for key, label in KEY_LABELS.items()])
    title = models.CharField(_("Title"), max_length=60)
    is_first_responsible = models.BooleanField(_("First responsible person"))
    rank = models.SmallIntegerField(_("Rank"))
    lo = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["lo", "rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="post_once_a_unit"),
            models.CheckConstraint(
                condition=Q(is_first_responsible=True, key__in=sorted(FIRST_RESPONSIBLE))
                | Q(is_first_responsible=False) & ~Q(key__in=sorted(FIRST_RESPONSIBLE)),
                name="post_first_by_key",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="post_has_title"),
        ]
        indexes = [models.Index(fields=["lo", "rank", "id"], name="post_by_place")]
        triggers = [
            pgtrigger.Trigger(
                name="post_fits_unit", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_FITS
            ),
            fixed("post_is_what_it_is", fields=["unit", "key", "public_id"]),
            stays("post_stays"),
            *COUNT_POSTS,
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """Unit and title, as the record names it."""
        return f"{self.unit.name} {self.title}"


class TenureQuerySet(models.QuerySet["Tenure"]):
    """Tenures by place and by day; annulled ones stand until `standing` leaves them out."""

    def within(self, reach: Reach) -> "TenureQuerySet":
        """Those of posts whose unit's position lies in the reach."""
        return self.filter(reach.q("post__lo"))

    def on(self, day: date) -> "TenureQuerySet":
        """Those that cover the day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def overlapping(self, first: date, last: date) -> "TenureQuerySet":
        """Those that share a day with first..last and were not annulled."""
        return self.standing().filter(Q(until__isnull=True) | Q(until__gte=first), since__lte=last)

    def standing(self) -> "TenureQuerySet":
        """Without the annulled ones."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=F("since")))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Tenure(models.Model):
    """A post from `since` to `until` (both included; None: open): held by a person, or noted as vacant.

    `office_since` is the day the person took office when an absence split the time in two; else it is
    `since`. An annulled tenure ends on the day before it begins.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="tenures")
    kind = models.CharField(
        max_length=12, choices=[(str(kind), _(label)) for kind, label in KIND_LABELS.items()]
    )
    since = models.DateField(_("First day"))
    until = models.DateField(_("Last day"), null=True, blank=True)
    office_since = models.DateField()
    document_number = models.CharField(_("Document number"), max_length=60, blank=True, default="")
    document_title = models.CharField(_("Document title"), max_length=200, blank=True, default="")
    note = models.CharField(_("Note"), max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField(db_default=clock.Now(), editable=False)

    objects = TenureQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-since", "-id"]
        constraints = [
            ExclusionConstraint(
                name="tenure_one_at_a_time",
                expressions=[
                    (
                        Func(F("post_id"), F("post_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Period(F("since"), F("until")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(kind=TenureKind.VACANT.value, person__isnull=True)
                | ~Q(kind=TenureKind.VACANT.value) & Q(person__isnull=False),
                name="tenure_vacant_has_no_person",
            ),
            models.CheckConstraint(condition=Q(kind__in=sorted(TenureKind)), name="tenure_kind_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since") - timedelta(days=1)),
                name="tenure_period",
            ),
            models.CheckConstraint(condition=Q(office_since__lte=F("since")), name="tenure_office_since"),
        ]
        indexes = [models.Index(fields=["post", "-since"], name="tenure_by_post")]
        triggers = [
            fixed("tenure_is_what_it_is", fields=["post", "person", "kind", "since", "office_since"]),
            stays("tenure_stays"),
            *COUNT_TENURES,
        ]

    def __str__(self) -> str:
        return f"{self.person or '—'} {self.since:%Y-%m-%d}"

    @property
    def lo(self) -> int:
        """The position of the post's unit, by which rights are asked."""
        return self.post.lo

    @property
    def held(self) -> Held:
        """Its days and its kind as the rules take them."""
        return Held(self.since, self.until, self.kind)

    @property
    def is_annulled(self) -> bool:
        """Whether it was taken back: its last day lies before its first, so that it covers no day."""
        return self.until is not None and self.until < self.since

    @property
    def is_vacancy(self) -> bool:
        """Whether it notes that nobody holds the post."""
        return self.kind == TenureKind.VACANT

    @property
    def title(self) -> str:
        """The title as written for this way of holding it: 代县长."""
        return titled_as(self.post.title, self.kind)

    @property
    def kind_label(self) -> str:
        """How the post is held, in the reader's language."""
        return gettext(KIND_LABELS[TenureKind(self.kind)])

    @property
    def source(self) -> str:
        """How grants name it as their origin."""
        return f"tenure:{self.pk}"
