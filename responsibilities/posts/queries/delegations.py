"""Who may sign for whom today by a written delegation."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet

from responsibilities.posts.models import Delegation, DelegationQuerySet, Person, Post, Tenure
from revitalization.kit import clock
from revitalization.kit.actor import Actor


def holder_of(post: Post, actor: Actor) -> Person | None:
    """The actor as the person who holds the post today, or None."""
    if actor.user_id is None:
        return None
    held = post.tenures.on(clock.today()).filter(person__user=actor.user_id).select_related("person")
    tenure = held.first()
    return tenure.person if tenure else None


def may_be_asked(post: Post, day: date) -> "QuerySet[Person]":
    """Whoever holds another first responsible post of the unit on the day and can sign in."""
    others = Post.objects.first_responsible().filter(unit=post.unit_id).exclude(pk=post.pk)
    held = Tenure.objects.on(day).filter(post__in=others, person__isnull=False)
    own = Tenure.objects.on(day).filter(post=post, person__isnull=False)
    people = Person.objects.filter(pk__in=held.values("person"), user__isnull=False)
    return people.exclude(pk__in=own.values("person")).order_by("pk")


def in_force(posts: Iterable[Post], day: date) -> Mapping[int, Delegation]:
    """By post, the delegation in force on the day; one query. At most one is: their days never overlap."""
    rows = Delegation.objects.on(day).filter(post__in=list(posts)).select_related("to", "giver")
    return {row.post_id: row for row in rows}


def that_held_at(unit_id: int, post_key: str, user_id: int, at: datetime) -> Delegation | None:
    """The delegation by which this account signed for the post at this instant, or None."""
    day = clock.local(at).date()
    not_ended = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    rows = Delegation.objects.filter(
        not_ended, post__unit=unit_id, post__key=post_key, to__user=user_id, since__lte=day, until__gte=day,
        given_at__lte=at,
    )  # fmt: skip
    return rows.order_by("-given_at").first()


def of_post(post: Post) -> DelegationQuerySet:
    """All that were ever given for the post, newest first."""
    return post.delegations.select_related("giver", "to").order_by("-since", "-id")
