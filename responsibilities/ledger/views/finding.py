"""What the search finds of the ledger: matters and the reader's own items of them."""

from django.urls import reverse

from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.queries.finding import found
from responsibilities.ledger.queries.slips import slip_papers
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.finding import Hit
from revitalization.kit.pairs import SHORTEST
from revitalization.kit.papers import PaperKind
from revitalization.kit.words import N_


def found_items(actor: Actor, text: str, limit: int) -> list[Hit]:
    """The reader's own items first, then the matters, by number, words of the title or document number."""
    if max(map(len, text.split()), default=0) < SHORTEST:
        return []
    seen = found(actor, text, limit)
    hits = [Hit(it.matter.title, it.unit.path, _item(it), it.number) for it in seen.items]
    hits += [Hit(it.title, _about(it), reverse("matter", args=[it.key]), it.number) for it in seen.matters]
    return hits[:limit]


def _item(it: Item) -> str:
    return reverse("ledger_item", args=[it.matter.key, it.unit.code])


def _about(it: Matter) -> str:
    return f"{it.issuer.name} {it.document_number}".strip()


PAPERS = (
    PaperKind(
        "ledger_slip",
        N_("Supervision slip"),
        slip_papers,
        lambda key: reverse("ledger_item", args=key.split("/")),
        C.LEDGER_READ,
    ),
)
"""The numbered papers of the ledger."""
