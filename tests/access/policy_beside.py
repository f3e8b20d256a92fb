"""Questions about accounts whose answers no page shows alone."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.test import Client

from responsibilities.roles import BY_KEY, C
from revitalization.kit.actor import Actor
from tests.policy.basics import undone


def offers(stage: Any, actor: Actor) -> object:
    """What the page of an account offers to a role that only resets accounts; there is none today."""
    if actor.user_id != stage.cast.user("anquan").pk:
        return None
    full, less = BY_KEY["security_admin"], {C.ROLE_GRANT, C.TOKEN_ISSUE}
    only = replace(full, here=full.here - less, below=full.below - less)
    with undone(), patch.dict(BY_KEY, {"security_admin": only}):
        client = Client()
        client.force_login(stage.cast.user("anquan"))
        page = client.get(f"/accounts/{stage.cast.user('wangfang').public_id}/")
        return page.status_code, page.context["may_grant"], page.context["may_issue"]


QUESTIONS = (offers,)
