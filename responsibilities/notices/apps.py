"""Application entry of the slice."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "responsibilities.notices"
    label = "notices"
