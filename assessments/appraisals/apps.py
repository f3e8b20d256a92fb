"""Application entry of the slice."""

from django.apps import AppConfig


class AppraisalsConfig(AppConfig):
    name = "assessments.appraisals"
    label = "appraisals"
