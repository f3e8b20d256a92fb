"""Settings of the interfaces that depend on nothing: pages, REST, its description, logs."""

from pathlib import Path
from typing import Any

__all__ = ["REST_FRAMEWORK", "SPECTACULAR_SETTINGS", "logging_for", "templates_in"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "responsibilities.access.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["responsibilities.access.api.TokenThrottle"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["revitalization.kit.api.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "revitalization.kit.api.problem_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Baton",
    "DESCRIPTION": "Units, postings, categories, report cycles, obligations, reports and their status.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["responsibilities.record.api.say_kinds"],
}


def logging_for(mode: str) -> dict[str, Any]:
    """Logs to the console with private matter masked; quiet in tests."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "private": {
                "()": "revitalization.kit.logs.Private",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "private"}},
        "root": {"handlers": ["console"], "level": "WARNING" if mode == "test" else "INFO"},
        "loggers": {"django.request": {"level": "ERROR"}, "django.server": {"level": "WARNING"}},
    }


def templates_in(base: Path) -> list[dict[str, Any]]:
    """The templates of the top folder, compiled once, with the toolkit's tags."""
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [base / "templates"],
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            "django.template.loaders.filesystem.Loader",
                            "django.template.loaders.app_directories.Loader",
                        ],
                    )
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "revitalization.site.context.frame",
                ],
                "builtins": [
                    *(
                        f"revitalization.kit.templatetags.{name}"
                        for name in ("ui", "bars", "ledgers", "tiles", "work")
                    ),
                    "revitalization.site.templatetags.terms",
                ],
            },
        }
    ]
