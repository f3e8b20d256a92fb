"""Looking back: a sample of what was closed half a year ago and more is looked at again; a relapse is reopened."""

import secrets
from datetime import date

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from assessments.inspections.actions.rectifying import relapse
from assessments.inspections.models import Finding, LookBack, Looked
from assessments.inspections.queries.within import in_remit
from assessments.inspections.rules import lookback as rules
from assessments.inspections.rules.findings import LISTED
from responsibilities.ledger.models import Item
from responsibilities.ledger.rules import CLOSED
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry


def pool_of(actor: Actor, issuer: Unit, day: date) -> dict[str, date]:
    """What can be drawn: by key of the finding the day its item was closed, in the window, not looked at since.

    Problems found twice are there once. One query.
    """
    rows = Finding.objects.filter(
        in_remit(actor.reach(C.INSPECT_PLAN), "issuer_lo", "inspection__categories"),
        issuer_lo=issuer.lo,
        same_as=None,
        status=LISTED,
        item__status=CLOSED,
        item__closed_on__isnull=False,
    ).exclude(Q(looked__result="") | Q(looked__looked_on__gte=F("item__closed_on")))
    found = rows.values_list("key", "item__closed_on")
    return {key: closed for key, closed in found if closed is not None and rules.is_due(closed, day)}


def draw(*, actor: Actor, issuer: Unit, share: int = rules.SHARE, seed: str = "") -> LookBack:
    """Draws by lot which of the closed findings of the issuer are looked at again, and keeps seed and pool.

    Raises `Forbidden` or `Hidden`, `Invalid` for a share beside 1 to 100, `Refused` where nothing is due.
    """
    actor.require(C.INSPECT_PLAN, issuer, sees=C.INSPECT_READ)
    if not 1 <= share <= 100:
        raise Invalid(errors=[FieldError("share", _("Write a whole number from 1 to 100."))])
    with transaction.atomic():
        # Whoever draws holds the issuer's row: two at once draw nothing twice.
        Unit.objects.select_for_update(no_key=True).get(pk=issuer.pk)
        today, seed = clock.today(), seed or secrets.token_hex(8)
        pool = pool_of(actor, issuer, today)
        keys = rules.drawn(pool, today, seed, share)
        if not keys:
            raise Refused(_("Nothing was closed six to twelve months ago that was not looked at again."))
        number = (LookBack.objects.filter(issuer=issuer).aggregate(last=Max("number"))["last"] or 0) + 1
        key = f"{issuer.code}-b{number}"
        title = _("look-back no. %(n)s") % {"n": number}
        with recorded(Entry("lookback.draw", actor, ("lookback", key), title, issuer.lo, count=len(keys))):
            made = LookBack.objects.create(
                key=key,
                issuer=issuer,
                lo=issuer.lo,
                number=number,
                seed=seed,
                share=share,
                pool={name: closed.isoformat() for name, closed in pool.items()},
                drawn_on=today,
                by_id=actor.user_id,
                by_name=actor.name,
            )
            found = {row.key: row for row in Finding.objects.filter(key__in=keys)}
            Looked.objects.bulk_create(
                [Looked(lookback=made, finding=found[name], lo=issuer.lo) for name in keys]
            )
    return made


def enter(*, actor: Actor, line: Looked, result: str, words: str, looked_on: date | None = None) -> Looked:
    """What was seen when it was looked at again; what has come back is reopened on the ledger at once.

    Raises `Forbidden` or `Hidden`, `Invalid` naming the field, `Refused` for one entered before; what the ledger raises
    where the person may not reopen it (nobody who worked for the unit, only within twelve months of closing).
    """
    actor.require(C.INSPECT_PLAN, line, sees=C.INSPECT_READ, remit=line.finding.remit)
    today = clock.today()
    on = looked_on or today
    errors = [] if result in rules.RESULTS else [FieldError("result", _("Choose one of the answers."))]
    errors += [] if words.strip() else [FieldError("words", _("This is required here."), "required")]
    errors += (
        []
        if line.lookback.drawn_on <= on <= today
        else [FieldError("looked_on", _("A day since the drawing, up to today."))]
    )
    if errors:
        raise Invalid(errors=errors)
    with transaction.atomic():
        row = (
            Looked.objects.select_for_update(of=("self",))
            .select_related("finding__inspection", "lookback")
            .get(pk=line.pk)
        )
        if row.looked_on is not None:
            raise Refused(_("The result was entered before."))
        entry = Entry("lookback.enter", actor, ("lookback", row.lookback.key), row.finding.number, row.lo)
        with recorded(entry):
            Looked.objects.filter(pk=row.pk).update(
                result=result,
                words=words.strip()[:1000],
                looked_on=on,
                by_id=actor.user_id,
                by_name=actor.name,
            )
            entry.after = {"result": result, "looked_on": on.isoformat()}
        if result == rules.BACK:
            item = Item.objects.full().get(pk=row.finding.item_id or 0)
            relapse(actor, item, row.lookback.key, words.strip())
    row.refresh_from_db()
    return row
