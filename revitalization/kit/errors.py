"""The one family of errors.

Rules, actions and parsers raise these; each is rendered once for pages (`kit.problems.render_problem`), once for REST
(`kit.api.problem_response`, application/problem+json) and once for jobs (the job's reasons). Texts are lazy
translations, so that the reader's language decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with the input.

    `field` names it as the sender wrote it, `row` is the 1-based row of a sheet or list (None: not a row), `code` is
    stable for programs, `message` is for people and says how to mend it.
    """

    field: str
    message: Any
    code: str = "invalid"
    row: int | None = None


class Problem(Exception):  # noqa: N818 - what people and RFC 9457 call it
    """Base of the family: `status` (HTTP), `code` (stable), `title`, `detail` and `errors`."""

    status = 500
    code = "problem"
    title: Any = _("Something went wrong")

    def __init__(
        self, detail: Any = "", *, errors: Sequence[FieldError] = (), code: str = "", **extra: Any
    ) -> None:
        super().__init__(str(detail or self.title))
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.code = code or type(self).code
        self.extra = extra


class Invalid(Problem):
    """The input is wrong; nothing was changed."""

    status = 400
    code = "invalid"
    title = _("The input is not valid")


class SignInNeeded(Problem):
    """Nobody is signed in, or the token is not valid."""

    status = 401
    code = "sign_in_needed"
    title = _("Sign in first")


class FreshSignInNeeded(Problem):
    """The act asks for a sign-in of the last minutes."""

    status = 401
    code = "fresh_sign_in_needed"
    title = _("Confirm that it is you")


class Forbidden(Problem):
    """The subject is within reach, the right to act is not there."""

    status = 403
    code = "forbidden"
    title = _("You may not do this")


class Hidden(Problem):
    """Not there, or outside the reader's reach: both look alike."""

    status = 404
    code = "not_found"
    title = _("Not found")


class Conflict(Problem):
    """The state of the subject does not allow this."""

    status = 409
    code = "conflict"
    title = _("This is not possible in the present state")


class Refused(Conflict):
    """A rule forbids the act; `detail` gives the reason in words."""

    code = "refused"


class Gone(Problem):
    """The address was right once and is no longer."""

    status = 410
    code = "gone"
    title = _("No longer available")


class Stale(Problem):
    """Somebody else changed it since it was read; `extra["theirs"]` holds the stored text."""

    status = 412
    code = "stale"
    title = _("Somebody else has changed this since you opened it")


class TooLarge(Problem):
    """Over a stated limit."""

    status = 413
    code = "too_large"
    title = _("Too large")


class VersionNeeded(Problem):
    """A change without the version it is based on."""

    status = 428
    code = "version_needed"
    title = _("Say which version you are changing")


class TooMany(Problem):
    """More requests or tries than allowed; `extra["retry_after"]` in seconds."""

    status = 429
    code = "too_many"
    title = _("Too many tries")


class Unavailable(Problem):
    """A part the act needs is not running, or others are in its way."""

    status = 503
    code = "unavailable"
    title = _("Not available at the moment")


class Lost(Unavailable):
    """The database is not there, or went away in the middle."""


class ReadOnly(Unavailable):
    """The database takes no changes at the moment; nothing was changed."""

    code = "read_only"
    title = _("Read-only at the moment")


class InDoubt(Unavailable):
    """The database went away when the change may have been stored already; the words promise nothing."""

    code = "in_doubt"
    title = _("It is not certain whether this was saved")
