"""What is sent, how often it is tried, and how words are kept until they are shown; pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from revitalization.kit.words import Words

DIGEST_FROM_HOUR = 8
"""No digest leaves before this hour of the day in Asia/Shanghai."""

MOST_ATTEMPTS = 8
SHOWN_IN_MAIL = 20


class DeliveryState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


def wait_after(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 1, 2, 4 … minutes, two hours at most."""
    return timedelta(minutes=min(2 ** max(attempts - 1, 0), 120))


def values_as_json(values: Mapping[str, object]) -> dict[str, Any]:
    """The values of a title as JSON; words inside words stay translatable."""
    return {name: _value_as_json(value) for name, value in values.items()}


def _value_as_json(value: object) -> Any:
    if isinstance(value, Words):
        return {"text": value.text, "values": values_as_json(value.values)}
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def language_of(text: str) -> str:
    """The language something was written in, as pages mark it: Chinese as soon as it holds a Chinese character."""
    return "zh-Hans" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"
