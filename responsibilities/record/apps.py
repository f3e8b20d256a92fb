"""Application entry of the slice."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "responsibilities.record"
    label = "record"
