"""Application entry of the slice."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reporting.reports"
    label = "reports"
