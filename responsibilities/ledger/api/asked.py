"""What lists of the ledger are narrowed by for programs."""

from responsibilities.ledger.queries.filters import ORIGINS
from revitalization.kit.api.parameters import choice, text, whole

KIND = text("kind", "Only this kind, by its key.", r"[a-z]{2,16}", example="task")
YEAR = whole("year", "Only those of this year.", 2000, 2100)
NARROWED = (
    choice(
        "origin",
        "own: drawn up by an office; handed: handed down; found: followed from something else.",
        ORIGINS,
    ),
    text("source", "Only those whose source holds these words.", r".{1,100}", example="督查"),
    text(
        "person",
        "Only those of units whose first responsible person bears this name.",
        r".{1,60}",
        example="赵刚",
    ),
)
"""Where items come from and who answers for them, as `queries.filters` has it."""
