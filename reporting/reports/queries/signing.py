"""Who must sign a unit's report, who has, and whose empty chair another signs for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Draft, Obligation, ObligationQuerySet, Signature
from reporting.reports.models.triggers import had_a_part, had_a_part_by
from responsibilities.access.models import Grant
from responsibilities.posts.models import Delegation, Post, Tenure
from responsibilities.posts.queries.delegations import in_force, that_held_at
from responsibilities.posts.rules import titled
from responsibilities.roles import Capability as C
from responsibilities.roles import roles_with
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.language import reads_english
from revitalization.kit.reach import holds_all


@dataclass(frozen=True)
class Slot:
    """One signature a report needs: of which post, who holds it today, whether it is there, and who else may give it:
    the person named in the `delegation` in force."""

    post_key: str
    title: str
    holder: str
    user_id: int | None
    signed: Signature | None
    post_id: UUID
    delegation: Delegation | None

    @property
    def vacant(self) -> bool:
        """Whether nobody holds the post that has to sign."""
        return not self.holder


def slots(obligation: Obligation) -> list[Slot]:
    """The signatures of this round: both first responsible persons, one at the village, in rank order."""
    made = {s.post_key: s for s in Signature.objects.filter(obligation=obligation, round=obligation.round)}
    posts = Post.objects.first_responsible().filter(unit_id=obligation.unit_id).order_by("rank", "id")
    held = (
        Tenure.objects.on(clock.today()).filter(post__in=posts, person__isnull=False).select_related("person")
    )
    by_post = {tenure.post_id: tenure for tenure in held}
    authorised = in_force(posts, clock.today()) if obligation.status == rules.SIGNING else {}
    return [_slot(post, by_post.get(post.pk), made.get(post.key), authorised.get(post.pk)) for post in posts]


def _slot(post: Post, tenure: Tenure | None, signed: Signature | None, delegation: Delegation | None) -> Slot:
    person = tenure.person if tenure else None
    return Slot(
        post_key=post.key,
        title=titled(post.title, tenure.kind) if tenure else post.title,
        holder=person.name if person else "",
        user_id=person.user_id if person else None,
        signed=signed,
        post_id=post.public_id,
        delegation=delegation,
    )


def nobody_signs(obligation: Obligation) -> bool:
    """Whether nobody could sign today: the unit has no first responsible post, or all are vacant.

    The way out lies above: appointing somebody, also acting, or letting the unit off the report.
    """
    posts = Post.objects.first_responsible().filter(unit_id=obligation.unit_id)
    return not Tenure.objects.on(clock.today()).filter(post__in=posts, person__user__isnull=False).exists()


def own_slots(found: list[Slot], actor: Actor) -> list[Slot]:
    """The unsigned slots this person can fill in the own name: the posts held."""
    return [s for s in found if s.signed is None and s.user_id is not None and s.user_id == actor.user_id]


def slots_for_others(found: list[Slot], actor: Actor) -> list[Slot]:
    """The unsigned slots of others which this principal of the same unit may sign for.

    A vacant post's, and those whose holder said so in writing; nobody else signs for an organ whose leader is there
    (regulation on official documents, art. 22). A stand-in holds the post and signs in the own name.
    """
    others = [s for s in found if s.signed is None and s.user_id != actor.user_id]
    return [s for s in others if s.vacant or (s.delegation and s.delegation.to.user_id == actor.user_id)]


def to_sign_by(rows: ObligationQuerySet, actor: Actor, day: date) -> ObligationQuerySet:
    """Those of which a signature is missing that this person may give: `own_slots` or `slots_for_others`, as SQL."""
    held = Tenure.objects.on(day).filter(post=OuterRef("pk"), person__isnull=False)
    given = Signature.objects.filter(
        obligation=OuterRef(OuterRef("pk")), round=OuterRef(OuterRef("round")), post_key=OuterRef("key")
    )
    authorised = Delegation.objects.on(day).filter(post=OuterRef("pk"), to__user=actor.user_id)
    theirs = Exists(held.filter(person__user=actor.user_id)) | ~Exists(held) | Exists(authorised)
    missing = Post.objects.first_responsible().filter(~Exists(given), theirs, unit=OuterRef("unit_id"))
    return rows.filter(Exists(missing))


def authority_of(obligation: Obligation, made: Signature) -> dict[str, dict[str, str]]:
    """What a submitted version keeps of the delegation behind a signature: `{"delegation": {since, until, reason}}`.

    Nothing where the holder signed, or where the post was vacant.
    """
    if not made.on_behalf or made.on_behalf == made.title:
        return {}
    found = that_held_at(obligation.unit_id, made.post_key, made.signed_by_id, made.at)
    if found is None:
        return {}
    days = {"since": found.since.isoformat(), "until": found.until.isoformat()}
    return {"delegation": {**days, "reason": found.reason}}


def facts_of(
    obligation: Obligation,
    actor: Actor,
    draft: Draft | None = None,
    new_due_on: date | None = None,
    found: Sequence[Slot] | None = None,
) -> rules.ReportFacts:
    """What the guards of the workflow must know about this obligation and this actor.

    `draft` and `found` (its `slots`) spare the questions where they were read already, from the same row.
    """
    kind, texts, receives = obligation.cycle.kind, {}, is_receiver(obligation, actor)
    if obligation.status == rules.DRAFT:
        texts = (draft or Draft.objects.filter(obligation=obligation).first() or Draft()).texts
    signing = obligation.status == rules.SIGNING
    return rules.ReportFacts(
        window=window_of(obligation),
        user_id=actor.user_id,
        is_receiver=receives,
        took_part=took_part(obligation, actor) if receives and not actor.is_system else not receives,
        wrote=wrote(obligation, actor) if obligation.status == rules.REVIEW else True,
        posts_to_sign=signing
        and any(s.signed is None for s in (slots(obligation) if found is None else found)),
        missing_sections=[f"“{s.named(reads_english())}”" for s in rules.empty_sections(kind.parts(), texts)],
        sections_over=[_over(s, n) for s, n in rules.parts_over(kind.parts(), texts, kind.length_limit)],
        new_due_on=new_due_on,
    )


def _over(section: rules.Section | None, n: int) -> str:
    if section is None:
        return _("the whole report (+%(n)s)") % {"n": n}
    return _("“%(section)s (+%(n)s)”") % {"section": section.named(reads_english()), "n": n}


def window_of(obligation: Obligation) -> rules.FilingWindow:
    """What the guards judge filing by: opening day, today, the cycle's state, the last day of the unit."""
    cycle = obligation.cycle
    return rules.FilingWindow(cycle.opens_on, clock.today(), cycle.status, obligation.unit.valid_to)


