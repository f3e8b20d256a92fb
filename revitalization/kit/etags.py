"""Tags of what was sent (RFC 9110): who has a state already is sent nothing; for pages, files and programs alike."""

import hashlib

from django.http import HttpRequest
from django.utils.translation import get_language


def digest(*parts: bytes) -> str:
    """Sixteen hexadecimal digits for the content in the reader's language."""
    found = hashlib.blake2b((get_language() or "").encode(), digest_size=8)
    for part in parts:
        found.update(b"\x00" + part)
    return found.hexdigest()


def holds(request: HttpRequest, etag: str) -> bool:
    """Whether the reader's `If-None-Match` names this state, so that nothing has to be sent."""
    wanted = request.headers.get("If-None-Match", "")
    return any(tag.strip().removeprefix("W/") == etag.removeprefix("W/") for tag in wanted.split(","))
