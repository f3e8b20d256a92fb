"""Verbs of posts: make them, fill them, free them.

`DO_POST`, `DO_TENURE`, `DO_DELEGATION` and `DO_PERSON` say which action does each act of `rules.acts` and what it
takes; forms, pages and addresses are made from them.
"""

from datetime import date

from responsibilities.posts.actions.appointing import (
    act_for,
    annul,
    appoint,
    hand_over,
    note_vacancy,
    relieve,
)
from responsibilities.posts.actions.delegating import delegate, end_delegation
from responsibilities.posts.actions.people import NewPerson, amend_person, open_sign_in
from responsibilities.posts.actions.roster import Imported, check_roster, import_roster
from responsibilities.posts.actions.seats import Paper, ensure_posts
from responsibilities.posts.actions.sent_rosters import confirm_roster, make_codes, send_roster
from responsibilities.posts.models import Person
from responsibilities.posts.rules import APPOINTABLE, KIND_LABELS, STANDING_IN, TenureKind, acts
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.words import N_

__all__ = [
    "DO_DELEGATION",
    "DO_PERSON",
    "DO_POST",
    "DO_TENURE",
    "Imported",
    "NewPerson",
    "Paper",
    "act_for",
    "amend_person",
    "annul",
    "appoint",
    "check_roster",
    "confirm_roster",
    "delegate",
    "end_delegation",
    "ensure_posts",
    "hand_over",
    "import_roster",
    "make_codes",
    "note_vacancy",
    "open_sign_in",
    "relieve",
    "send_roster",
]


def _kind(kinds: tuple[TenureKind, ...]) -> Take:
    choices = tuple((kind.value, KIND_LABELS[kind]) for kind in kinds)
    return Take("kind", str, "How the post is held.", N_("How the post is held"), choices=choices)


def _day(name: str, about: str, label: str, hint: str = "") -> Take:
    return Take(name, date, about, label, hint)


WHO = Take("person", Person, "Who is meant: somebody entered already, or a name and a work phone.")
PAPER = Take("paper", Paper, "Number and title of the document the change rests on, and a note.")
SINCE = _day("since", "The first day.", N_("First day"))
FIXED_END = _day("until", "The last day.", N_("Last day"), N_("Leave empty unless it is fixed already."))
END_OF_STAND_IN = _day(
    "until",
    "The last day, where the post has a holder.",
    N_("Last day"),
    N_("Required where the post has a holder, who resumes on the following day."),
)
START_OF_DELEGATION = _day("since", "The first day.", N_("Signs from"))
END_OF_DELEGATION = _day(
    "until",
    "The last day.",
    N_("Signs until"),
    N_("At most 90 days. For a longer absence a stand-in is appointed."),
)
WHY_DELEGATED = Take(
    "reason",
    str,
    "Why another signs.",
    N_("Reason"),
    N_("Printed on the reports signed in this way. For example: attending a course in Lanzhou."),
    most=300,
    long=True,
)

DO_POST = Doings(
    acts.POST,
    "post",
    {
        "appoint": Doing(appoint, WHO, _kind(APPOINTABLE), SINCE, FIXED_END, PAPER, versioned=False),
        "act_for": Doing(act_for, WHO, _kind(STANDING_IN), SINCE, END_OF_STAND_IN, PAPER, versioned=False),
        "note_vacancy": Doing(
            note_vacancy,
            _day("since", "The first day without a holder.", N_("First day of the vacancy")),
            PAPER,
            versioned=False,
        ),
        "delegate": Doing(
            delegate,
            Take("to", Person, "Who signs: the holder of the unit's other first responsible post."),
            START_OF_DELEGATION,
            END_OF_DELEGATION,
            WHY_DELEGATED,
            versioned=False,
        ),
    },
)
DO_TENURE = Doings(
    acts.TENURE,
    "tenure",
    {
        "hand_over": Doing(
            hand_over,
            _day(
                "on",
                "The last day of whoever leaves.",
                N_("Last day of the outgoing holder"),
                N_("The other begins on the next day."),
            ),
            WHO,
            _kind(APPOINTABLE),
            PAPER,
        ),
        "relieve": Doing(relieve, _day("until", "The last day.", N_("Last day")), PAPER),
        "annul": Doing(annul, reason("Why the entry was wrong.")),
    },
)
DO_DELEGATION = Doings(acts.DELEGATION, "delegation", {"end_delegation": Doing(end_delegation)})
DO_PERSON = Doings(
    acts.PERSON,
    "person",
    {
        "amend": Doing(
            amend_person,
            Take("name", str, "The name, family name first.", N_("Name of the person"), most=60),
            Take(
                "phone",
                str,
                "The work phone; empty: the present one stays.",
                N_("Work phone"),
                N_("Leave empty to keep the present one."),
                most=32,
            ),
        ),
        "sign_in": Doing(open_sign_in, versioned=False),
    },
)
