"""What is kept of a fault for whoever runs the system: where it happened, never what the work was about."""

import traceback

from revitalization.kit.logs import without_secrets

LINES = 12
"""The last lines of a traceback that are kept."""
WIDTH = 300


def last_lines(error: BaseException) -> str:
    """Where the error came from, place by place, and its first line.

    The database repeats refused values from its second line on, so only the first is kept; the names of places carry no
    values.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames][-LINES:]
    said = str(error).strip().partition("\n")[0]
    last = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return without_secrets("\n".join(line[:WIDTH] for line in (*places, last)))


def _short(path: str) -> str:
    """The end of a path: which part of the product, not where it is installed."""
    return "/".join(path.split("/")[-3:])
