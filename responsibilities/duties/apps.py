"""Application entry of the slice."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "responsibilities.duties"
    label = "duties"
