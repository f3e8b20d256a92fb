"""Numbered supervision slips (督办单): of the office that issued the item, each under a number; never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger.models.items import Item
from responsibilities.numbers.models import NumberedSlip, entered
from revitalization.kit.triggers import written_once

ENTERED = entered(
    "ledger_slip",
    unit="NEW.issuer_id",
    number="NEW.number",
    title="NEW.title",
    dated="NEW.dated_on",
    key="""(
        SELECT m.key || '/' || u.code FROM ledger_item i JOIN ledger_matter m ON m.id = i.matter_id
        JOIN units_unit u ON u.id = i.unit_id WHERE i.id = NEW.item_id
    )""",
)


class Slip(NumberedSlip):
    """A slip by which `issuer` presses the unit of the item for an answer by the day `by`."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="slips")
    by = models.DateField(_("To be answered by"))

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["issuer", "number"], name="ledger_slip_number_once")]
        triggers = [*written_once("ledger_slip"), ENTERED]
