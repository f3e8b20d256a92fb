"""The same pages in a small tree and in the nation's: what a page costs must not grow with the tree.

Runs last, because it empties the tree: the nation's pages are measured first, then one small province is loaded alone
and the same kinds of pages are measured there, each around one county of that province.
"""

from functools import partial

from bench import cycles
from bench.readers import fetch, median, reader
from bench.registry import Result, empty
from reporting.reports.actions.cycles import open_cycle
from reporting.reports.models import Cycle
from responsibilities.units.actions.registry import load_registry
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor

PROVINCE, COUNTY = "64", "640521000000"
"""Ningxia: 3,000 units; Zhongning."""

PAGES = {
    "inbox": "/",
    "unit": "/units/{county}/",
    "children": "/units/{county}/children/",
    "search": "/search/?q=zhongning",
    "board": "/cycles/{cycle}/{county}/",
    "rest": "/api/v1/obligations/?under={county}&limit=100",
}


def run(connection) -> list[Result]:
    """One line a page: the nation's seconds against those of the small tree."""
    large = _pages(Cycle.objects.earliest("pk"), "bench.large")
    size = Unit.objects.count()
    empty(connection)
    actor = Actor.system("bench", via="command")
    load_registry(actor=actor, provinces=[PROVINCE])
    cycle = cycles.planned(actor, "2026", "国农领办〔2026〕9号")
    open_cycle(actor=actor, cycle=cycle)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    small = _pages(cycle, "bench.small")
    print(f"# pages in trees of {Unit.objects.count()} and {size} units")
    return [
        Result(f"grown_{name}", large[name], small[name], large[name] / small[name], 1.5) for name in PAGES
    ]


def _pages(cycle: Cycle, username: str) -> dict[str, float]:
    client = reader(username, [Unit.objects.get(code=COUNTY)])
    words = {"county": COUNTY, "cycle": cycle.key}
    urls = {name: url.format(**words) for name, url in PAGES.items()}
    return {name: median(partial(fetch, client, url)) for name, url in urls.items()}
