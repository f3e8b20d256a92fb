"""The cast: who acts in the stories, and on which units.

Hongcheng town (红城镇) of Yongdeng county files; Yongdeng county receives; Lanzhou city and Gansu province stand above;
Zhongbu town is its sister; Gangu county and Xiji county in Ningxia are elsewhere.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from responsibilities.access.actions.accounts import bootstrap_admins
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.posts.actions import NewPerson, appoint, ensure_posts, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world

SINCE = date(2026, 1, 5)
PASSWORD = "qiao-liang-2026"

# sign-in name, name, role, unit
STAFF = (
    ("wangfang", "王芳", "filer", "TOWN"),
    ("lijun", "李军", "reviewer", "TOWN"),
    ("sunli", "孙丽", "filer", "SISTER"),
    ("chenjing", "陈静", "receiver", world.YONGDENG),
    ("zhouqiang", "周强", "receiver", world.LANZHOU),
    ("wumin", "吴敏", "receiver", world.GANSU),
    ("zhenghua", "郑华", "receiver", world.GANGU),
    ("maling", "马玲", "receiver", world.XIJI),
    ("hexin", "何欣", "organizer", world.LANZHOU),
    ("guoping", "郭平", "reader", world.YONGDENG),
    ("dingwei", "丁伟", "supervisor", world.YONGDENG),
    ("xuhui", "徐辉", "leader", world.YONGDENG),
    ("luyan", "陆岩", "inspector", world.YONGDENG),
    ("linnan", "林楠", "receiver", world.NATION),
)

# sign-in name, name, post, unit
PRINCIPALS = (
    ("zhaogang", "赵刚", "party_secretary", "TOWN"),
    ("qianmei", "钱梅", "government_head", "TOWN"),
    ("fengbo", "冯波", "party_secretary", world.YONGDENG),
    ("weiwei", "卫伟", "government_head", world.YONGDENG),
)


def town() -> Unit:
    """The township of the stories: Hongcheng town (红城镇) in Yongdeng county."""
    return Unit.objects.children_of(world.unit(world.YONGDENG)).filter(kind="town").order_by("lo")[1]


def sister() -> Unit:
    """Its sister: Zhongbu town (中堡镇) of the same county."""
    return Unit.objects.children_of(world.unit(world.YONGDENG)).filter(kind="town").order_by("lo")[2]


def place(code: str) -> Unit:
    """A unit of the cast's table."""
    return town() if code == "TOWN" else sister() if code == "SISTER" else world.unit(code)


def appoint_cast() -> None:
    """Appoints everybody through the product's own actions, as the owner's command would."""
    actor = Actor.system("tests", via="command")
    ensure_posts(actor=actor, units=Unit.objects.live())
    admins = {
        "system_admin": ("xitong", "系统员"),
        "security_admin": ("anquan", "安全员"),
        "audit_admin": ("shenji", "审计员"),
    }
    made = bootstrap_admins(actor=actor, unit=world.unit(world.NATION), names=admins)
    for user, _code in made.values():
        _ready(user)
    security = actor_for(made["security_admin"][0].pk, fresh=True)
    for username, name, role, code in STAFF:
        _staff(security, username, name, role, place(code))
    for username, name, key, code in PRINCIPALS:
        post = Post.objects.get(unit=place(code), key=key)
        tenure = appoint(actor=actor, post=post, person=NewPerson(name), since=SINCE)
        assert tenure.person is not None
        user, _code = open_sign_in(actor=actor, person=tenure.person)
        assert user.username == username
        _ready(user)


def _staff(security: Actor, username: str, name: str, role: str, unit: Unit) -> None:
    grant_role(actor=security, user=_account(username, name), unit=unit, role=role)


def _account(username: str, name: str) -> User:
    user = User(username=username, name=name)
    return _ready(user)


def _ready(user: User) -> User:
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.code_expires_at = None
    user.save()
    return user


@dataclass
class Cast:
    """Actors by sign-in name, resolved anew at every look: `cast.wangfang`."""

    def __getattr__(self, username: str) -> Actor:
        if username.startswith("_"):
            raise AttributeError(username)
        return actor_for(User.objects.get(username=username).pk, via="html")

    def fresh(self, username: str) -> Actor:
        """The same as one who has just signed in."""
        return actor_for(User.objects.get(username=username).pk, via="html", fresh=True)

    def user(self, username: str) -> User:
        return User.objects.get(username=username)


def days(n: int) -> date:
    """Today and n days."""
    return clock.today() + timedelta(days=n)
