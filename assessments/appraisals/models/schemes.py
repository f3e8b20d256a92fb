"""Schemes of assessment, one row an edition, their numbered papers, and the kinds of criteria that are banned."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.models.triggers import (
    SCHEME_BY_ANOTHER,
    SCHEME_FROZEN,
    SCHEME_MADE,
    SCHEME_WRITTEN,
)
from assessments.appraisals.rules import course
from responsibilities.numbers.models import entered
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.involvement import KEPT, InvolvementRow
from revitalization.kit.language import reads_english
from revitalization.kit.triggers import fixed, guards, stays, written_once
from revitalization.kit.written import WrittenRow


def called(title: str, edition: int) -> str:
    """How an edition is called among the others of its scheme: by the title, from the second on with its number."""
    return f"{title}（第{edition}版）" if edition > 1 else title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Scheme(models.Model):
    """One edition of a scheme (考核方案) of an issuer: its tables as `content`, frozen once it is sent for approval.

    `key` is `<issuer>-<name>-v<edition>`; `name` is the key in its file. `source` is the file it was read from, as long
    as nothing was changed since. `before` is the edition it replaces, with the `reason`; `copied_from` the scheme it
    was begun from. `number` is that of the document under which it was published.
    """

    key = models.SlugField(max_length=80, unique=True)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    name = models.SlugField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=200)
    content = models.JSONField(default=dict)
    source = models.TextField(blank=True, default="")
    status = models.CharField(
        max_length=10, default="drafted", choices=[(s, s) for s in course.SCHEME.state_keys()]
    )
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="after")
    reason = models.CharField(_("reason"), max_length=1000, blank=True, default="")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    number = models.CharField(_("document number"), max_length=80, blank=True, default="")
    published_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ["-year", "lo", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "name", "edition"], name="scheme_edition_once"),
            models.UniqueConstraint(
                fields=["issuer", "name"], condition=Q(status="published"), name="scheme_one_published"
            ),
            models.UniqueConstraint(
                fields=["issuer", "name"], condition=Q(status__in=course.OPEN), name="scheme_one_on_its_way"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=course.SHOWN) | ~Q(number="") & Q(published_on__isnull=False),
                name="scheme_published_has_number",
            ),
            models.CheckConstraint(
                # What was discarded leaves its number: a scheme begun anew has a later one and replaces nothing.
                condition=Q(before__isnull=True, reason="") | Q(before__isnull=False) & ~Q(reason=""),
                name="scheme_edition_has_reason",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="scheme_has_title"),
        ]
        indexes = [
            models.Index(fields=["lo", "-year", "-id"], name="scheme_by_place"),
            models.Index(fields=["-year", "lo", "-id"], name="scheme_by_year"),
        ]
        triggers = [
            *guards(course.SCHEME),
            fixed(
                "scheme_is_what_it_is",
                fields=["key", "issuer", "lo", "hi", "name", "edition", "before", "reason", "copied_from"],
            ),
            SCHEME_FROZEN,
            SCHEME_MADE,
            SCHEME_WRITTEN,
            SCHEME_BY_ANOTHER,
        ]

    def __str__(self) -> str:
        return called(self.title, self.edition)

    @property
    def public_id(self) -> str:
        """The key, by which record, notices and addresses name the scheme."""
        return self.key


class SchemeInvolvement(InvolvementRow):
    """Who ever worked on the scheme; they do not approve it."""

    subject = models.ForeignKey(Scheme, models.PROTECT, related_name="+", db_index=False)

    class Meta(InvolvementRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subject", "user", "act"], name="appraisals_involvement_once")
        ]
        triggers = [KEPT]


class SchemePaper(WrittenRow):
    """The document under which a scheme was published; written once, entered into the register."""

    scheme = models.OneToOneField(Scheme, models.PROTECT, related_name="paper")
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    dated_on = models.DateField()

    class Meta(WrittenRow.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(number="") & ~Q(title=""), name="scheme_paper_has_number")
        ]
        triggers = [
            *written_once("scheme_paper"),
            entered(
                "assessment_scheme",
                unit="NEW.issuer_id",
                number="NEW.number",
                title="NEW.title",
                dated="NEW.dated_on",
                key="NEW.key",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BannedKind(models.Model):
    """A kind of criterion that no scheme may hold, as the catalogue says, one row a version."""

    key = models.SlugField(max_length=24)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    patterns = ArrayField(models.CharField(max_length=300))
    basis = models.CharField(max_length=300)
    current = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="banned_version_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(current=True), name="banned_one_current"),
        ]
        triggers = [
            fixed("banned_is_what_it_is", fields=["key", "number"]),
            stays("banned_stays"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """The title in the reader's language."""
        return self.title_en if reads_english() else self.title
