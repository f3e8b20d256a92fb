"""Production refuses to start when it is unsafe, and says how to mend each thing."""

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
