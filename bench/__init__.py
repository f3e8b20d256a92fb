"""Speed against floors: run by `make bench` in a throw-away database.

Each module has `run(connection) -> list[Result]`; every figure is a ratio to a floor of the same run, absolute seconds
are notes.
"""

from typing import Any


def main() -> int:
    """Runs all measurements in order and prints the table; 1 when a bar was missed."""
    import django  # noqa: PLC0415 - the measurements need it set up first

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from bench import cycles, pages, registry  # noqa: PLC0415

    print(f"{'what':<28}{'seconds':>10}{'floor':>10}{'ratio':>8}{'bar':>6}")
    missed: list[Any] = []
    for module in (registry, cycles, pages):
        for result in module.run(connection):
            over = result.ratio > result.bar
            missed += [result] if over else []
            print(
                f"{result.name:<28}{result.seconds:>10.3f}{result.floor_seconds:>10.3f}{result.ratio:>8.2f}"
                f"{result.bar:>6.2f}{'  MISSED' if over else ''}",
                flush=True,
            )
    return 1 if missed else 0
