"""What all tests share: one prepared database with the named world and its cast, the application's role, one day.

The database is prepared by the product's own steps (tables, rights, catalogues), the world is loaded by its own
loader, the cast is appointed by its own actions. Tests run as the application's database role, so that a right the
product lacks is noticed at once. It is noon on 24 November 2026 in Shanghai.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_django.fixtures
from django.conf import settings
from django.db import connection, connections

from responsibilities.jobs.actions.preparation import load_catalogues, make_cache_table, secure_database
from revitalization.kit import clock
from revitalization.kit.catalogues import compile_catalogues
from tests import world
from tests.cast import Cast, appoint_cast
from tests.journeys.goals import EFFORT, effort_table

# Properties are not races: a slow machine must not fail them.
hypothesis.settings.register_profile("baton", deadline=None)
hypothesis.settings.load_profile("baton")

# Static files are served from the sources in tests; the folder of collected ones must only be there.
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks and journeys come first: begun last, one of them would keep one processor busy and leave the others idle."""
    items.sort(key=lambda item: item.path.parent.name not in {"policy", "journeys"})


def pytest_collection_finish() -> None:
    """The collector of unreachable objects leaves alone what stays to the end; it took a tenth of the time of walks."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """A test database is made even when only tests that commit were chosen.

    pytest-django makes one only for tests it knows to need it; without it these would work in the database of the
    settings.
    """
    pytest_django.fixtures._get_databases_for_setup = lambda _items: ({"default"}, set())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The named world in every worker's database, and a copy of it for tests that commit."""
    with django_db_blocker.unblock():
        make_cache_table(connection)
        secure_database(connection, settings.APPLICATION_ROLE)
        with clock.moved_to(NOON):
            load_catalogues()
            world.load_world()
            appoint_cast()
        name = connection.settings_dict["NAME"]
        connection.close()
        copy_database(name, f"{name}_seed")
    yield
    with django_db_blocker.unblock():
        drop_database(f"{name}_seed")
        drop_database(f"{name}_stage")


@pytest.fixture
def beginning(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The database a test begins with: the world's seed, for walks the stage. A test that commits gets a copy of it."""
    usual = connection.settings_dict["NAME"]
    if "walker" not in request.fixturenames:
        yield f"{usual}_seed"
        return
    with django_db_blocker.unblock():
        name = _stage().kept().database
        connections.close_all()
    if "committed" in request.fixturenames:
        yield name
        return
    use_database(name)
    try:
        yield name
    finally:
        with django_db_blocker.unblock():
            connections.close_all()
        use_database(usual)


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, beginning: str) -> None:
    """As pytest-django has it, in the database the test begins with."""
    request.getfixturevalue("_django_db_helper")


@pytest.fixture
def walker(cast: Cast) -> Any:
    """Browsers and programs of the whole cast (`tests.policy.walker.Walker`), with the story told up to the town's draft."""
    found = _stage()
    return found.another(found.kept().walker)


def _stage() -> Any:
    """The stage of the walks; it stands on what all slices bring, which few tests need."""
    return import_module("tests.policy.kept")


@pytest.fixture(autouse=True)
def _noon(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock stands at noon, and the database is used with the application's rights."""
    asked = {"db", "committed", "cast"} & set(request.fixturenames)
    if not asked and request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "db")
    with clock.moved_to(NOON), as_application():
        yield


@contextmanager
def as_application() -> Iterator[None]:
    """The rights of the application's login on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.APPLICATION_ROLE}"')
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


@pytest.fixture
def committed(beginning: str, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own for tests whose work must be committed (threads, other processes, a browser).

    Gives the database's name. What the test leaves behind is dropped with it.
    """
    known = connections.settings["default"]
    usual = known["NAME"]
    name = f"{usual}_own"
    with django_db_blocker.unblock():
        connections.close_all()
        copy_database(beginning, name)
        use_database(name)
        try:
            yield name
        finally:
            connections.close_all()
            use_database(usual)
            drop_database(name)


@contextmanager
def branched(name: str) -> Iterator[str]:
    """A copy of the committed database in use, used in its place inside; gives its name. Copies can be copied again."""
    source = connection.settings_dict["NAME"]
    connections.close_all()
    copy_database(source, name)
    use_database(name)
    try:
        with as_application():
            yield name
    finally:
        connections.close_all()
        use_database(source)
        drop_database(name)


@contextmanager
def empty(name: str) -> Iterator[str]:
    """A new database without tables, used in place of the usual one inside; gives its name."""
    usual = connection.settings_dict["NAME"]
    connections.close_all()
    drop_database(name)
    with _maintenance() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    use_database(name)
    try:
        yield name
    finally:
        connections.close_all()
        use_database(usual)
        drop_database(name)


def use_database(name: str) -> None:
    connections.settings["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def copy_database(source: str, target: str) -> None:
    drop_database(target)
    with _maintenance() as cursor:
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def drop_database(name: str) -> None:
    # Not WITH (FORCE): that fails when the server's own vacuum is at work there, whom only a plain DROP sends away.
    with _maintenance() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def _maintenance() -> Iterator[Any]:
    with connection._nodb_cursor() as cursor:
        yield cursor


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """The people of the stories."""
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "db")
    return Cast()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the journeys counted, as a table beside its goals."""
    reports = [one for group in ("passed", "failed") for one in terminalreporter.getreports(group)]
    found = [
        value
        for one in reports
        for name, value in one.user_properties
        if name == EFFORT and one.when == "call"
    ]
    if found:
        terminalreporter.section("what people do, from the page they stand on after signing in")
        for line in effort_table(found):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def _words() -> None:
    """Translations compiled once, so that pages speak both languages."""
    compile_catalogues()


@pytest.fixture
def own_files(tmp_path: Path, settings: Any) -> None:
    """Files and results of jobs go into a folder of the test's own."""
    settings.FILES_DIR = settings.MEDIA_ROOT = tmp_path / "files"