def took_part(obligation: Obligation, actor: Actor) -> bool:
    """Whether the person ever wrote, reviewed, signed or submitted this report, or makes reports of the unit today.

    Asked of the person, not of the post acted in nor of the account: who works in two houses decides on neither's
    report. The database asks the same SQL when the decision is written.
    """
    return _holds_in_sql(had_a_part("%(who)s", "%(report)s", "%(unit)s"), obligation, actor)


def wrote(obligation: Obligation, actor: Actor) -> bool:
    """Whether the person ever began, saved or sent this report; somebody else reviews it."""
    return _holds_in_sql(had_a_part_by("%(who)s", "%(report)s", rules.WROTE), obligation, actor)


def _holds_in_sql(sql: str, obligation: Obligation, actor: Actor) -> bool:
    if actor.user_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql}", {"who": actor.user_id, "report": obligation.pk, "unit": obligation.unit_id}
        )
        return bool(cursor.fetchone()[0])


def receivers(obligation: Obligation) -> list[int]:
    """Accounts that receive at the unit directly above, for all categories the report is about."""
    granted = Grant.objects.on(clock.today()).filter(
        Q(remit__isnull=True) | Q(remit__contains=sorted(obligation.remit)),
        content_object_id=obligation.receiver_id,
        role__in=roles_with(C.REPORT_RECEIVE, here=False),
    )
    return sorted(set(granted.values_list("user_id", flat=True)))


def is_receiver(obligation: Obligation, actor: Actor) -> bool:
    """Whether the actor decides for the unit directly above, the one that receives, and on all it is about."""
    if actor.is_system:
        return True
    return any(
        h.place.lo == obligation.receiver_lo
        and (C.REPORT_DECIDE in h.below or C.REPORT_RECEIVE in h.below)
        and holds_all(h.remit, obligation.remit)
        for h in actor.holdings
    )
