"""Application entry of the toolkit: template tags and nothing else; it has no tables."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "revitalization.kit"
    label = "kit"
