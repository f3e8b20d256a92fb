"""A county with as many townships as a county has, and their reports brought to its office at once."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection

from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Draft, Obligation
from responsibilities.posts.actions import ensure_posts
from responsibilities.units.actions.registry import load_registry
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast
from tests.reports import story

SYSTEM = Actor.system("tests", via="command")


def widen(folder: Path, n: int) -> None:
    """Yongdeng county gets townships until it has `n`, by the product's own loader."""
    lines = world.WORLD.read_text("utf-8").splitlines()
    county = world.unit(world.YONGDENG)
    here = Unit.objects.children_of(county).territorial().count()
    more = [f"6201212{at:02d},第{at}乡" for at in range(1, n - here + 1)]
    last = max(at for at, line in enumerate(lines) if line.startswith("620121"))
    path = folder / "world.csv"
    path.write_text("\n".join([*lines[: last + 1], *more, *lines[last + 1 :]]) + "\n", "utf-8")
    load_registry(actor=SYSTEM, path=path)
    ensure_posts(actor=SYSTEM, units=Unit.objects.live())


def submit_all(cast: Cast, cycle: Cycle) -> Sequence[Obligation]:
    """Every township of Yongdeng county submits.

    Writing, reviewing and signing are another story: that part is put there by hand, set-wise; submitting is the act.
    """
    rows = list(
        Obligation.objects.full()
        .filter(cycle=cycle, receiver_id=world.unit(world.YONGDENG).pk)
        .order_by("lo")
    )
    Draft.objects.bulk_create(
        [Draft(obligation=row, texts=story.TEXTS, saved_by=cast.user("wangfang")) for row in rows]
    )
    _signed([row.pk for row in rows])
    for row in Obligation.objects.full().filter(pk__in=[row.pk for row in rows]):
        filing.submit(actor=SYSTEM, obligation=row)
    return rows


def _signed(ids: Sequence[int]) -> None:
    """As the owner of the table, which the product never is, under the trigger alone that counts for the boards."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE reports_obligation DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE '%%count_steps%%' AND tgrelid = 'reports_obligation'::regclass"
        )
        cursor.execute(f'ALTER TABLE reports_obligation ENABLE TRIGGER "{cursor.fetchone()[0]}"')
        cursor.execute("UPDATE reports_obligation SET status = 'signed' WHERE id = ANY(%s)", [list(ids)])
        cursor.execute("ALTER TABLE reports_obligation ENABLE TRIGGER USER")
        cursor.execute(f'SET ROLE "{settings.APPLICATION_ROLE}"')
