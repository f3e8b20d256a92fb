"""Attaching and taking off evidence files.

Bytes are checked, pictures drawn anew in a limited child, and the result lies on disk before the row is
committed; the row decides. Bytes without a row (a kill in between) are swept away a day later.
"""

import hashlib
import io
import os
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from responsibilities.files import rules
from responsibilities.files.models import FILES, StoredFile
from responsibilities.files.queries import owner_of
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.disk import needs_room
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Hidden, Invalid, Refused, TooLarge
from revitalization.kit.imports import ReadLimits, check_zip
from revitalization.kit.perform import recorded
from revitalization.kit.pictures import clean_picture
from revitalization.kit.ports import Entry
from revitalization.kit.sealed import under_seal

_PILLOW = {"png": "PNG", "jpg": "JPEG"}
_OFFICE = ReadLimits(entries=2_000, unpacked_bytes=200 * 1024**2)
# A chart in a text brings its own little workbook.
_NESTED = frozenset({"xlsx", "docx"})
_ORPHAN_AGE = timedelta(days=1)


def max_bytes() -> int:
    """The most bytes of one file; the site may set `MAX_FILE_BYTES`."""
    return int(getattr(settings, "MAX_FILE_BYTES", rules.MAX_BYTES))


def attach(
    *,
    actor: Actor,
    kind: str,
    key: object,
    lo: int,
    name: str,
    data: bytes,
    secrecy: str = rules.Secrecy.INTERNAL.value,
) -> StoredFile:
    """Keeps `data` as evidence of the subject (`kind`, `key`) at the place `lo`, which the caller has fetched.

    The type is told from the bytes, the name made safe. The same bytes twice give the row that is there.
    Raises `Hidden`, `Forbidden`, `Invalid` (type, damage), `TooLarge` (bytes, pixels, number) or `Conflict`.
    """
    _require(actor, kind, str(key))
    if secrecy not in {level.value for level in rules.Secrecy}:
        raise Invalid(errors=[FieldError("secrecy", _("Choose 公开 or 内部."), "choice")])
    found, clean = examined(data)
    row = StoredFile(
        public_id=uuid.uuid4(),
        lo=lo,
        owner_kind=kind,
        owner_key=str(key),
        name=rules.safe_name(name, found),
        kind=found.key,
        size=len(clean),
        sha256=hashlib.sha256(clean).hexdigest(),
        secrecy=secrecy,
        uploaded_by_id=actor.user_id,
    )
    return _kept(actor, row, clean)


def detach(*, actor: Actor, file: StoredFile) -> StoredFile:
    """Takes the file off its subject; the row and its bytes stay. Raises `Hidden`, `Forbidden` or `Conflict`."""
    _require(actor, file.owner_kind, file.owner_key)
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=file.pk)
        if not row.is_attached:
            raise Conflict(_("The file has already been removed."))
        with recorded(_entry("file.detach", actor, row)):
            row.state, row.detached_at = rules.FileState.DETACHED.value, clock.database_now()
            row.save(update_fields=["state", "detached_at"])
    return row


def hold(*, actor: Actor, kind: str, key: object) -> int:
    """Marks the attached files of a subject as part of a submitted version; how many were marked now.

    Called inside the submitting act: it has checked the right and holds the context of the change.
    """
    _only_in_transaction()
    attached = StoredFile.objects.of(kind, str(key)).attached().filter(held_at__isnull=True)
    return attached.update(held_at=clock.Now())


