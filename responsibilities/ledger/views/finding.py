"""What the search finds of the ledger: matters and the reader's own items of them."""

from responsibilities.ledger.queries.finding import found
from revitalization.kit.actor import Actor
from revitalization.kit.finding import Hit
from revitalization.kit.pairs import SHORTEST


def found_items(actor: Actor, text: str, limit: int) -> list[Hit]:
    """The reader's own items first, then the matters, by number, words of the title or document number."""
    if max(map(len, text.split()), default=0) < SHORTEST:
        return []
    seen = found(actor, text, limit)
    hits = [Hit(it.matter.title, it.unit.path, f"/ledger/{it.public_id}/", it.number) for it in seen.items]
    hits += [
        Hit(
            it.title,
            f"{it.issuer.name} {it.document_number}".strip(),
            f"/ledger/matters/{it.key}/",
            it.number,
        )
        for it in seen.matters
    ]
    return hits[:limit]
