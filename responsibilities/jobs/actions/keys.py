"""Requests that may be sent twice: the first answer is kept and given again."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from responsibilities.jobs.models import IdempotencyKey
from responsibilities.jobs.rules import KEY_KEPT
from revitalization.kit import clock
from revitalization.kit.errors import Conflict


@dataclass(frozen=True)
class Kept:
    """The answer that was given before."""

    status: int
    response: Any


def claim(*, owner: str, key: str, method: str, path: str, body_digest: str) -> Kept | None:
    """None when this is the first request with the key, else the kept answer; `Conflict` for another request's key.

    Call it in the transaction of the act and `complete` before its end. A second request at the same time
    then waits for the first and finds its answer; a first that fails or dies leaves nothing behind, and the
    key is free again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO jobs_idempotencykey (owner, key, method, path, body_digest)
            VALUES (%s, %s, %s, %s, %s) ON CONFLICT (owner, key) DO NOTHING RETURNING id
            """,
            [owner, key, method, path, body_digest],
        )
        if cursor.fetchone():
            return None
    found = IdempotencyKey.objects.get(owner=owner, key=key)
    if (found.method, found.path, found.body_digest) != (
        method,
        path,
        body_digest,
    ) or found.http_status is None:
        raise Conflict(_("This idempotency key was used for another request."), code="idempotency_key_reused")
    return Kept(found.http_status, found.response)


def complete(*, owner: str, key: str, status: int, response: Any) -> None:
    """Keeps the answer, status and body, with the act it answers: in its transaction, so that both or neither stand."""
    IdempotencyKey.objects.filter(owner=owner, key=key).update(http_status=status, response=response)


def clean_keys() -> int:
    """Removes answers that are older than they are kept."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEY_KEPT).delete()[0]
