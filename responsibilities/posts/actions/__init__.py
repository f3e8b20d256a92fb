"""Verbs of posts: make them, fill them, free them."""

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

__all__ = [
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
