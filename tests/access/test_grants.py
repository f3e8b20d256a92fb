"""Who may do what, by the grants in force today."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from responsibilities.access.actions import end_by_post, end_grant, grant_by_post, grant_role
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_at_desk, actor_for, holders, holders_sql, posts_of
from responsibilities.record.models import Entry as Recorded
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, FreshSignInNeeded, Hidden, Invalid, Refused
from revitalization.kit.perform import history, recorded
from revitalization.kit.ports import Entry
from tests import world
from tests.access.conftest import COMMAND
from tests.cast import days, sister, town


def names(people: Any) -> set[str]:
    return {person.username for person in people}


def test_an_actor_costs_one_query_however_many_grants(
    cast: Any, django_assert_num_queries: Any, security: Actor
) -> None:
    wang = cast.user("wangfang")
    with django_assert_num_queries(1):
        actor_for(wang.pk)
    for code in (world.GAOLAN, world.YUZHONG, world.GANGU):
        grant_role(actor=security, user=wang, unit=world.unit(code), role="reader")
    with django_assert_num_queries(1):
        actor = actor_for(wang.pk)
    assert actor.can(C.REPORT_READ, world.unit(world.GANGU))


def test_a_filer_files_here_and_sees_nothing_of_the_sister_town(cast: Any) -> None:
    assert cast.wangfang.can(C.REPORT_DRAFT, town())
    assert not cast.wangfang.can(C.REPORT_READ, sister())
    assert not cast.wangfang.can(C.REPORT_READ, world.unit(world.YONGDENG))


def test_a_receiver_decides_below_and_never_on_the_own_report(cast: Any) -> None:
    county = world.unit(world.YONGDENG)
    assert cast.chenjing.can(C.REPORT_DECIDE, town())
    assert not cast.chenjing.can(C.REPORT_DECIDE, county)
    assert cast.chenjing.can(C.REPORT_READ, county)


def test_a_role_holds_from_its_first_to_its_last_day_and_not_a_day_longer(cast: Any, security: Actor) -> None:
    guo = cast.user("guoping")
    given = {"actor": security, "user": guo, "unit": world.unit(world.GANGU), "role": "filer"}
    grant_role(**given, since=days(2), until=days(4))
    gangu = world.unit(world.GANGU)
    answers = []
    for later in range(7):
        with clock.moved_to(clock.now() + timedelta(days=later)):
            answers.append(actor_for(guo.pk).can(C.REPORT_DRAFT, gangu))
    assert answers == [False, False, True, True, True, False, False]


def test_what_is_ended_is_gone_with_the_next_request(cast: Any, security: Actor, signed_in: Any) -> None:
    browser = signed_in("chenjing")
    address = f"/units/{town().code}/?tab=roles"
    assert browser.get(address).status_code == 200
    grant = Grant.objects.get(user=cast.user("chenjing"))
    end_grant(actor=security, grant=grant)
    assert browser.get(address).status_code == 404
    assert Grant.objects.get(pk=grant.pk).until == days(-1)


def test_who_was_appointed_today_and_relieved_today_was_never_in_force(cast: Any, security: Actor) -> None:
    grant = grant_role(actor=security, user=cast.user("guoping"), unit=town(), role="reviewer")
    assert grant.since == clock.today()
    end_grant(actor=security, grant=grant)
    assert not actor_for(cast.user("guoping").pk).can(C.REPORT_REVIEW, town())
    again = grant_role(actor=security, user=cast.user("guoping"), unit=town(), role="reviewer")
    assert again.pk == grant.pk
    assert actor_for(cast.user("guoping").pk).can(C.REPORT_REVIEW, town())


def test_the_same_role_is_not_given_twice(cast: Any, security: Actor) -> None:
    with pytest.raises(Conflict):
        grant_role(actor=security, user=cast.user("wangfang"), unit=town(), role="filer")


def test_nobody_gives_a_role_to_themselves(cast: Any, security: Actor) -> None:
    before = Grant.objects.count()
    with pytest.raises(Refused):
        grant_role(actor=security, user=cast.user("anquan"), unit=town(), role="filer")
    assert Grant.objects.count() == before


def test_giving_asks_for_a_fresh_sign_in_and_the_right_on_the_place(cast: Any) -> None:
    wang, before = cast.user("wangfang"), Grant.objects.count()
    with pytest.raises(FreshSignInNeeded):
        grant_role(actor=cast.anquan, user=wang, unit=town(), role="reviewer")
    with pytest.raises(Forbidden):
        grant_role(actor=cast.chenjing, user=wang, unit=town(), role="reviewer")
    with pytest.raises(Hidden):
        grant_role(actor=cast.chenjing, user=wang, unit=world.unit(world.GANGU), role="reviewer")
    assert Grant.objects.count() == before


def test_a_county_administrator_gives_roles_in_the_county_only(cast: Any, security: Actor) -> None:
    grant_role(
        actor=COMMAND, user=cast.user("guoping"), unit=world.unit(world.YONGDENG), role="security_admin"
    )
    guo = actor_for(cast.user("guoping").pk, fresh=True)
    assert grant_role(actor=guo, user=cast.user("sunli"), unit=town(), role="filer")
    with pytest.raises(Hidden):
        grant_role(actor=guo, user=cast.user("sunli"), unit=world.unit(world.LANZHOU), role="filer")


@pytest.mark.parametrize(
    "wrong", [{"role": "king"}, {"since": date(2026, 11, 23)}, {"until": date(2026, 11, 1)}]
)
def test_wrong_input_is_named_and_changes_nothing(cast: Any, security: Actor, wrong: dict[str, Any]) -> None:
    before = Grant.objects.count()
    given = {"actor": security, "user": cast.user("wangfang"), "unit": town(), "role": "reviewer", **wrong}
    with pytest.raises(Invalid) as refused:
        grant_role(**given)
    assert [error.field for error in refused.value.errors] == list(wrong)
    assert Grant.objects.count() == before


def test_the_role_of_a_post_is_not_given_by_hand(cast: Any, security: Actor) -> None:
    with pytest.raises(Refused):
        grant_role(actor=security, user=cast.user("wangfang"), unit=town(), role="principal")


def test_each_gift_and_each_end_is_one_entry_of_the_record(cast: Any, security: Actor) -> None:
    before = Recorded.objects.count()
    grant = grant_role(
        actor=security, user=cast.user("wangfang"), unit=town(), role="reviewer", reason="轮岗"
    )
    end_grant(actor=security, grant=grant, until=days(3), reason="轮岗结束")
    made = list(Recorded.objects.order_by("id")[before:])
    assert [(entry.verb, entry.reason, entry.lo) for entry in made] == [
        ("role.grant", "轮岗", town().lo),
        ("role.end", "轮岗结束", town().lo),
    ]
    assert made[0].after["role"] == "reviewer"


ADMINISTRATORS = [("xitong", "security_admin"), ("anquan", "audit_admin"), ("shenji", "system_admin")]


@pytest.mark.parametrize(("username", "role"), ADMINISTRATORS)
def test_system_security_and_audit_administrators_exclude_each_other(
    cast: Any, security: Actor, username: str, role: str
) -> None:
    before = Grant.objects.count()
    with pytest.raises(Refused):
        grant_role(actor=COMMAND, user=cast.user(username), unit=world.unit(world.GANGU), role=role)
    assert Grant.objects.count() == before


@pytest.mark.database
@pytest.mark.parametrize(("username", "role"), ADMINISTRATORS)
def test_the_database_itself_refuses_two_administrator_roles(cast: Any, username: str, role: str) -> None:
    held = Grant.objects.get(user=cast.user(username))
    other = Grant.objects.filter(role=role).first()
    assert other is not None
    actor = Actor.system("tests", via="command")
    with pytest.raises(DatabaseError, match="grant_exclusive"), transaction.atomic(), history(actor, "test"):
        Grant.objects.create(
            user=held.user,
            role=role,
            content_object=town(),
            permission=other.permission,
            since=clock.today(),
        )


@pytest.mark.database
def test_the_database_keeps_grants_from_being_deleted_moved_or_given_to_oneself(cast: Any) -> None:
    grant = Grant.objects.get(user=cast.user("wangfang"))
    actor = Actor.system("tests", via="command")
    for change in (
        lambda: Grant.objects.filter(pk=grant.pk).delete(),
        lambda: Grant.objects.filter(pk=grant.pk).update(role="receiver"),
        lambda: Grant.objects.filter(pk=grant.pk).update(content_object=sister()),
        lambda: User.objects.filter(pk=grant.user_id).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), history(actor, "test"):
            change()
    about = {"role": "reader", "content_object": town(), "permission": grant.permission, "since": days(0)}
    with pytest.raises(IntegrityError, match="grant_not_by_self"), history(actor, "test"):
        Grant.objects.create(user=grant.user, granted_by=grant.user, **about)


@pytest.mark.database
def test_a_grant_changes_only_inside_a_recorded_act(cast: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Grant.objects.filter(user=cast.user("wangfang")).update(until=days(3))


# ------------------------------------------------------------------ posts


def second_post(cast: Any, source: str = "tenure:900001") -> Grant:
    actor = Actor.system("tests", via="command")
    zhao = cast.user("zhaogang")
    with recorded(Entry("test.appoint", actor, ("test", "1"), "兼任", sister().lo)):
        return grant_by_post(
            actor=actor,
            user=zhao,
            unit=sister(),
            role="principal",
            source=source,
            source_label="中堡镇 镇长",
            since=days(0),
        )


def test_one_post_is_acted_in_without_asking(cast: Any) -> None:
    zhao = cast.user("zhaogang")
    actor, posts = actor_at_desk(zhao.pk, "")
    assert len(posts) == 1
    assert actor.post == posts[0].label
    assert actor.can(C.REPORT_SIGN, town())


def test_with_two_posts_one_acts_in_one_at_a_time_and_the_record_names_it(cast: Any) -> None:
    second_post(cast)
    zhao = cast.user("zhaogang")
    first, posts = actor_at_desk(zhao.pk, "")
    other, _ = actor_at_desk(zhao.pk, "tenure:900001")
    assert [post.source for post in posts_of(zhao.pk)] == [post.source for post in posts]
    assert (first.can(C.REPORT_SIGN, town()), first.can(C.REPORT_SIGN, sister())) == (True, False)
    assert (other.can(C.REPORT_SIGN, town()), other.can(C.REPORT_SIGN, sister())) == (False, True)
    assert other.post == "中堡镇 镇长"


def test_a_post_that_is_over_cannot_be_acted_in(cast: Any) -> None:
    second_post(cast)
    actor = Actor.system("tests", via="command")
    with recorded(Entry("test.relieve", actor, ("test", "1"), "免职", sister().lo)):
        assert end_by_post(source="tenure:900001", until=days(-1)) == 1
    here, posts = actor_at_desk(cast.user("zhaogang").pk, "tenure:900001")
    assert len(posts) == 1
    assert here.can(C.REPORT_SIGN, town())
    assert not here.can(C.REPORT_SIGN, sister())


def test_choosing_a_post_works_by_form_and_refuses_what_is_not_one_s_own(cast: Any, signed_in: Any) -> None:
    second_post(cast)
    browser = signed_in("zhaogang")
    page = browser.get("/acting/?next=/account/")
    assert "中堡镇 镇长" in page.content.decode()
    assert browser.post("/acting/", {"source": "tenure:1234567"}).status_code == 400
    chosen = browser.post("/acting/", {"source": "tenure:900001", "next": "/account/"})
    assert (chosen.status_code, chosen["Location"]) == (302, "/account/")
    assert browser.get("/account/").context["request"].actor.post == "中堡镇 镇长"


# ------------------------------------------------------------------ the other way round


def test_holders_are_those_here_and_those_above_with_the_right_below(cast: Any) -> None:
    assert names(holders(C.REPORT_DECIDE, town().lo)) == {"chenjing", "zhouqiang", "wumin", "linnan"}
    assert names(holders(C.REPORT_DECIDE, world.unit(world.YONGDENG).lo)) == {"zhouqiang", "wumin", "linnan"}
    assert names(holders(C.REPORT_DRAFT, town().lo)) == {"wangfang"}


def test_holders_agree_with_what_each_actor_may(cast: Any) -> None:
    people = {user.username: actor_for(user.pk) for user in User.objects.all()}
    for unit in (
        town(),
        sister(),
        world.unit(world.YONGDENG),
        world.unit(world.XIJI),
        world.unit(world.NATION),
    ):
        for right in (
            C.REPORT_DRAFT,
            C.REPORT_DECIDE,
            C.REPORT_READ,
            C.POST_APPOINT,
            C.ROLE_GRANT,
            C.REPORT_SIGN,
        ):
            able = {name for name, actor in people.items() if actor.can(right, unit)}
            assert names(holders(right, unit.lo)) == able, (unit.name, right)


def test_holders_of_many_places_at_once_agree_with_one_by_one(cast: Any) -> None:
    places = {unit.pk: unit for unit in (town(), sister(), world.unit(world.YONGDENG))}
    sql, params = holders_sql(C.REPORT_READ, "SELECT unnest(%s::bigint[])")
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(places), *params])
        rows = set(cursor.fetchall())
    single = {(pk, user.pk) for pk, unit in places.items() for user in holders(C.REPORT_READ, unit.lo)}
    assert rows == single


def test_a_closed_account_holds_nothing_and_is_told_nothing(cast: Any) -> None:
    User.objects.filter(username="chenjing").update(is_active=False)
    assert not cast.chenjing.has(C.REPORT_READ)
    assert "chenjing" not in names(holders(C.REPORT_DECIDE, town().lo))


def test_every_grant_carries_the_one_permission_of_the_grant_tables(cast: Any) -> None:
    assert set(Grant.objects.values_list("permission__codename", flat=True)) == {"hold"}
