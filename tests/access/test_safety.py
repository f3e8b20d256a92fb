"""Production refuses to start when it is unsafe, and says how to mend each thing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as running
from django.db import connection

from responsibilities.access.models import User
from revitalization import safety

GOOD = {
    "SECRET_KEY": "".join(chr(33 + n) for n in range(64)),
    "TOKEN_PEPPER": "".join(chr(97 - n % 30) for n in range(64)),
    "DEBUG": False,
    "ALLOWED_HOSTS": ["baton.example.cn"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "REQUIRE_MFA": True,
    "MODE": "production",
    "AS_OWNER": False,
    "OIDC_ISSUER": "https://sso.example.cn/realms/gov",
}


@pytest.fixture
def good(settings: Any) -> Any:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


def keys(mode: str = "production") -> list[str]:
    return [danger.key for danger in safety.dangers(mode)]


def test_safe_settings_raise_nothing(good: Any) -> None:
    assert keys() == []


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("SECRET_KEY", "", "secret_key"),
        ("SECRET_KEY", "short", "secret_key"),
        ("SECRET_KEY", "x" * 64, "secret_key"),
        ("SECRET_KEY", "unsafe-key-for-one-machine-only", "secret_key"),
        ("TOKEN_PEPPER", GOOD["SECRET_KEY"], "pepper"),
        ("TOKEN_PEPPER", "short", "pepper"),
        ("DEBUG", True, "debug"),
        ("ALLOWED_HOSTS", [], "hosts"),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "hosts"),
        ("ALLOWED_HOSTS", ["*"], "hosts"),
        ("SESSION_COOKIE_SECURE", False, "cookies"),
        ("CSRF_COOKIE_SECURE", False, "cookies"),
        ("REQUIRE_MFA", False, "mfa"),
        ("OIDC_ISSUER", "http://sso.example.cn/realms/gov", "issuer"),
        ("OIDC_ISSUER", "sso.example.cn", "issuer"),
    ],
)
def test_each_danger_is_found_alone_and_says_how_to_mend_it(
    good: Any, name: str, value: Any, key: str
) -> None:
    setattr(good, name, value)
    assert keys() == [key]
    assert all(danger.mend for danger in safety.dangers("production"))
    assert keys("embedded") == []
    assert [error.id for error in safety.check_settings()] == [f"baton.{key}"]
    with pytest.raises(safety.UnsafeError, match="does not start"):
        safety.refuse_unsafe()


@pytest.mark.database
def test_the_application_s_login_may_not_own_the_tables(db: None) -> None:
    assert [danger.key for danger in safety.database_dangers("production", as_owner=False)] == []
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        found = [danger.key for danger in safety.database_dangers("production", as_owner=False)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{running.APPLICATION_ROLE}"')
    assert found in (["owner"], ["superuser"])
    assert not list(safety.database_dangers("production", as_owner=True))
    assert not list(safety.database_dangers("embedded", as_owner=False))


@pytest.mark.database
def test_demonstration_people_do_not_go_into_production(db: None) -> None:
    User.objects.create(username="demo.filer", name="演示员")
    assert [danger.key for danger in safety.database_dangers("production", as_owner=False)] == ["demo"]


@pytest.mark.parametrize("mode", ["embedded", "production"])
def test_nothing_that_serves_starts_as_the_owner(good: Any, mode: str) -> None:
    good.MODE, good.AS_OWNER = mode, True
    with pytest.raises(safety.UnsafeError, match="BATON_AS_OWNER"):
        safety.refuse_unsafe()


def test_nothing_that_serves_starts_in_the_mode_of_tests(good: Any) -> None:
    good.MODE = "test"
    with pytest.raises(safety.UnsafeError, match="mode of tests"):
        safety.refuse_unsafe()


STARTS = {
    "web": "import revitalization.wsgi",
    "worker and clock": "import revitalization.celery as c; c.app.loader.init_worker()",
}


def start(what: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Starts it as its command line would, without a database."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("BATON", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-c", STARTS[what]],
        env={**known, "DATABASE_URL": "postgresql:///none", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("what", STARTS)
def test_what_serves_and_what_works_start_and_keep_to_their_limits(what: str) -> None:
    ran = start(what, BATON_MODE="embedded")
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("what", STARTS)
@pytest.mark.parametrize("mode", ["prod", "Production", "PRODUCTION", "dev"])
def test_a_mode_nobody_knows_is_refused_by_whatever_starts(what: str, mode: str) -> None:
    ran = start(what, BATON_MODE=mode)
    assert ran.returncode != 0
    assert f"BATON_MODE={mode!r}: write embedded, test or production" in ran.stderr


@pytest.mark.parametrize("what", STARTS)
def test_the_owner_s_login_left_in_the_environment_is_refused_by_whatever_starts(what: str) -> None:
    ran = start(what, BATON_AS_OWNER="yes")
    assert ran.returncode != 0
    assert "Take BATON_AS_OWNER out of the environment" in ran.stderr


@contextmanager
def as_owner() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        try:
            yield cursor
        finally:
            cursor.execute(f'SET ROLE "{running.APPLICATION_ROLE}"')


@pytest.mark.database
@pytest.mark.parametrize(
    ("change", "key", "named"),
    [
        ("ALTER TABLE record_entry DISABLE TRIGGER ALL", "triggers", "record_entry"),
        ("DROP TRIGGER {trigger} ON reports_obligation", "triggers", "reports_obligation"),
        ("GRANT DELETE ON reports_submission TO {role}", "rights", "reports_submission"),
        ("GRANT TRUNCATE ON record_entry TO {role}", "rights", "record_entry"),
        ("GRANT UPDATE ON record_entry TO PUBLIC", "rights", "record_entry"),
        ("GRANT TRIGGER ON access_grant TO {role}", "rights", "access_grant"),
    ],
)
def test_production_does_not_start_on_tables_whose_guards_were_taken_down(
    db: None, change: str, key: str, named: str
) -> None:
    with as_owner() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'reports_obligation'::regclass AND NOT tgisinternal"
            " ORDER BY 1 LIMIT 1"
        )
        cursor.execute(change.format(role=running.APPLICATION_ROLE, trigger=cursor.fetchone()[0]))
    (danger,) = safety.database_dangers("production", as_owner=False)
    assert danger.key == key
    assert named in danger.what
