"""Application entry of the slice."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "assessments.inspections"
    label = "inspections"
