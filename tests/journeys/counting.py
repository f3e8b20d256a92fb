"""What a person does to get a job done, counted by the browser itself and held to a goal.

A click is a press of the mouse or of a finger, a key one press outside of typing; a file that is chosen is one click.
Fields that are typed or chosen in are counted beside, and so are pages that load and screens that are scrolled by to
reach what is pressed. Counting begins on the page on which the person stands after signing in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.journeys.goals import EFFORT, GOALS
from tests.journeys.visitor import Visitor

LISTENING = """() => {
  if (window.top !== window || window.listensToDoings) return;
  window.listensToDoings = true;
  const typed = (e) => e.closest && e.closest(
    "textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]):not([type=file])");
  const tell = (what, about) => window.personDid && window.personDid(what, about);
  let stood = 0;
  addEventListener("pointerdown", (event) => {
    if (!event.isTrusted || typed(event.target)) return;
    tell("screens", String(Math.abs(scrollY - stood) / innerHeight));
    stood = scrollY;
    tell("clicks", "");
  }, true);
  addEventListener("keydown", (event) => {
    if (!event.isTrusted || event.repeat || /^(Shift|Control|Alt|Meta)$/.test(event.key)) return;
    const field = typed(event.target);
    const command = event.ctrlKey || event.altKey || event.metaKey;
    const typing = field && (event.key.length === 1 || /^(Backspace|Delete|Home|End|Arrow.*)$/.test(event.key)
      || (event.key === "Enter" && field.tagName === "TEXTAREA"));
    if (command || !typing) tell("keys", event.key);
  }, true);
  addEventListener("input", (event) => {
    const field = typed(event.target);
    if (field) tell("fields", location.pathname + " " + (field.name || field.id));
  }, true);
  addEventListener("change", (event) => {
    if (event.target.type === "file") tell("clicks", "");
  }, true);
}"""
"""The page's own events; those that a script of the page makes up are not a person's."""


@dataclass
class Effort:
    """What was done so far. `fields` are those typed in, each once."""

    clicks: int = 0
    keys: int = 0
    loads: int = 0
    screens: float = 0.0
    fields: set[str] = field(default_factory=set)

    @property
    def presses(self) -> int:
        """What the goal is about."""
        return self.clicks + self.keys

    def did(self, what: str, about: str) -> None:
        """One more of `clicks`, `keys`, `loads`, `fields` or `screens`."""
        if what == "fields":
            self.fields.add(about)
        elif what == "screens":
            self.screens += float(about)
        else:
            setattr(self, what, getattr(self, what) + 1)


Counting = Callable[..., Any]


@contextmanager
def counted(
    key: str, who: Visitor, told: Callable[[str, object], None], home: str = "/home/"
) -> Iterator[Effort]:
    """Puts the person where they stand after signing in, counts what is done inside, and compares it with the goal.

    Raises `AssertionError` when it took more. `told` keeps the line for the table at the end of the run.
    """
    goal, effort = GOALS[key], Effort()
    who.page.goto(who.site + home)
    listens(who)
    who.listener = effort
    yield effort
    who.page.evaluate("document.readyState")
    who.listener = None
    told(EFFORT, [key, {**asdict(effort), "fields": len(effort.fields)}])
    assert effort.presses <= goal.most, (
        f"{goal.person}: {goal.job} takes {effort}, at most {goal.most} are right"
    )


def listens(who: Visitor) -> None:
    """From now on every page of this window tells what the person does."""
    if not who.listens:
        who.listens = True
        who.context.expose_binding("personDid", lambda _source, what, about: who.did(what, about))
        who.context.add_init_script(f"({LISTENING})()")
    who.page.evaluate(LISTENING)