def examined(data: bytes) -> tuple[rules.FileType, bytes]:
    """The type of the bytes and the bytes to keep (pictures drawn anew). Raises `Invalid` or `TooLarge`."""
    if len(data) > max_bytes():
        raise TooLarge(_("The file is larger than %(size)s MB.") % {"size": max_bytes() // 1024**2})
    if not data:
        raise _not_accepted(_("The file is empty."), "empty")
    names = check_zip(data, _OFFICE, nested=_NESTED) if data.startswith(b"PK") else None
    found = rules.type_of(data, names)
    if found is None:
        raise _not_accepted(
            _("Files of this kind are not accepted: PDF, picture, Word, Excel, OFD or text."), "file_type"
        )
    if names is not None:
        _check_office(data, names)
    return found, clean_picture(data, _PILLOW[found.key]) if found.picture else data


def remove_orphans() -> int:
    """Removes bytes older than a day that no row knows; returns how many (a sweep)."""
    before = clock.now() - _ORPHAN_AGE
    aged = [path for path in _stored_paths() if path.stat().st_mtime < before.timestamp()]
    removed = 0
    for start in range(0, len(aged), 1_000):
        batch = {path.name.removesuffix(".part"): path for path in aged[start : start + 1_000]}
        ids = [name for name in batch if _is_uuid(name)]
        known = {
            str(found)
            for found in StoredFile.objects.filter(public_id__in=ids).values_list("public_id", flat=True)
        }
        for name in set(ids) - known:
            batch[name].unlink(missing_ok=True)
            removed += 1
    return removed


def remove_unsent() -> int:
    """Removes the bytes of files that were taken off some days ago and never sent; returns how many (a sweep).

    The rows stay and say what was there; what a submitted version refers to is never touched.
    """
    before, removed = clock.now() - rules.UNSENT_KEPT, 0
    for row in StoredFile.objects.unsent().filter(detached_at__lt=before).iterator(chunk_size=1_000):
        if row.path.exists():
            row.path.unlink(missing_ok=True)
            removed += 1
    return removed


def _refuse_more(row: StoredFile) -> None:
    """Attaching and taking off again in a loop fills the disk: a subject has an allowance, attached or not."""
    since = clock.now() - rules.UNSENT_KEPT
    kept = StoredFile.objects.of(row.owner_kind, row.owner_key).filter(held_at__isnull=True)
    lately = kept.filter(Q(detached_at__isnull=True) | Q(detached_at__gte=since))
    if lately.count() < rules.MAX_KEPT:
        return
    oldest = lately.order_by("detached_at").values_list("detached_at", flat=True).first()
    frees = clock.local((oldest or clock.now()) + rules.UNSENT_KEPT).date()
    said = _("%(count)s files were attached here and removed again. More can be attached from %(day)s on.")
    raise Refused(said % {"count": rules.MAX_KEPT, "day": frees.isoformat()}, code="allowance")


def _require(actor: Actor, kind: str, key: str) -> None:
    owner = owner_of(kind)
    if owner.may_attach(actor, key):
        return
    raise Forbidden if owner.may_read(actor, key) else Hidden


def _kept(actor: Actor, row: StoredFile, data: bytes) -> StoredFile:
    _write(row.path, data)
    try:
        with transaction.atomic():
            _lock(row)
            # The subject may have been submitted between the first question and the lock.
            _require(actor, row.owner_kind, row.owner_key)
            there = list(StoredFile.objects.of(row.owner_kind, row.owner_key).attached())
            same = next((other for other in there if other.sha256 == row.sha256), None)
            if same is not None:
                row.path.unlink(missing_ok=True)
                return same
            if len(there) >= rules.MAX_FILES:
                raise Refused(_("At most %(count)s files can be attached.") % {"count": rules.MAX_FILES})
            _refuse_more(row)
            with recorded(_entry("file.attach", actor, row)):
                row.save(force_insert=True)
                under_seal(FILES, row.public_id)
    except BaseException:
        row.path.unlink(missing_ok=True)
        raise
    return row


def _lock(row: StoredFile) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{row.owner_kind}/{row.owner_key}"]
        )


def _entry(verb: str, actor: Actor, row: StoredFile) -> Entry:
    after = {"name": row.name, "owner_kind": row.owner_kind, "owner_key": row.owner_key, "sha256": row.sha256}
    return Entry(
        verb=verb, actor=actor, subject=("file", str(row.public_id)), label=row.name, lo=row.lo, after=after
    )


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: written beside, made durable, then given its name."""
    with needs_room():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        with (
            needs_room(),
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target,
        ):
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _check_office(data: bytes, names: list[str]) -> None:
    lowered = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or "/activex/" in name for name in lowered):
        raise _not_accepted(_("The file contains macros. Save it without them and send it again."), "macros")
    if any("externallink" in name for name in lowered):
        raise _not_accepted(
            _("The file fetches content from elsewhere. Save it without links."), "external_links"
        )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in names:
            if name.lower().endswith(".rels") and _fetches(archive, name):
                raise _not_accepted(
                    _("The file fetches content from elsewhere. Save it without links."), "external_links"
                )


def _fetches(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether the part loads a template, object or frame from outside when the file is opened; plain links may stay."""
    with suppress(zipfile.BadZipFile, NotImplementedError, EOFError), archive.open(name) as part:
        text = part.read(1_000_000).lower()
        return b'"external"' in text and any(
            word in text for word in (b"attachedtemplate", b"/oleobject", b"/frame", b"/externallinkpath")
        )
    return True


def _stored_paths() -> Iterator[Path]:
    root = Path(settings.FILES_DIR)
    with suppress(FileNotFoundError):
        yield from (path for path in root.glob("??/??/*") if path.is_file())


def _is_uuid(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _only_in_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("files are held inside the submitting act")


def _not_accepted(text: str, code: str) -> Invalid:
    return Invalid(text, errors=[FieldError("file", text, code)], code=code)
