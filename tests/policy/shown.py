"""Lists: whose lines they hold for whom. Written by hand like the table; by session and, for programs, by token.

A line is found by its marker, a text nothing else on the page holds. For everybody else the marker must be missing.
"""

from tests.policy.basics import Shown
from tests.policy.brought import POLICIES

LISTS: list[Shown] = [shown for policy in POLICIES.values() for shown in policy.shown]
