"""The units that the worked examples name, beside those of the named world; who draws up their schemes."""

from pathlib import Path

from responsibilities.access.actions.grants import grant_role
from responsibilities.units.actions.registry import load_registry
from revitalization.kit.actor import Actor
from tests import world
from tests.appraisals.examples import NAMES, tables
from tests.cast import Cast

LONGNAN = "621200000000"
OFFICES = {"by-source": "chenjing", "county-100": "wumin", "thousand": "zhouqiang"}
"""Who draws up which example: the county's office, the province's, and the city's, where Zhou Qiang works as well."""


def lay_out(cast: Cast, folder: Path) -> None:
    """Loads what the examples name and the world lacks, and gives Longnan an office."""
    lines = world.WORLD.read_text(encoding="utf-8").split()[1:]
    there = {line.partition(",")[0] for line in lines}
    codes = [unit for name in NAMES for group in tables(name, "scheme")["group"] for unit in group["units"]]
    new = {LONGNAN[:4]: "陇南市"}
    for code in codes:
        short = code[:6] if code.endswith("000000") else code[:9]
        new[short] = f"测试{code[4:9]}{'县' if len(short) == 6 else '镇'}"
    lines += [f"{code},{name}" for code, name in new.items() if code not in there]
    file = folder / "examples.csv"
    file.write_text("\n".join(["code,name", *sorted(lines)]) + "\n", encoding="utf-8")
    load_registry(actor=Actor.system("tests", via="command"), path=file)
    security, user = cast.fresh("anquan"), cast.user("zhouqiang")
    grant_role(actor=security, user=user, unit=world.unit(LONGNAN), role="receiver")
