"""The slice of units."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "responsibilities.units"
    label = "units"
