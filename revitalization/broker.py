"""What is wrong with the queue, in words: for the log of whoever sends, and for /readyz."""

from collections.abc import Iterator

from redis import exceptions

from revitalization.kit.disk import FULL

WORDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.OutOfMemoryError, "has no room left"),
    (exceptions.AuthenticationError, "refuses the password"),
    (exceptions.NoPermissionError, "refuses the account"),
    (exceptions.ReadOnlyError, "takes no changes"),
)


def wrong_with(error: BaseException) -> str:
    """What the error, or one it came from, says about the queue; that it does not answer when none says more."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.errno in FULL:
            return "has no room left"
        for kind, words in WORDS:
            if isinstance(cause, kind):
                return words
    return "does not answer"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
