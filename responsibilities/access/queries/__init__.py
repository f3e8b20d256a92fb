"""Who may do what, who administers which account, and what the security log tells."""

from responsibilities.access.queries.accounts import (
    accounts_within,
    codes_given,
    is_administrator,
    is_one_person,
    looking_like,
    never_used,
    not_known_elsewhere,
    place_of,
    proposed,
    takes_two,
)
from responsibilities.access.queries.actors import (
    PostHeld,
    actor_at_desk,
    actor_for,
    actor_then,
    holders,
    holders_sql,
    names_with,
    office_sql,
    posts_of,
    roles_on,
    valid_token,
)
from responsibilities.access.queries.log import events_within, guesses

__all__ = [
    "PostHeld",
    "accounts_within",
    "actor_at_desk",
    "actor_for",
    "actor_then",
    "codes_given",
    "events_within",
    "guesses",
    "holders",
    "holders_sql",
    "is_administrator",
    "is_one_person",
    "looking_like",
    "never_used",
    "not_known_elsewhere",
    "names_with",
    "office_sql",
    "place_of",
    "posts_of",
    "proposed",
    "roles_on",
    "takes_two",
    "valid_token",
]
