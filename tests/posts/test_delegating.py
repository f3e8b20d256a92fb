"""A first responsible person who is away lets the other one sign, in writing and for some days, and nobody else does."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from responsibilities.notices.models import Notice
from responsibilities.posts.actions import delegate, end_delegation, hand_over
from responsibilities.posts.actions.people import NewPerson
from responsibilities.posts.models import Delegation, Person, Post, Tenure
from responsibilities.posts.queries.delegations import in_force
from responsibilities.record.models import Entry
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, FreshSignInNeeded, Hidden, Invalid, Stale
from tests.cast import Cast, days, town
from tests.posts.sheets import as_

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests", via="command")


def head() -> Post:
    return Post.objects.get(unit=town(), key="government_head")


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def given(cast: Cast, **more: object) -> Delegation:
    values: dict = {"to": person("赵刚"), "since": days(0), "until": days(9), "reason": "赴兰州参加培训"}
    return delegate(actor=cast.fresh("qianmei"), post=head(), **(values | more))


def test_the_holder_authorises_the_other_principal_for_some_days(cast: Cast) -> None:
    made = given(cast)
    assert in_force([head()], days(0)) == in_force([head()], days(9)) == {head().pk: made}
    assert in_force([head()], days(-1)) == in_force([head()], days(10)) == {}
    entry = Entry.objects.get(verb="post.delegate")
    assert (entry.actor_name, entry.after["person"], entry.reason) == ("钱梅", "赵刚", "赴兰州参加培训")


def test_whoever_is_authorised_hears_of_it_and_nobody_else(cast: Cast) -> None:
    given(cast)
    told = Notice.objects.filter(event__startswith="post.delegate:")
    assert [it.recipient.username for it in told.select_related("recipient")] == ["zhaogang"]


@pytest.mark.parametrize("who", ["zhaogang", "wangfang", "chenjing", "hexin", "fengbo", "guoping"])
def test_nobody_but_the_holder_can_say_so(cast: Cast, who: str) -> None:
    entries = Entry.objects.count()
    with pytest.raises((Forbidden, Hidden)):
        delegate(
            actor=cast.fresh(who), post=head(), to=person("赵刚"), since=days(0), until=days(1), reason="出差"
        )
    assert (Delegation.objects.count(), Entry.objects.count()) == (0, entries)


def test_it_asks_for_a_fresh_sign_in(cast: Cast) -> None:
    with pytest.raises(FreshSignInNeeded):
        delegate(
            actor=cast.qianmei, post=head(), to=person("赵刚"), since=days(0), until=days(1), reason="出差"
        )
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("to", lambda: {"to": person("冯波")}),
        ("to", lambda: {"to": person("钱梅")}),
        ("since", lambda: {"since": days(-1)}),
        ("until", lambda: {"until": days(-1)}),
        ("until", lambda: {"until": days(90)}),
        ("reason", lambda: {"reason": "  "}),
    ],
)
def test_what_is_no_delegation_is_refused_at_its_field(cast: Cast, field: str, wrong: object) -> None:
    entries = Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        given(cast, **wrong())  # type: ignore[operator]
    assert {error.field for error in refused.value.errors} == {field}
    assert (Delegation.objects.count(), Entry.objects.count()) == (0, entries)


def test_ninety_days_are_the_most(cast: Cast) -> None:
    assert given(cast, until=days(89)).until == days(89)


def test_no_two_people_are_authorised_for_one_day(cast: Cast) -> None:
    given(cast)
    with pytest.raises(Conflict):
        given(cast, since=days(9), until=days(12))
    assert Delegation.objects.count() == 1
    assert given(cast, since=days(10), until=days(12)).since == days(10)


def test_it_is_taken_back_at_once_and_only_once(cast: Cast) -> None:
    made = given(cast)
    with pytest.raises(Stale):
        end_delegation(actor=cast.fresh("qianmei"), delegation=made, version=made.version + 1)
    with pytest.raises((Forbidden, Hidden)):
        end_delegation(actor=cast.fresh("zhaogang"), delegation=made, version=made.version)
    assert in_force([head()], days(0))
    ended = end_delegation(actor=cast.fresh("qianmei"), delegation=made, version=made.version)
    assert in_force([head()], days(0)) == {}
    with pytest.raises(Conflict):
        end_delegation(actor=cast.fresh("qianmei"), delegation=ended, version=ended.version)


def test_it_ends_with_the_time_of_whoever_gave_it(cast: Cast) -> None:
    given(cast)
    tenure = Tenure.objects.get(post=head(), until=None)
    hand_over(actor=SYSTEM, tenure=tenure, person=NewPerson("孟凡"), on=days(0))
    assert in_force([head()], days(0))
    assert in_force([head()], days(1)) == {}


def test_the_database_takes_it_from_the_holder_alone_and_keeps_it(cast: Cast) -> None:
    made = given(cast)
    values = {"post": head(), "giver": person("钱梅"), "to": person("赵刚")}
    with pytest.raises(DatabaseError), transaction.atomic():
        Delegation.objects.create(since=days(20), until=days(21), reason="出差", **values)
    for change in ({"until": days(80)}, {"reason": "改"}, {"to": person("冯波")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Delegation.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()
    assert list(Delegation.objects.values_list("until", "reason")) == [(days(9), "赴兰州参加培训")]


def test_the_page_asks_the_holder_and_keeps_what_was_typed(cast: Cast) -> None:
    client = as_(cast, "qianmei")
    url = reverse("post_delegate", args=[head().public_id])
    assert url in client.get(reverse("post", args=[head().public_id])).content.decode()
    assert "赵刚" in client.get(url).content.decode()
    wrong = {"to": person("赵刚").public_id, "since": days(0), "until": days(-3), "reason": "下乡调研三天"}
    answer = client.post(url, wrong)
    assert answer.status_code == 400
    assert "下乡调研三天" in answer.content.decode()
    assert not Delegation.objects.exists()


def test_the_page_records_it_and_takes_it_back(cast: Cast) -> None:
    client = as_(cast, "qianmei")
    url = reverse("post_delegate", args=[head().public_id])
    good = {"to": person("赵刚").public_id, "since": days(0), "until": days(3), "reason": "下乡调研三天"}
    answer = client.post(url, good)
    assert answer.status_code in (302, 303), answer.content.decode()
    made = Delegation.objects.get()
    assert "下乡调研三天" in client.get(reverse("post", args=[head().public_id])).content.decode()
    end = reverse("delegation_end", args=[made.public_id])
    assert client.post(end).status_code == 428
    assert client.post(end, {"version": made.version}).status_code in (302, 303)
    made.refresh_from_db()
    assert made.ended_at is not None
