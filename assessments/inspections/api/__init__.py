"""Inspections for programs."""

from typing import Any

URLS: list[Any] = []
