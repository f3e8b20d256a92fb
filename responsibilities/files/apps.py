"""Application entry of the slice."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "responsibilities.files"
    label = "files"
