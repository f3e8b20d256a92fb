"""How the tools speak: one line per step, and one clear message when something is in the way."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False, soft_wrap=True, emoji=False)


class Trouble(Exception):  # noqa: N818 - it is told to people, as a word
    """Something a person can mend: what is wrong, where, and how to mend it."""

    def __init__(self, what: str, *, where: object = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, str(where), mend
        super().__init__(self.text())

    def text(self) -> str:
        """The message as up to three lines."""
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.mend:
            lines.append(f"  mend:  {self.mend}")
        return "\n".join(lines)


def line(text: str, style: str = "") -> None:
    """One line as it is; square brackets in it are no markup."""
    console.print(text, style=style or None, markup=False)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Shows a step while it runs (a spinner on a terminal), then that it is done."""
    with console.status(title):
        yield
    line(f"✓ {title}", "green")


def guarded(main: Callable[[], int]) -> None:
    """Runs a tool and ends the process: a `Trouble` is told in words, without a traceback."""
    try:
        code = main()
    except Trouble as trouble:
        console.stderr = True
        line(f"✗ {trouble.text()}", "red")
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
