"""The people of the demonstration: first responsible persons and staff of every unit down to the township."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from responsibilities.access.actions.accounts import bootstrap_admins, create_account
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for
from responsibilities.posts.actions import NewPerson, appoint, ensure_posts, import_roster, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.posts.rules import posts_for
from responsibilities.posts.rules.roster_words import RosterRow
from responsibilities.units.actions.bodies import load_bodies
from responsibilities.units.models import Unit
from responsibilities.units.rules import Level
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.site.demo.chapters import Chapter
from revitalization.site.demo.words import people

PASSWORD = "baton-demo-2026"  # noqa: S105 - printed on the screen of a demonstration; production refuses to start on it
COUNTY, TOWN = "620121000000", "620121101000"
PROVINCE = "620000000000"

STAFF = (
    ("demo.filer", "filer", TOWN),
    ("demo.reviewer", "reviewer", TOWN),
    ("demo.county", "receiver", COUNTY),
    ("demo.city", "receiver", "620100000000"),
    ("demo.province", "receiver", PROVINCE),
    ("demo.organization", "organizer", PROVINCE),
    ("demo.reader", "reader", PROVINCE),
    ("demo.leader", "leader", PROVINCE),
    ("demo.supervisor", "supervisor", PROVINCE),
    ("demo.inspector", "inspector", PROVINCE),
)
PRINCIPALS = (
    ("demo.secretary", "party_secretary", TOWN),
    ("demo.mayor", "government_head", TOWN),
    ("demo.county.secretary", "party_secretary", COUNTY),
)
ADMINISTRATORS = {
    "system_admin": "demo.system",
    "security_admin": "demo.security",
    "audit_admin": "demo.audit",
}
SECOND = ("demo.security.second", "卫国安")
"""Confirms what the first security administrator asks for about an administrator."""


@dataclass(frozen=True)
class SignIn:
    """One sign-in of the demonstration: name, person, what for and where."""

    username: str
    person: str
    role: str
    unit: str


def is_told() -> bool:
    """Whether the people of the demonstration are there already."""
    return User.objects.filter(username__in=[username for username, _role, _code in STAFF]).exists()


def chapters(now: datetime) -> Iterator[Chapter]:
    """Everybody is appointed before the first notice comes."""

    def run() -> tuple[()]:
        make_people(Actor.system("演示", via="command"), Unit.objects.live().get(code=PROVINCE))
        return ()

    yield Chapter(now - timedelta(days=380), run)


def make_people(actor: Actor, province: Unit) -> int:
    """Posts, administrators, the named sign-ins and everybody else by roster; returns how many rows the roster held."""
    names = people(62)
    load_bodies(actor=actor, provinces=[PROVINCE[:2]], levels=[Level.PROVINCE, Level.CITY])
    load_bodies(actor=actor, provinces=[COUNTY[:6]], levels=[Level.COUNTY])
    bodies = Unit.objects.live().filter(is_body=True).under(province)
    units = Unit.objects.live().territorial().under(province) | Unit.objects.filter(pk=province.pk)
    ensure_posts(actor=actor, units=units.exclude(level="village"))
    ensure_posts(actor=actor, units=bodies)
    villages = Unit.objects.live().territorial().under(Unit.objects.get(code=COUNTY, valid_to=None))
    villages = villages.filter(level="village")
    ensure_posts(actor=actor, units=villages)
    security = _administrators(actor, names)
    for username, role, code in STAFF:
        user, _code = create_account(actor=actor, username=username, name=next(names))
        grant_role(actor=security, user=_open(user), unit=Unit.objects.live().get(code=code), role=role)
    for username, key, code in PRINCIPALS:
        _principal(actor, username, next(names), Post.objects.get(unit__code=code, key=key))
    rows = list(roster(units.exclude(level="village") | bodies | villages, names))
    import_roster(actor=actor, rows=rows)
    return len(rows)


def _administrators(actor: Actor, names: Iterator[str]) -> Actor:
    nation = Unit.objects.get(lo=0)
    wanted = {role: (username, next(names)) for role, username in ADMINISTRATORS.items()}
    made = bootstrap_admins(actor=actor, unit=nation, names=wanted)
    for user, _code in made.values():
        _open(user)
    username, name = SECOND
    second, _code = create_account(actor=actor, username=username, name=name, unit=nation)
    grant_role(actor=actor, user=_open(second), unit=nation, role="security_admin")
    return actor_for(made["security_admin"][0].pk, fresh=True)


def _principal(actor: Actor, username: str, name: str, post: Post) -> None:
    tenure = appoint(
        actor=actor, post=post, person=NewPerson(name), since=clock.today() - timedelta(days=400)
    )
    if tenure.person is not None:
        user, _code = open_sign_in(actor=actor, person=tenure.person, username=username)
        _open(user)


def _open(user: User) -> User:
    """As the person does at the first sign-in: the one-time code gives way to an own password."""
    user.set_password(PASSWORD)
    user.must_change_password, user.code_expires_at = False, None
    user.save(update_fields=["password", "must_change_password", "code_expires_at"])
    return user


def roster(units: "object", names: Iterator[str]) -> Iterator[RosterRow]:
    """Roster rows of all units: principals (a few posts stay vacant), filer, reviewer, receiver above towns."""
    random = Random(62)  # noqa: S311 - believable, not secret
    taken = {(code, key) for _u, key, code in PRINCIPALS} | {(code, role) for _u, role, code in STAFF}
    number = 1
    for unit in units.order_by("lo"):  # type: ignore[attr-defined]
        for post, role in _wanted(unit):
            number += 1
            if (unit.code, post or role) in taken or (post and random.random() < 0.02):
                continue
            yield RosterRow(
                number=number,
                code=unit.code,
                post=post,
                role=role,
                name=next(names),
                kind="代" if post == "government_head" and random.random() < 0.03 else "",
                since=_since(random),
                phone=f"0931-{2_000_000 + number * 7 % 6_000_000}",
            )


def _wanted(unit: Unit) -> list[tuple[str, str]]:
    posts = [
        (spec.key.value, "")
        for spec in posts_for(unit.level, unit.kind, unit.name)
        if spec.is_first_responsible
    ]
    if unit.is_body or unit.level == "village":
        return posts
    staff = ["filer", "reviewer"] if unit.level == "township" else ["filer", "reviewer", "receiver"]
    return posts + [("", role) for role in staff]


def _since(random: Random) -> date:
    return clock.today() - timedelta(days=random.randint(120, 1_600))


def holder(role: str, unit: Unit) -> User | None:
    """Who holds the role there on the day of the story: the first of several."""
    grants = Grant.objects.on(clock.today()).filter(role=role, content_object=unit)
    found = grants.select_related("user").order_by("pk").first()
    return found.user if found else None


def sign_ins() -> list[SignIn]:
    """The named sign-ins that exist, with their roles today."""
    grants = Grant.objects.on(clock.today()).filter(user__username__startswith="demo.")
    rows = grants.select_related("user", "content_object").order_by("content_object__lo", "role", "pk")
    return [
        SignIn(g.user.username, g.user.name, g.role, g.content_object.path or g.content_object.name)
        for g in rows
    ]
