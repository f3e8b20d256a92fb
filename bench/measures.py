"""The one board of the nation, bar, map and table, for each kind of measure.

Floor: the bare SQL of the same figures, plus an empty signed-in page of the same frame.
"""

from collections.abc import Callable
from datetime import date

from bench.readers import least, paired, reader, security_admin
from bench.registry import Result
from reporting.reports.models import Cycle
from reporting.reports.queries import measures as cycles
from responsibilities.posts.actions import ensure_posts
from responsibilities.posts.models import Post
from responsibilities.posts.queries import measures as posts
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import At

BOARDS = (
    ("measure_filing_of_nation", "filing"),
    ("measure_on_time_of_nation", "on-time"),
    ("measure_posts_of_nation", "posts"),
)


def run(connection) -> list[Result]:
    """Board and map of the nation for measures of reports and of posts."""
    nation = Unit.objects.get(lo=0)
    security_admin()
    if not Post.objects.exists():
        above = Unit.objects.live().territorial().exclude(level="village")
        ensure_posts(actor=Actor.system("bench", via="command"), units=above)
    client = reader("bench.boards", [nation])
    today = clock.today()
    rows = Unit.objects.children_of(nation).values_list("id", "lo", "hi")
    provinces = [At(*row) for row in rows]
    reads = _reads(provinces, today)

    def look(key: str) -> tuple[float, float, float]:
        sql, values = reads["posts" if key == "posts" else "reports"]

        def bare() -> None:
            client.get("/jobs/")
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                cursor.fetchall()

        return paired(lambda: client.get(f"/board/?measure={key}&area={nation.code}"), bare)

    found = []
    for name, key in BOARDS:
        each: Callable[[], tuple[float, float, float]] = lambda: look(key)  # noqa: B023, E731
        found.append(Result(name, *least(each, 2.0), 2.0))
    return found


def _reads(units: list[At], today: date) -> dict[str, tuple[str, dict]]:
    """The statements the two sources send for these units."""
    cycle = Cycle.objects.latest("pk")
    year = posts.Years().periods(Actor.system("bench"), None)[:1]  # type: ignore[arg-type]
    return {
        "reports": (
            cycles.CHOSEN_BY_ID + cycles.FIGURES,
            {"cycles": [cycle.pk], **cycles._values(units, today)},
        ),
        "posts": (posts.FILLED, posts._values(units, year)),
    }
