"""What the tests of the interface share: a refusal's pointers, and what no refusal may change."""

from typing import Any

from responsibilities.ledger.models import Handling, Item, Matter, Progress
from responsibilities.record.models import Entry


def pointers(answer: Any) -> set[str]:
    return {error["pointer"] for error in answer.json()["errors"]}


def kept() -> tuple[Any, ...]:
    """What no refusal may change."""
    items = Item.objects.order_by("pk").values_list("pk", "status", "version", "percent", "due_on", "lamp")
    matters = Matter.objects.order_by("pk").values_list("pk", "status", "version", "words")
    return (
        list(items),
        list(matters),
        Progress.objects.count(),
        Handling.objects.count(),
        Entry.objects.filter(subject_kind__in=("ledger", "matter")).count(),
    )
