"""Numbered reminder slips (催办单): given by the office that receives, each under its own number; never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.reports.models.entering import paper_entered
from reporting.reports.models.obligations import Obligation
from responsibilities.numbers.models import NumberedSlip
from revitalization.kit.triggers import written_once

SLIP_ENTERED = paper_entered("slip", "issuer_id")


class Slip(NumberedSlip):
    """A slip by which `issuer` presses the unit of the obligation to file by the day `by`."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="slips")
    by = models.DateField(_("To be filed by"))

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["issuer", "number"], name="slip_number_once")]
        triggers = [*written_once("slip"), SLIP_ENTERED]
