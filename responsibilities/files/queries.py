"""Reading files: those of a subject, and one by its address within the reader's reach."""

from collections.abc import Sequence
from uuid import UUID

from responsibilities.files.models import StoredFile
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.mechanism import FileOwner
from revitalization.kit.registry import REGISTRY


def files_of(kind: str, key: object) -> Sequence[StoredFile]:
    """The attached files of a subject, the oldest first; the caller has fetched it within reach."""
    return list(StoredFile.objects.of(kind, str(key)).attached().order_by("id"))


def owner_of(kind: str) -> FileOwner:
    """Who answers for the files of a kind of subject; `Hidden` when nobody does."""
    owner = REGISTRY.file_owner(kind)
    if owner is None:
        raise Hidden
    return owner


def named_files(actor: Actor, entries: Sequence[Entry]) -> set[int]:
    """Ids of the record's entries about files whose names this reader may know: the owner of each answers for it."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.after.get("owner_kind", ""), []).append(entry)
    named: set[int] = set()
    for kind, found in by_kind.items():
        owner = REGISTRY.file_owner(kind)
        places = {entry.after["owner_key"]: entry.lo for entry in found if "owner_key" in entry.after}
        readable = owner.may_read_names(actor, places) if owner else ()
        named |= {entry.pk for entry in found if entry.after.get("owner_key") in readable}
    return named


def readable_file(actor: Actor, public_id: UUID) -> StoredFile:
    """The file, when the actor may read its subject and it is attached or part of a submitted version; else
    `Hidden`.
    """
    found = StoredFile.objects.filter(public_id=public_id).first()
    if found is None or not (found.is_attached or found.held_at):
        raise Hidden
    owner = owner_of(found.owner_kind)
    asked = owner.may_read if found.held_at else owner.may_read_unsent
    if not asked(actor, found.owner_key):
        raise Hidden
    return found
