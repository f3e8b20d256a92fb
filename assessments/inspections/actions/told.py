"""Who is told of what happens to plans and inspections."""

from collections.abc import Mapping
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit import ports
from revitalization.kit.actor import Actor
from revitalization.kit.ports import Telling
from revitalization.kit.words import Words


def telling(
    actor: Actor,
    row: Any,
    verb: str,
    title: str,
    capability: C,
    *,
    values: Mapping[str, Any] | None = None,
    url: str,
    work: tuple[str, str] = ("", ""),
) -> Telling:
    """A notice to those who hold the right on the row's place; the same happening is told once."""
    version = getattr(row, "version", 1)
    return Telling(
        f"inspections.{verb}:{row.public_id}:{version}",
        "inspections",
        row.lo,
        Words(title, dict(values or {})),
        url,
        capability=capability,
        except_user=actor.user_id,
        work_of=work,
    )


def tell(actor: Actor, row: Any, verb: str, title: str, capability: C, **more: Any) -> None:
    """The same, at once, within the running transaction."""
    ports.tell(telling(actor, row, verb, title, capability, **more))
