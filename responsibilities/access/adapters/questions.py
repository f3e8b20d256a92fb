"""Questions to the provider of the central sign-in: answered in time, no larger than an honest answer, or refused."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

PATIENCE = 6.0
"""Seconds that all questions to the provider for one page may take together."""

LARGEST_ANSWER = 1_000_000

_until: ContextVar[float] = ContextVar("until")


class Unfit(OAuth2Error):  # noqa: N818 - it names a state of an answer
    """What the provider said cannot be accepted; the text is for the log and holds nothing of the answer."""


@contextmanager
def patience() -> Iterator[None]:
    """All questions to the provider inside must be answered within this time."""
    token = _until.set(monotonic() + PATIENCE)
    try:
        yield
    finally:
        _until.reset(token)


class Timely(requests.Session):
    """Asks in a thread that is left behind when the time is over.

    The time limits of the library count each read; looking up the name and an answer that drips have none.
    """

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        left = _until.get(monotonic() + PATIENCE) - monotonic()
        if left <= 0:
            raise requests.Timeout("no time is left")
        # Whoever answers does not choose whom we ask next.
        kwargs.update(timeout=left, stream=True, allow_redirects=False)
        answers: list[requests.Response | Exception] = []

        def ask() -> None:
            try:
                answers.append(_whole(super(Timely, self).request(*args, **kwargs)))
            except Exception as error:
                answers.append(error)

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(left)
        if not answers:
            raise requests.Timeout("the answer takes too long")
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]


def _whole(answer: requests.Response) -> requests.Response:
    """The answer with its body read, when that is not larger than any honest one."""
    body = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
    if len(body) > LARGEST_ANSWER:
        raise Unfit("an answer is too large")
    answer._content = body
    return answer


def ask(address: str) -> Any:
    """The JSON object at the address.

    :raises Unfit: there is none; RequestException: nobody answers.
    """
    with Timely() as session:
        answer = session.get(address)
        answer.raise_for_status()
        try:
            found = answer.json()
        except ValueError as error:
            raise Unfit("an answer is not JSON") from error
    if not isinstance(found, dict):
        raise Unfit("an answer is not an object")
    return found
