"""Tables of the ledger: kinds, matters with the versions of their words, items, and what is written beside them.

An item carries the place and the ancestors of its unit, its lamp, and the day the lamp can turn next, so that lists and
boards of any area are index ranges and the sweep is one statement. Progress, plans and handlings are written once.
"""

from responsibilities.ledger.models.course import Handling, Involvement, Plan, Progress, Turn
from responsibilities.ledger.models.funds import FundEntry, FundTally, Purse
from responsibilities.ledger.models.items import Item, ItemQuerySet, Tally, overdue_on
from responsibilities.ledger.models.kinds import Kind, ScaleRow
from responsibilities.ledger.models.matters import Matter, MatterQuerySet, MatterWords
from responsibilities.ledger.models.sheets import SentSheet
from responsibilities.ledger.models.slips import Slip

__all__ = [
    "FundEntry",
    "FundTally",
    "Handling",
    "Involvement",
    "Item",
    "ItemQuerySet",
    "Kind",
    "Matter",
    "MatterQuerySet",
    "MatterWords",
    "Plan",
    "Progress",
    "Purse",
    "ScaleRow",
    "SentSheet",
    "Slip",
    "Tally",
    "Turn",
    "overdue_on",
]
