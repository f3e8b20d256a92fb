"""What of an item is under the seal of the record: progress, plans and each step of its course, column by column."""

from responsibilities.ledger.models.course import Handling, Plan, Progress
from responsibilities.ledger.models.funds import FundEntry
from revitalization.kit.sealed import Sealed
from revitalization.kit.words import N_

_WRITTEN = ("by", "by_name", "post", "at")
PROGRESS = Sealed(
    "ledger_progress",
    Progress,
    "id",
    ("item", "on_day", "percent", "words", "reason", *_WRITTEN),
    label=N_("Progress of items"),
)
PLANS = Sealed(
    "ledger_plan",
    Plan,
    "id",
    ("item", "number", "measures", "person", "due_on", *_WRITTEN),
    label=N_("Plans of items"),
)
HANDLINGS = Sealed(
    "ledger_handling",
    Handling,
    "id",
    (
        "item",
        "round",
        "act",
        "words",
        "effect",
        "place",
        "document_number",
        "on_day",
        "until",
        "due_on",
        *_WRITTEN,
    ),
    label=N_("Steps of items"),
)
FUND_ENTRIES = Sealed(
    "ledger_fundentry",
    FundEntry,
    "id",
    (
        "item",
        "number",
        "what",
        "source",
        "amount",
        "on_day",
        "document_number",
        "approval",
        "words",
        "corrects",
        "reason",
        *_WRITTEN,
    ),
    label=N_("Funds of items"),
)
