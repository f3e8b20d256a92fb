"""Application entry of the slice."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "responsibilities.jobs"
    label = "jobs"
