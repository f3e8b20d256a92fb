"""What leaves the request: the queue and mail."""

from revitalization import env
from revitalization.settings.base import DATA_DIR, MODE

TIME_ZONE = "Asia/Shanghai"

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
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a queue that is away for a night is waited for
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # one that is full at the start ends no worker
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
