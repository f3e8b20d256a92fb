"""The security log: for the audit administrator, never for counting what people do."""

from responsibilities.access.models import SecurityEvent, User
from responsibilities.access.rules import TRY_WINDOW
from revitalization.kit import clock


def note(
    kind: str,
    *,
    user: User | None = None,
    username: str = "",
    address: str | None = None,
    detail: str = "",
    device: str = "",
    once: bool = False,
) -> None:
    """Writes one event; with `once` only the first of its kind for the name and address within 15 minutes."""
    about = {"kind": kind, "username": username[:64], "address": address}
    if once and SecurityEvent.objects.filter(**about, at__gt=clock.Now() - TRY_WINDOW).exists():
        return
    SecurityEvent.objects.create(user=user, detail=detail[:200], device=device, **about)
