"""The named world of the tests: two real provinces cut down, loaded through the product's own loader.

Gansu: Lanzhou (Chengguan district with one urban street, Yongdeng, Gaolan and Yuzhong counties), Jiayuguan (a city
without counties), Tianshui (Gangu county), Dingxi (Anding district, Longxi county). Ningxia as the other province:
Yinchuan (Yongning county), Guyuan (Xiji county). Three towns a county, two villages a town, with their real names and
codes; `world.csv` holds the lines. Departments hang on the centre, on both provinces, their cities and counties.
"""

from pathlib import Path

from django.db.models import QuerySet

from responsibilities.units.actions.bodies import load_bodies
from responsibilities.units.actions.registry import load_registry
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor

WORLD = Path(__file__).parent / "world.csv"

NATION = "000000000000"
GANSU = "620000000000"
LANZHOU = "620100000000"
CHENGGUAN = "620102000000"
YONGDENG = "620121000000"
GAOLAN = "620122000000"
YUZHONG = "620123000000"
JIAYUGUAN = "620200000000"
TIANSHUI = "620500000000"
GANGU = "620523000000"
DINGXI = "621100000000"
LONGXI = "621122000000"
NINGXIA = "640000000000"
YINCHUAN = "640100000000"
XIJI = "640422000000"


def load_world() -> None:
    """Loads the world into the connected database; twice is as once."""
    actor = Actor.system("tests", via="command")
    load_registry(actor=actor, path=WORLD)
    load_bodies(actor=actor)


def unit(code: str) -> Unit:
    """The live unit of a code; shorter codes are padded (`unit("620121")`)."""
    return Unit.objects.live().get(code=code if "-" in code else code.ljust(12, "0"))


def named(name: str, above: str = "") -> Unit:
    """The one live unit of that name (under the code `above`)."""
    found = Unit.objects.live().filter(name=name)
    return (found.under(unit(above)) if above else found).get()


def bodies_of(unit: Unit) -> QuerySet[Unit]:
    """Departments and leading group offices hung on the unit."""
    return Unit.objects.filter(parent_id=unit.pk, is_body=True).order_by("lo")


def some(n: int) -> QuerySet[Unit]:
    """So many units of the world, whichever they are, where only their number counts."""
    return Unit.objects.filter(lo__in=Unit.objects.live().order_by("lo").values("lo")[:n])
