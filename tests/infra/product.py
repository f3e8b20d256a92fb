"""The product's own processes, started by the very command lines of `make run`, over a database of the tests."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections

from responsibilities.access.models import User
from tests.cast import PASSWORD
from tools import children, run, surroundings
from tools.systems import free_port

KEY = "a-long-key-of-one-test-Qz7rT2mXv9Lk4Wp8Nf3Hs6Yd1Bc5Jg0Ae"


@dataclass(frozen=True)
class Product:
    """Where it answers, and what it has written down so far."""

    port: int
    data: Path
    environment: dict[str, str]
    running: list[children.Child]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def written(self) -> str:
        return "".join(place.read_text(errors="replace") for place in (self.data / "log").glob("*.log"))

    def signed_in(self, username: str, language: str = "zh-hans") -> requests.Session:
        """A browser in which the person has signed in."""
        browser = requests.Session()
        browser.cookies.set("language", language)
        answer = self.submit(browser, "/sign-in/", login=username, password=PASSWORD)
        assert answer.headers.get("Location") == "/home/", answer.text
        return browser

    def submit(self, browser: requests.Session, path: str, **fields: str) -> requests.Response:
        """Opens the page and sends its form."""
        browser.get(self.address + path, timeout=20)
        token = browser.cookies["csrftoken"]
        return browser.post(
            self.address + path,
            data={"csrfmiddlewaretoken": token, **fields},
            timeout=20,
            allow_redirects=False,
        )


def address_of_database(name: str, role: str = "") -> str:
    """The PostgreSQL address of a database of the tests, with the rights of the role."""
    known = connections["default"].settings_dict
    query = {"host": known["HOST"], "port": known["PORT"], "options": f"-c role={role}" if role else ""}
    login = known["USER"] + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
    return f"postgresql://{login}@/{name}?{urlencode({k: v for k, v in query.items() if v})}"


def let_in(*usernames: str) -> None:
    """Gives the passwords the form that the product itself reads: the tests' is a fast one."""
    for username in usernames:
        made = PBKDF2PasswordHasher().encode(PASSWORD, "salt-of-the-tests", 1000)
        User.objects.filter(username=username).update(password=made)


@contextmanager
def started(database: str, data: Path, *names: str, **more: str) -> Iterator[Product]:
    """The named processes (web, worker, clock), the web answering."""
    surroundings.prepare_folders(data)
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE", "REDIS", "BATON", "DJANGO"))
    }
    environment = {
        **clean,
        "BATON_MODE": "embedded",
        "BATON_SECRET_KEY": KEY,
        "BATON_DATA_DIR": str(data),
        "DATABASE_URL": address_of_database(database, settings.APPLICATION_ROLE),
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    run.collect_files(environment, data)
    port, running = free_port(), []
    with children.ended(running):
        for name, command in run.commands(port, data).items():
            if name in names:
                running.append(children.start(name, command, environment, data / "log" / f"{name}.log"))
        run.wait_until_healthy(port, environment, running)
        yield Product(port, data, environment, running)


def until(condition: Callable[[], object], seconds: float = 40) -> bool:
    """Whether the condition comes true in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False
