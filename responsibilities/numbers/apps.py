"""Application entry of the slice."""

from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "responsibilities.numbers"
    label = "numbers"
