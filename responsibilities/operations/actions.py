"""What the operators' own programs tell the console."""

from django.utils.translation import gettext as _

from responsibilities.operations.models import Backup
from responsibilities.operations.queries import EVERYTHING
from responsibilities.operations.rules import BackupKind
from responsibilities.roles import Capability
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid


def note_backup(*, actor: Actor, kind: BackupKind, size: int) -> Backup:
    """Notes that a backup of this kind and of so many bytes has just been made; `Invalid` for an empty one."""
    actor.require(Capability.SYSTEM_RUN, EVERYTHING)
    if size <= 0:
        raise Invalid(errors=[FieldError("size", _("A backup of no bytes is none."), "empty")])
    return Backup.objects.create(kind=kind.value, size=size)
