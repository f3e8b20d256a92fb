"""What takes two takes two in the database as well, also when a row that is there already is changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from responsibilities.access.actions import (
    ask_end,
    ask_grant,
    ask_reset,
    confirm_asked,
    fetch_code,
)
from responsibilities.access.models import Grant, Proposal, User
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from tests import world
from tests.access.conftest import account
from tests.cast import days

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def given(cast: Any, security: Actor, second: Actor) -> Grant:
    """An administrator's role of today, given by two."""
    user = User.objects.filter(username="xin.ren").first() or account("xin.ren")
    nation = world.unit(world.NATION)
    asked = ask_grant(actor=security, user=user, unit=nation, role="audit_admin", reason="增设")
    confirm_asked(actor=second, user=user, number=asked.pk)
    return Grant.objects.select_related("user", "content_object").get(user=user)


def ended(security: Actor, second: Actor, grant: Grant) -> Grant:
    asked = ask_end(actor=security, grant=grant, reason="调整")
    confirm_asked(actor=second, user=grant.user, number=asked.pk)
    grant.refresh_from_db()
    assert grant.until == clock.today() - timedelta(days=1)
    return grant


@pytest.mark.parametrize("until", [None, 30])
def test_nobody_alone_lets_an_administrators_role_last_again(
    cast: Any, security: Actor, second: Actor, until: int | None
) -> None:
    grant = ended(security, second, given(cast, security, second))
    wanted = None if until is None else days(until)
    for actor in (security, second):
        entry = Entry("grant.reopen", actor, ("account", str(grant.user.public_id)), "新任", 0)
        with pytest.raises(IntegrityError, match="grant_by_two"), transaction.atomic(), recorded(entry):
            Grant.objects.filter(pk=grant.pk).update(until=wanted)
    with pytest.raises(DatabaseError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(until=wanted)
    grant.refresh_from_db()
    assert grant.until == clock.today() - timedelta(days=1)


def test_two_and_the_command_line_let_it_last_again_and_two_shorten_it(
    cast: Any, security: Actor, second: Actor
) -> None:
    grant = ended(security, second, given(cast, security, second))
    assert given(cast, security, second).pk == grant.pk
    grant.refresh_from_db()
    assert grant.until is None
    ended(security, second, grant)
    call_command("administer", "xin.ren", give="audit_admin", reason="唯一的管理员")
    grant.refresh_from_db()
    assert grant.until is None
    asked = ask_end(actor=security, grant=grant, until=days(5), reason="到期")
    confirm_asked(actor=second, user=grant.user, number=asked.pk)
    grant.refresh_from_db()
    assert grant.until == days(5)


def test_a_proposal_is_confirmed_once_and_over_once(cast: Any, security: Actor, second: Actor) -> None:
    user = cast.user("shenji")
    asked = ask_reset(actor=security, user=user, reason="忘记密码")
    confirm_asked(actor=second, user=user, number=asked.pk)
    row = Proposal.objects.filter(pk=asked.pk)
    for change in ({"confirmed_by": None}, {"confirmed_by": cast.user("linnan")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    fetch_code(actor=security, user=user, number=asked.pk)
    before = row.values().get()
    for change in ({"ended_at": None}, {"ended_at": clock.now() + timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    assert row.values().get() == before
    dropped = ask_reset(actor=security, user=user, reason="又忘记了")
    Proposal.objects.filter(pk=dropped.pk).update(ended_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=dropped.pk).update(confirmed_by=second.user_id)
