"""The stage of the walks, built once in every process and kept in a database of its own.

To set up every slice's subjects at every place takes seconds and is the same for every walk. A test that asks for the
`walker` is given that database: inside a transaction that is taken back, or, if it commits, a copy of it.
"""

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie

from django.db import connection, connections
from django.test import Client

from revitalization.kit import clock
from tests.cast import Cast
from tests.conftest import NOON, as_application, copy_database, use_database
from tests.policy.stage import set_up
from tests.policy.walker import Walker


@dataclass(frozen=True)
class Kept:
    """A database with the story told up to the town's draft, and the walker who knows it."""

    database: str
    walker: Walker


@cache
def kept() -> Kept:
    """The stage, made of the seed of the database in use when it is first asked for: the worker's own."""
    usual = connection.settings_dict["NAME"]
    name = f"{usual}_stage"
    connections.close_all()
    copy_database(f"{usual}_seed", name)
    use_database(name)
    try:
        with clock.moved_to(NOON), as_application():
            walker = Walker(set_up(Cast()))
            walker.tell("drafted")
    finally:
        connections.close_all()
        use_database(usual)
    return Kept(name, walker)


def another(walker: Walker) -> Walker:
    """A walker of one's own over the same stage; what it is told the kept one does not hear."""
    found = object.__new__(Walker)
    found.stage = deepcopy(walker.stage)
    found.browsers = {username: _like(client) for username, client in walker.browsers.items()}
    found.mark()
    return found


def _like(client: Client) -> Client:
    """A browser with the same cookies."""
    found = Client(raise_request_exception=client.raise_request_exception)
    found.cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    return found
