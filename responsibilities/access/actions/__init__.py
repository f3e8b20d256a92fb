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
from responsibilities.access.actions.grants import end_grant, grant_role
from responsibilities.access.actions.grants_by_post import (
    NewGrant,
    end_by_post,
    end_many_by_post,
    grant_by_post,
    grant_many,
)
from responsibilities.access.actions.proposals import (
    ask_close,
    ask_end,
    ask_grant,
    ask_reset,
    confirm_asked,
    drop_asked,
    fetch_code,
)
from responsibilities.access.actions.resets import reset_password
from responsibilities.access.actions.tokens import issue_token, revoke_token

__all__ = [
    "NewAccount",
    "NewGrant",
    "ask_close",
    "ask_end",
    "ask_grant",
    "ask_reset",
    "bootstrap_admins",
    "close_account",
    "confirm_asked",
    "create_account",
    "drop_asked",
    "end_by_post",
    "end_grant",
    "end_many_by_post",
    "fetch_code",
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
