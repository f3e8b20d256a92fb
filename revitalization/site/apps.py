"""Application entry of the site: assembles the mechanisms once all models are there."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class SiteConfig(AppConfig):
    default = True  # the other one here stands for an app of the framework
    name = "revitalization.site"
    label = "site"

    def ready(self) -> None:
        # Mechanisms import models and views, so they can only be read once the registry of models is complete.
        import_module("revitalization.mechanisms").start()
        import_module("revitalization.safety")


class UsedFiles(StaticFilesConfig):
    """Collects and compresses what the pages use: the libraries carry ten times as much."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("account", "mfa", "guardian", "rest_framework"),
        *("django_htmx/ext/*", "django_htmx/htmax*", "django_htmx/htmx-4*", "django_htmx/htmx-2.js"),
        *("drf_spectacular_sidecar/redoc/*", "drf_spectacular_sidecar/swagger-ui-dist/*standalone*"),
        "drf_spectacular_sidecar/swagger-ui-dist/oauth2*",
    ]
