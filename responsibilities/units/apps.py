"""Application entry of the slice."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "responsibilities.units"
    label = "units"
