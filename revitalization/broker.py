"""What is wrong with the queue, in words: for the log of whoever sends, and for /readyz."""

from collections.abc import Iterator

from redis import exceptions

from revitalization.kit.disk import FULL
from revitalization.kit.words import N_

WORDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.OutOfMemoryError, N_("has no room left")),
    (exceptions.AuthenticationError, N_("refuses the password")),
    (exceptions.NoPermissionError, N_("refuses the account")),
    (exceptions.ReadOnlyError, N_("takes no changes")),
)


def wrong_with(error: BaseException) -> str:
    """What the error, or one it came from, says about the queue; that it does not answer when none says more."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.errno in FULL:
            return N_("has no room left")
        for kind, words in WORDS:
            if isinstance(cause, kind):
                return words
    return N_("does not answer")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
