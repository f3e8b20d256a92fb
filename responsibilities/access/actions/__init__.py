"""What changes accounts, grants and tokens."""

from responsibilities.access.actions.accounts import (
    NewAccount,
    bootstrap_admins,
    close_account,
    create_account,
    first_codes,
    open_accounts,
    sign_out_everywhere,
)
from responsibilities.access.actions.events import note
from responsibilities.access.actions.grants import (
    NewGrant,
    end_by_post,
    end_grant,
    end_many_by_post,
    grant_by_post,
    grant_many,
    grant_role,
)
from responsibilities.access.actions.resets import ask_reset, confirm_reset, drop_reset, reset_password
from responsibilities.access.actions.tokens import issue_token, revoke_token

__all__ = [
    "NewAccount",
    "NewGrant",
    "ask_reset",
    "bootstrap_admins",
    "close_account",
    "confirm_reset",
    "create_account",
    "drop_reset",
    "end_by_post",
    "end_grant",
    "end_many_by_post",
    "first_codes",
    "grant_by_post",
    "grant_many",
    "grant_role",
    "issue_token",
    "note",
    "open_accounts",
    "reset_password",
    "revoke_token",
    "sign_out_everywhere",
]
