"""Settings of the project, read from the environment (see `.env.example`).

One module for every mode; what differs is decided by `BATON_MODE`: `embedded` (one machine, `make run`), `test`,
`production` (refuses to start when unsafe, see `revitalization.safety`).
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pghistory
from django.utils.translation import gettext_lazy as _

from revitalization import env
from revitalization.interfaces import REST_FRAMEWORK as REST_FRAMEWORK
from revitalization.interfaces import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from revitalization.interfaces import logging_for, templates_in

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = env.text("BATON_MODE", "embedded", "embedded, test or production")
DATA_DIR = Path(
    env.text("BATON_DATA_DIR", str(BASE_DIR / "var"), "folder for files, logs and the embedded database")
)
SECRET_KEY = env.text("BATON_SECRET_KEY", "", "long random text; required in production") or (
    "unsafe-key-for-one-machine-only" if MODE != "production" else ""
)
TOKEN_PEPPER = env.text("BATON_TOKEN_PEPPER", SECRET_KEY, "secret mixed into the hashes of API tokens")
DEBUG = False
ALLOWED_HOSTS = env.listing("BATON_ALLOWED_HOSTS", "localhost,127.0.0.1", "host names the site answers to")
CSRF_TRUSTED_ORIGINS = env.listing(
    "BATON_TRUSTED_ORIGINS", "", "origins behind a TLS proxy, e.g. https://baton.example.cn"
)
SITE_NAME = env.text("BATON_SITE_NAME", "", "name shown in the header instead of the product's")

# ---------------------------------------------------------------- database
DATABASE_URL = env.text(
    "DATABASE_URL", "postgresql:///baton", "PostgreSQL address of the application's login"
)
DATABASE_OWNER_URL = env.text(
    "DATABASE_OWNER_URL", DATABASE_URL, "PostgreSQL address of the owner, used to migrate"
)
APPLICATION_ROLE = env.text("BATON_DATABASE_ROLE", "baton_app", "database role that the application runs as")
AS_OWNER = env.flag("BATON_AS_OWNER", False, "connect as the owner (set by the migration step itself)")
TEST_NAME = env.text("BATON_TEST_NAME", "baton", "name of the throw-away test database")

DATABASES = {"default": env.database(DATABASE_OWNER_URL if AS_OWNER or MODE == "test" else DATABASE_URL)}
DATABASES["default"]["TEST"] = {"NAME": f"test_{TEST_NAME}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if MODE == "test" else 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = False
OWNER_DATABASE = env.database(DATABASE_OWNER_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
    "responsibilities.record",
    "responsibilities.units",
    "responsibilities.access",
    "responsibilities.jobs",
    "responsibilities.files",
    "responsibilities.notices",
    "responsibilities.posts",
    "responsibilities.duties",
    "reporting.reports",
    "revitalization.site",
]

MIDDLEWARE = [
    "revitalization.kit.middleware.RequestId",
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

# ---------------------------------------------------------------- accounts
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
if MODE == "test":  # a million rounds for each of some thousand sign-ins would be minutes of a test run
    PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
REAUTH_URL = "account_reauthenticate"
PROXIES = env.number(
    "BATON_PROXIES", 0, "number of trusted proxies in front; their X-Forwarded-For is believed"
)
REQUIRE_MFA = env.flag(
    "BATON_REQUIRE_MFA", MODE == "production", "ask a second step for granting, publishing, re-opening"
)
ACCOUNT_ADAPTER = "responsibilities.access.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "responsibilities.access.forms.SignInForm",
    "change_password": "responsibilities.access.forms.PasswordForm",
    "reauthenticate": "responsibilities.access.forms.ConfirmForm",
}
# Passwords: limited by sign-in name and address (`responsibilities.access.adapters`); by address alone would lock a
# whole office out. `login_failed` here counts codes of the second step, by account, after the password was right.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/900s/key",
    "reauthenticate": "20/m/user",
    "change_password": "10/m/user",
}
MFA_ADAPTER = "responsibilities.access.adapters.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Baton"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
SOCIALACCOUNT_ADAPTER = "responsibilities.access.adapters.CentralSignIn"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
OIDC_ISSUER = env.text("BATON_OIDC_ISSUER", "", "address of the central sign-in (OpenID Connect)")
OIDC_NAME = env.text("BATON_OIDC_NAME", "", "name of the central sign-in on the sign-in page")
OIDC_IS_STRONG = env.flag("BATON_OIDC_IS_STRONG", False, "the central sign-in itself asks for a second step")
_issuer = urlsplit(OIDC_ISSUER)
OIDC_ORIGIN = f"{_issuer.scheme}://{_issuer.netloc}" if OIDC_ISSUER else ""
_OIDC = {
    "provider_id": "central",
    "name": OIDC_NAME or "OpenID Connect",
    "client_id": env.text("BATON_OIDC_CLIENT_ID", "", "this system's id at the central sign-in"),
    "secret": env.text("BATON_OIDC_SECRET", "", "this system's secret at the central sign-in"),
    "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OIDC] if OIDC_ISSUER else []}}

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
TIME_ZONE = "Asia/Shanghai"
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

# ---------------------------------------------------------------- queue
REDIS_URL = env.text("REDIS_URL", "", "Redis address; without it the queue is a folder")
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT = None if REDIS_URL else "revitalization.queue_folder:Transport"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "visibility_timeout": 900,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {"tick": {"task": "baton.tick", "schedule": 60.0, "options": {"expires": 50}}}

# ---------------------------------------------------------------- mail
EMAIL_HOST = env.text("BATON_MAIL_HOST", "", "mail server; without it mail is written to the log")
EMAIL_PORT = env.number("BATON_MAIL_PORT", 25, "port of the mail server")
EMAIL_HOST_USER = env.text("BATON_MAIL_USER", "", "sign-in of the mail server")
EMAIL_HOST_PASSWORD = env.text("BATON_MAIL_PASSWORD", "", "password of the mail server")
EMAIL_USE_TLS = env.flag("BATON_MAIL_TLS", False, "STARTTLS to the mail server")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("BATON_MAIL_FROM", "baton@localhost", "sender of mail")
if MODE == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
elif EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# ---------------------------------------------------------------- REST
API_RATE = env.number(
    "BATON_API_RATE", 600, "requests a minute that a token, or a person, may make through the API"
)
# ---------------------------------------------------------------- logs
LOGGING = logging_for(MODE)
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
