"""Application entry of the site: assembles the mechanisms once all models are there."""

from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "revitalization.site"
    label = "site"

    def ready(self) -> None:
        # Mechanisms import models and views, so they can only be read once the registry of models is complete.
        import_module("revitalization.mechanisms").start()
        import_module("revitalization.safety")
