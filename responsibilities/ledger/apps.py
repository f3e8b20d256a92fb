"""Application entry of the slice."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "responsibilities.ledger"
    label = "ledger"
