"""A disk that has no room left, said as such."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from revitalization.kit.errors import Unavailable

FULL = {errno.ENOSPC, errno.EDQUOT}
log = logging.getLogger("baton.disk")


@contextmanager
def needs_room() -> Iterator[None]:
    """Writing inside it raises `Unavailable` when the disk, or what this account may take of it, is full."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        log.error("no room on the disk: %s", error)
        raise Unavailable(
            _("The disk has no room left. Nothing was changed; what was saved before is safe.")
        ) from error
