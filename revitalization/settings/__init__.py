"""Settings of the project, read from the environment (see `.env.example`).

One set for every mode; what differs is decided by `BATON_MODE`: `embedded` (one machine, `make run`), `test`,
`production` (refuses to start when unsafe, see `revitalization.safety`). By subject: `base`, `database`, `accounts`,
`queue`; here what the framework and the pages are made of.
"""

from datetime import timedelta
from pathlib import Path

import pghistory
from django.utils.translation import gettext_lazy as _

from revitalization import env
from revitalization.interfaces import REST_FRAMEWORK as REST_FRAMEWORK
from revitalization.interfaces import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from revitalization.interfaces import logging_for, templates_in
from revitalization.settings.accounts import *  # noqa: F403
from revitalization.settings.accounts import OIDC_ORIGIN
from revitalization.settings.base import *  # noqa: F403
from revitalization.settings.base import BASE_DIR, DATA_DIR, MODE
from revitalization.settings.database import *  # noqa: F403
from revitalization.settings.queue import *  # noqa: F403
from revitalization.slices import SLICES

# ---------------------------------------------------------------- applications
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "revitalization.site.apps.UsedFiles",
    "django.contrib.humanize",
    "guardian",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "revitalization.kit",
    *SLICES,
]

MIDDLEWARE = [
    "revitalization.kit.middleware.RequestId",
    "revitalization.site.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "revitalization.site.middleware.ChosenLanguage",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "revitalization.kit.middleware.CleanInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "responsibilities.access.middleware.SessionLimits",
    "responsibilities.access.middleware.WhoActs",
    "revitalization.kit.middleware.Problems",
]

ROOT_URLCONF = "revitalization.urls"
WSGI_APPLICATION = "revitalization.wsgi.application"

TEMPLATES = templates_in(BASE_DIR)

# ---------------------------------------------------------------- sessions, cookies, headers
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE = timedelta(minutes=30)
SESSION_ABSOLUTE = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = env.flag("BATON_SECURE_COOKIES", MODE == "production", "send cookies over TLS only")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "revitalization.site.views.stale_token"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        # A browser holds the form's whole way against it, so the button of the central sign-in needs its host.
        "form-action": ["'self'", *([OIDC_ORIGIN] if OIDC_ORIGIN else [])],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# ---------------------------------------------------------------- caches
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
}

# ---------------------------------------------------------------- language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
LANGUAGE_COOKIE_NAME = "language"

# ---------------------------------------------------------------- static files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
# Collected once, under names by content and compressed, by `make run` too; only tests serve the sources.
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "gif", "webp", "woff2", "gz", "br", "zip")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILES_DIR = DATA_DIR / "files"
MEDIA_ROOT = FILES_DIR
FILE_UPLOAD_PERMISSIONS = 0o600

# ---------------------------------------------------------------- history, record
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False
PGHISTORY_CREATED_AT_FUNCTION = "baton_now()"
# Without a context the trigger's own insert fails, and with it the change: see revitalization.kit.perform.history.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField(null=False)
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField(null=False)
ANCHOR_FILE = Path(
    env.text("BATON_ANCHOR_FILE", str(DATA_DIR / "anchor.txt"), "file that the record's seals are written to")
)

# ---------------------------------------------------------------- REST
API_RATE = env.number(
    "BATON_API_RATE", 600, "requests a minute that a token, or a person, may make through the API"
)
# ---------------------------------------------------------------- logs
LOGGING = logging_for(MODE)
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
