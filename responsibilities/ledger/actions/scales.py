"""An issuer sets what it holds to be too far, for what it draws up from then on."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.actions.drawing import hold
from responsibilities.ledger.models import ScaleRow
from responsibilities.ledger.queries.scales import InForce, scale_for
from responsibilities.ledger.rules.kinds import scale_faults
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, Stale
from revitalization.kit.language import translated
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

LONGEST = 200


def set_scale(
    *, actor: Actor, issuer: Unit, kind: str, scale: rules.Scale, basis: str, version: int | None = None
) -> InForce:
    """Sets the issuer's scale for a kind; what was drawn up already keeps its own. `basis` says on whose word.

    Raises `Forbidden`, `Hidden`; `Stale` when it was set since `version`; `Invalid` naming the field, also when nothing
    changes.
    """
    actor.require(C.LEDGER_ISSUE, issuer, sees=C.LEDGER_READ)
    basis = basis.strip()
    errors = [FieldError(name, translated(why)) for name, why in scale_faults(scale)]
    if not 0 < len(basis) <= LONGEST:
        errors.append(FieldError("basis", _("Say on whose word, in at most 200 characters."), "required"))
    if errors:
        raise Invalid(errors=errors)
    before = scale_for(issuer, kind)
    entry = Entry("scale.set", actor, ("scale", before.public_id), before.kind.title, issuer.lo, reason=basis)
    with recorded(entry):
        hold(issuer)
        before = scale_for(issuer, kind)
        if version is not None and version != before.version:
            raise Stale(version=before.version)
        if before.scale == scale:
            raise Invalid(errors=[FieldError("yellow", _("Nothing is changed by this."))])
        ScaleRow.objects.create(
            issuer=issuer,
            kind_key=before.kind.key,
            **asdict(scale),
            basis=basis,
            by_name=actor.name,
        )
        entry.before, entry.after = asdict(before.scale), asdict(scale)
    return scale_for(issuer, kind)
