"""What a mechanism declares for somebody's first visit: the three things a role does first, as ways there.

The frame shows them on the page where one begins, until they were read; see `Mechanism.welcome`.
"""

from dataclasses import dataclass

EVERY_ROLE = ""


@dataclass(frozen=True)
class FirstThing:
    """One thing that whoever holds `role` does first: `text` says what, the named page or part of the guide says where.

    Where the guide stands is known to the site alone. Together the mechanisms name three things for each role, in the
    `order` in which they come; those of `EVERY_ROLE` are for a role of which none says anything.
    """

    role: str
    order: int
    text: str
    url_name: str = ""
    guide: str = ""
