"""What changes accounts, grants and tokens."""

from responsibilities.access.actions.accounts import (
    bootstrap_admins,
    close_account,
    create_account,
    reset_password,
    sign_out_everywhere,
)
from responsibilities.access.actions.events import note
from responsibilities.access.actions.grants import end_by_post, end_grant, grant_by_post, grant_role
from responsibilities.access.actions.tokens import issue_token, revoke_token

__all__ = [
    "bootstrap_admins",
    "close_account",
    "create_account",
    "end_by_post",
    "end_grant",
    "grant_by_post",
    "grant_role",
    "issue_token",
    "note",
    "reset_password",
    "revoke_token",
    "sign_out_everywhere",
]
