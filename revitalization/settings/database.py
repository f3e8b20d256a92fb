"""The database, and how long whom waits for it."""

from typing import Any

from revitalization import env
from revitalization.settings.base import MODE

DATABASE_URL = env.text(
    "DATABASE_URL", "postgresql:///baton", "PostgreSQL address of the application's login"
)
DATABASE_OWNER_URL = env.text(
    "DATABASE_OWNER_URL", DATABASE_URL, "PostgreSQL address of the owner, used to migrate"
)
APPLICATION_ROLE = env.text("BATON_DATABASE_ROLE", "baton_app", "database role that the application runs as")
AS_OWNER = env.flag("BATON_AS_OWNER", False, "connect as the owner (set by the migration step itself)")
TEST_NAME = env.text("BATON_TEST_NAME", "baton", "name of the throw-away test database")

CONNECT_SECONDS = env.number("BATON_CONNECT_TIMEOUT", 3, "seconds to wait for a connection to PostgreSQL")
PAGE_SECONDS = env.number(
    "BATON_PAGE_TIMEOUT", 14, "seconds that one statement may take for a page or a program's request"
)
WORK_SECONDS = env.number(
    "BATON_WORK_TIMEOUT", 600, "seconds that one statement may take for long work and the clock"
)
LOCK_SECONDS = env.number(
    "BATON_LOCK_TIMEOUT",
    2,
    "seconds that a page waits for what others are changing; long work ten times as long",
)

# What each kind of process keeps to, in seconds: a statement, waiting for a lock, standing idle in a transaction.
# `revitalization.kit.database.keep_to` chooses; a command at a terminal waits as long as whoever sits there.
DATABASE_LIMITS = {
    "pages": (PAGE_SECONDS, LOCK_SECONDS, 60),
    "work": (WORK_SECONDS, LOCK_SECONDS * 10, WORK_SECONDS),
}
# A dropped line is noticed: what was sent and not taken after 5 seconds, a silent one after about 20.
_LINE: dict[str, object] = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
}


def _database(url: str) -> dict[str, Any]:
    found = env.database(url)
    return {**found, "OPTIONS": {**_LINE, **found["OPTIONS"]}}


DATABASES = {"default": _database(DATABASE_OWNER_URL if AS_OWNER or MODE == "test" else DATABASE_URL)}
DATABASES["default"]["TEST"] = {"NAME": f"test_{TEST_NAME}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if MODE == "test" else 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = False
OWNER_DATABASE = _database(DATABASE_OWNER_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
