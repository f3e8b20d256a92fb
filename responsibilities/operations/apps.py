"""Application entry of the slice."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "responsibilities.operations"
    label = "operations"
