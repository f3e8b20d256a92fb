"""Funds of an item (项目资金): amounts in whole fen, what is planned, allotted and paid, the payment lamp; pure.

The three are never added to each other. The payment lamp follows the rule of the progress lamp, with what was paid of
what was allotted in the place of the claim: it is expected from the day of the first allotment on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from responsibilities.ledger.rules.lamps import (
    GREEN,
    GREY,
    UNALLOTTED,
    Course,
    Lamp,
    Scale,
    Turns,
    judged,
    turns,
)
from revitalization.kit.words import N_, Words
from revitalization.kit.workdays import Calendar

PLANNED, ALLOTTED, PAID = "planned", "allotted", "paid"
WHAT = {PLANNED: N_("planned"), ALLOTTED: N_("allotted"), PAID: N_("paid")}
"""计划、下达、支出; each entry is of one of them."""
ACT_OF = {PLANNED: "plan_funds", ALLOTTED: "allot", PAID: "pay"}
"""By what an entry is of, the act that enters it."""

SOURCES = {
    "central": N_("Central funds"),
    "province": N_("Provincial funds"),
    "city": N_("Prefectural funds"),
    "county": N_("County funds"),
    "other": N_("Other funds"),
}
"""中央、省级、市级、县级、其他, as the project library has them; paid and allotted are compared within one of them."""

WAN, YUAN = "wan", "yuan"
MEASURED = {WAN: N_("ten thousand yuan"), YUAN: N_("yuan")}
"""万元 and 元: whoever enters an amount says which."""
_PLACES = {WAN: 6, YUAN: 2}
_IN_WORDS = {WAN: "万元", YUAN: "元"}

MOST = 10**15
"""Fen that one entry holds at most: ten million million yuan, more than a nation's budget."""
LONGEST = 24
"""Characters of an amount as it is typed."""
_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


def fen_of(text: str, measured: str) -> int | Words:
    """The amount in fen, exactly, or in words why it is none. Nothing is rounded.

    In 万元 it has six decimals at most, in 元 two: both end at one fen. The unit may stand behind the number, if it is
    the one that was chosen.
    """
    plain = "".join(text.split())
    for unit, word in _IN_WORDS.items():
        if plain.endswith(word):
            if unit != measured:
                said = N_("The amount says %(said)s, but %(chosen)s was chosen.")
                return Words(said, {"said": Words(MEASURED[unit]), "chosen": Words(MEASURED[measured])})
            plain = plain.removesuffix(word)
            break
    if plain.startswith(("-", "−", "－")):
        return Words(N_("An amount is not negative; what was entered too high is corrected by a new entry."))
    found = _NUMBER.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None:
        return Words(
            N_("Write an amount in digits, such as 120.5; at most %(n)s characters."), {"n": LONGEST}
        )
    places = len((found[1] or "").rstrip("0"))
    if places > _PLACES[measured]:
        said = N_("In %(unit)s an amount has %(n)s decimals at most, down to one fen.")
        return Words(said, {"unit": Words(MEASURED[measured]), "n": _PLACES[measured]})
    fen = int(Decimal(plain.replace(",", "")).scaleb(_PLACES[measured]))
    if fen > MOST:
        return Words(N_("So much money is not entered at once; check the unit of the amount."))
    return fen


def wan(fen: int) -> str:
    """The amount in 万元, exact, without idle zeros: 1,205.5 or 0.000001."""
    return f"{Decimal(fen).scaleb(-6).normalize():,f}"


def yuan(fen: int) -> str:
    """The amount in 元 with its two decimals: 12,055,000.00."""
    return f"{Decimal(fen).scaleb(-2):,.2f}"


def rate(paid: int, allotted: int) -> str:
    """What was paid of what was allotted (支出率), one decimal, cut: 100% only where all is paid; "" without any."""
    if not allotted:
        return ""
    whole, tenth = divmod(paid * 1000 // allotted, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


@dataclass(frozen=True)
class Funds:
    """What is planned, allotted and paid, in fen; `since` is the day of the first allotment in force."""

    planned: int
    allotted: int
    paid: int
    since: date | None

    @property
    def share(self) -> Fraction | None:
        """Per cent paid of what was allotted; None where nothing was paid yet."""
        return Fraction(self.paid * 100, self.allotted) if self.paid and self.allotted else None

    @property
    def judged(self) -> bool:
        """Whether the lamp moves with the days: something was allotted and not all of it is paid."""
        return self.since is not None and self.paid < self.allotted


def payment_course(course: Course, since: date) -> Course:
    """From the first day of the item, or from the first allotment if that came later, to the deadline.

    The milestones between are those of the item.
    """
    start = min(max(course.start, since), course.due)
    points: Sequence[tuple[date, Decimal]] = [
        (on, at) for on, at in course.milestones if start < on < course.due
    ]
    return Course(start, course.due, points)


def payment_lamp(course: Course, scale: Scale, calendar: Calendar, day: date, funds: Funds) -> Lamp:
    """How the payment of open work stands on the day: grey before anything is allotted, green once all is paid."""
    if funds.since is None or not funds.allotted:
        return Lamp(GREY, UNALLOTTED)
    if not funds.judged:
        return Lamp(GREEN)
    return judged(payment_course(course, funds.since), scale, calendar, day, funds.share)


def payment_turns(course: Course, scale: Scale, calendar: Calendar, funds: Funds) -> Turns | None:
    """The days on which the payment lamp turns without a new payment; None where it does not by itself."""
    if funds.since is None or not funds.judged:
        return None
    return turns(payment_course(course, funds.since), scale, calendar, funds.share)
