"""The filter of a list says the same as the check of one subject, however many spans and whatever is asked around it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db.models import Q

from responsibilities.access.models import User
from responsibilities.posts.models import Post
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.reach import Reach, Span
from tests import world
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("cast")


def places(*codes: str) -> Reach:
    return Reach(frozenset((world.unit(code).span, None) for code in codes))


def own(*codes: str) -> Reach:
    """The units themselves and nothing below."""
    return Reach(frozenset((Span(world.unit(code).lo, world.unit(code).lo), None) for code in codes))


REACHES = {
    "nothing": lambda: Reach(),
    "everything": lambda: places(world.NATION),
    "two counties": lambda: places(world.YONGDENG, world.XIJI),
    "one below the other": lambda: places(world.LANZHOU, world.YONGDENG),
    "single units": lambda: own(world.LANZHOU, world.GANGU, world.NATION),
    "units and what lies below others": lambda: Reach(own(world.GANSU).pairs | places(world.XIJI).pairs),
}


@pytest.mark.parametrize("name", REACHES)
@pytest.mark.django_db
def test_a_list_holds_what_the_check_allows_and_its_complement_the_rest(name: str) -> None:
    reach = REACHES[name]()
    units = {unit for unit in Unit.objects.all() if reach.covers(unit.lo)}
    assert set(Unit.objects.filter(reach.q())) == units
    assert set(Unit.objects.exclude(reach.q())) == set(Unit.objects.all()) - units
    named = Q(kind="town")
    assert set(Unit.objects.filter(named | reach.q())) == units | set(Unit.objects.filter(named))
    # Through another table, and where there may be nothing on its other side.
    posts = {post for post in Post.objects.select_related("unit") if reach.covers(post.unit.lo)}
    assert set(Post.objects.filter(reach.q("unit__lo"))) == posts
    assert set(Post.objects.exclude(reach.q("unit__lo"))) == set(Post.objects.all()) - posts
    opened = set(User.objects.filter(reach.q("origin__lo")))
    assert set(User.objects.exclude(reach.q("origin__lo"))) == set(User.objects.all()) - opened


@pytest.mark.parametrize("name", REACHES)
@pytest.mark.django_db
def test_what_touches_a_reach_shares_a_position_with_it(name: str) -> None:
    reach = REACHES[name]()
    touching = {
        unit for unit in Unit.objects.all()
        if any(unit.lo <= span.hi and unit.hi >= span.lo for span in reach.spans())
    }  # fmt: skip
    assert set(Unit.objects.filter(reach.touching())) == touching
    assert set(Unit.objects.filter(Q(kind="town") | reach.touching())) == touching | set(
        Unit.objects.filter(kind="town")
    )


@pytest.mark.django_db
def test_a_condition_of_fifty_spans_is_one_condition() -> None:
    reach = Reach(frozenset((Span(at * 10, at * 10 + 5), None) for at in range(50)))
    assert len(reach.spans()) == 50
    assert len(Unit.objects.filter(reach.q()).query.where.children) == 1
    assert len(Unit.objects.filter(reach.touching()).query.where.children) == 1


@pytest.mark.parametrize(
    "copied",
    [
        lambda actor: replace(actor, holdings=()),
        lambda actor: replace(actor, ceiling=Ceiling(frozenset(), Span(0, 0))),
        lambda actor: actor.acting_in("tenure:2", ""),
    ],
)
def test_a_copy_of_who_acts_remembers_nothing_of_the_original(
    cast: Cast, copied: Callable[[Actor], Actor]
) -> None:
    """However it is copied: a memory that is carried over answers with rights that the copy no longer has."""
    actor = replace(
        cast.wangfang, holdings=tuple(replace(h, source="tenure:1") for h in cast.wangfang.holdings)
    )
    assert actor.has(Capability.REPORT_DRAFT)
    assert actor.once("rights", lambda one: "read once") == "read once"
    other = copied(actor)
    assert not other.has(Capability.REPORT_DRAFT)
    assert other.once("rights", lambda one: "asked anew") == "asked anew"
