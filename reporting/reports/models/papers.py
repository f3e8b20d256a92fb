"""What is written: the draft, and what is never changed again: submissions, signatures, decisions."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.models.entering import REPORT_ENTERED
from reporting.reports.models.obligations import Obligation
from reporting.reports.models.triggers import DECIDED_APART, SIGNED_BY_RIGHT, involved_by
from responsibilities.access.models import User
from responsibilities.units.models import Unit
from revitalization.kit.drafts import DraftRow
from revitalization.kit.involvement import KEPT, InvolvementRow
from revitalization.kit.triggers import written_once


class Draft(DraftRow):
    """The text of a report being written."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        triggers = [involved_by("save", "saved_by_id")]

    def __str__(self) -> str:
        return f"draft {self.obligation_id}"


class Submission(models.Model):
    """One version of a report as it was submitted; never changed.

    `texts` by section key, `signatures` as `[{post, title, name, on_behalf, at}]` (with
    `delegation: {since, until, reason}` where the holder had another sign), `files` as
    `[{id, name, sha256, size}]`, `digest` the SHA-256 of all of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    signatures = models.JSONField()
    files = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_name = models.CharField(max_length=120)
    on_behalf = models.CharField(max_length=200, blank=True, default="")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation", "number"], name="submission_once")]
        triggers = [*written_once("submission"), involved_by("submit", "submitted_by_id")]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def signed(self) -> list[rules.Signed]:
        """Its signatures as they are shown and printed, in the order in which they were made."""
        return [rules.Signed.of(made) for made in self.signatures]


class Signature(models.Model):
    """One of the posts has signed this round of the draft, itself or through another with both names kept."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    post_key = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "round", "post_key"], name="signature_once"),
        ]
        triggers = [*written_once("signature"), SIGNED_BY_RIGHT, involved_by("sign", "signed_by_id")]

    def __str__(self) -> str:
        return f"{self.title} {self.name}"

    @property
    def shown(self) -> rules.Signed:
        """As it is shown: for whom, by whom, when."""
        return rules.Signed.of(vars(self))


class OnceSignedQuerySet(models.QuerySet["OnceSigned"]):
    """Choices by report."""

    def of_round(self, obligation: Obligation) -> "OnceSignedQuerySet":
        """What was chosen for the report in its present round, the latest first."""
        return self.filter(obligation=obligation, round=obligation.round).order_by("-pk")


class OnceSigned(models.Model):
    """What follows the last signature of a round, as its reviewer or a signer chose: whether it submits the report.

    The latest of the round counts, one that submits only while its chooser may still choose (`that_submits`); a text
    that comes back begins a new round, without any. Never changed.
    """

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    submits = models.BooleanField()
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    chosen_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    objects = OnceSignedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        triggers = written_once("once_signed")

    def __str__(self) -> str:
        return f"{self.chosen_name}: {self.submits}"


class DocumentNumber(models.Model):
    """The number (文号) under which the unit registered the report; no two papers of a unit bear the same.

    `since` is the version it was given with: a later version bears it until it is given another. `title` and `dated_on`
    are those of the paper, for the register.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=80)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="numbers")
    since = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300, default="", db_default="")
    dated_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="document_number_once")]
        triggers = [*written_once("document_number"), REPORT_ENTERED]

    def __str__(self) -> str:
        return self.number


class Involvement(InvolvementRow):
    """Who ever wrote, reviewed, signed or submitted this report, in any round; they do not decide on it.

    Filled by the triggers of the tables beside the report and of its own steps.
    """

    subject = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(InvolvementRow.Meta):
        constraints = [models.UniqueConstraint(fields=["subject", "user", "act"], name="involvement_once")]
        triggers = [KEPT]


class Decision(models.Model):
    """What the receiving office decided on one submission, with its reason; never changed."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(
        max_length=16, choices=[(rules.ACCEPTED, _("Accepted")), (rules.RETURNED, _("Returned"))]
    )
    reason = models.TextField(blank=True, default="")
    new_due_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        triggers = [*written_once("decision"), DECIDED_APART]

    def __str__(self) -> str:
        return self.outcome
