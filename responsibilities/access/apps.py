"""Application entry of the slice."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "responsibilities.access"
    label = "access"
