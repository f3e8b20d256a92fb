"""Pages and REST of a running national cycle, through Django's own handler.

Floors: the bare SQL of the same rows plus an empty signed-in page of the same frame. The list of REST is held against
the same rows as `values()` and orjson.
"""

import statistics
import time
from collections.abc import Callable

import orjson
from django.test import Client

from bench.registry import Result
from reporting.reports.models import Cycle, Obligation
from responsibilities.access.actions.accounts import bootstrap_admins
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor

TIMES = 15
BOARD = """
SELECT unit_id, status, due_on < now()::date, timely, sum(n) FROM reports_tally
WHERE cycle_id = %s AND unit_id IN (SELECT id FROM units_unit WHERE parent_id = %s) GROUP BY 1, 2, 3, 4
"""


def run(connection) -> list[Result]:
    """Board of a province and of the nation, REST list of 100 obligations."""
    client, cycle = _signed_in(), Cycle.objects.latest("pk")
    province = Unit.objects.get(code="620000000000")
    empty = _median(lambda: client.get("/jobs/"))

    def bare(unit: Unit) -> float:
        def read() -> None:
            with connection.cursor() as cursor:
                cursor.execute(BOARD, [cycle.pk, unit.pk])
                cursor.fetchall()

        return empty + _median(read)

    def board(unit: Unit) -> float:
        return _median(lambda: client.get(f"/cycles/{cycle.key}/{unit.code}/"))

    nation = Unit.objects.get(lo=0)
    results = []
    for name, unit in (("board_of_province", province), ("board_of_nation", nation)):
        seconds, floor = board(unit), bare(unit)
        results.append(Result(name, seconds, floor, seconds / floor, 2.0))
    return [*results, _rest(client, cycle, province)]


def _rest(client: Client, cycle: Cycle, province: Unit) -> Result:
    fields = (
        "unit__code",
        "unit__name",
        "cycle__key",
        "level",
        "status",
        "due_on",
        "first_due_on",
        "timely",
        "version",
    )
    url = f"/api/v1/obligations/?cycle={cycle.key}&under={province.code}&limit=100"

    def bare() -> None:
        rows = Obligation.objects.filter(cycle=cycle, lo__gte=province.lo, lo__lte=province.hi).order_by(
            "due_on", "id"
        )
        orjson.dumps(list(rows.values(*fields)[:100]), default=str)

    floor = _median(bare) + _median(lambda: client.get("/api/v1/me/"))
    seconds = _median(lambda: client.get(url))
    return Result("rest_100_obligations", seconds, floor, seconds / floor, 1.5)


def _signed_in() -> Client:
    system = Actor.system("bench", via="command")
    nation = Unit.objects.get(lo=0)
    names = {key: (f"bench.{key}", key) for key in ("system_admin", "security_admin", "audit_admin")}
    made = bootstrap_admins(actor=system, unit=nation, names=names)
    user = User(username="bench.reader", name="测速")
    user.set_unusable_password()
    user.save()
    grant_role(
        actor=actor_for(made["security_admin"][0].pk, fresh=True), user=user, unit=nation, role="receiver"
    )
    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/")
    return client


def _median(work: Callable[[], object]) -> float:
    found = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)
