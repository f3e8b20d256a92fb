"""Numbered reminder slips (催办单): given by the office that receives, each under its own number; never changed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.reports.models.entering import paper_entered
from reporting.reports.models.obligations import Obligation
from responsibilities.access.models import User
from responsibilities.units.models import Unit
from revitalization.kit.documents import Urgency
from revitalization.kit.triggers import written_once

SLIP_ENTERED = paper_entered("slip", "issuer_id")


class Slip(models.Model):
    """A slip by which `issuer` presses the unit of the obligation to file by the day `by`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="slips")
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("Document number"), max_length=80)
    title = models.CharField(max_length=300)
    by = models.DateField(_("To be filed by"))
    urgency = models.CharField(
        max_length=4, blank=True, default="", choices=[(one.value, one.value) for one in Urgency if one]
    )
    dated_on = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["issuer", "number"], name="slip_number_once")]
        triggers = [*written_once("slip"), SLIP_ENTERED]

    def __str__(self) -> str:
        return self.number
