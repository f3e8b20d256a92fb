"""From a button to an action: one map says which action does an act, and what it takes.

The form of a page (`kit.forms.forms_of`), the body of the interface and its description (`kit.api.bodies.body_of`),
bulk acts and tests are made from it; whoever adds an act writes one line here and its action. The acts are those of a
state machine (`Workflow`) or of a subject that has no states (`Acts`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.words import N_
from revitalization.kit.workflow import Act, Acts, Workflow


@dataclass(frozen=True)
class Take:
    """Something an act takes beside the version: its name in forms and bodies, and what is typed there.

    `kind` is str, int or date, with `choices` one of these (value, word); what is typed in several fields has a type of
    its own, and the slice's forms say under this name how it is asked for. `most` are the characters of a text. `label`
    is its word on pages, empty where it is not typed but sent along; `hint` stands under it. `about` describes it for
    programs. `asked` is what is said when it is missing: with it the act is never done without; what `Act.needs` names
    is asked by the act itself. `own` is what a page sends along where nothing is chosen, so that a page that leaves it
    out is refused; programs may leave it out.
    """

    name: str
    kind: type
    about: str
    label: str = ""
    hint: str = ""
    most: int = 1000
    long: bool = False
    asked: str = ""
    own: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> Any:
        """What an action gets when nothing was sent: "" for a text, None for anything else."""
        return "" if self.kind is str else None


def reason(about: str) -> Take:
    """A reason in words; `about` says for programs which acts need it."""
    return Take(
        "reason", str, about, N_("Reason"), N_("Shown to the unit and kept on the record."), long=True
    )


class Doing:
    """The action of one act and what it takes; called as `run(actor=…, <subject>=…, version=…, <take>=…)`.

    Not `versioned`: it makes something new, so that there is no version to base it on, and its action takes none.
    """

    def __init__(self, run: Callable[..., Any], *takes: Take, versioned: bool = True) -> None:
        self.run, self.takes, self.versioned = run, takes, versioned


@dataclass(frozen=True)
class Doings(Mapping[str, Doing]):
    """The acts of a table that people and programs do, each with its action.

    `subject` is the word by which the actions take the row; `inner` names acts that are done within another action.
    Raises `ValueError` when an act has no action or two, or needs what its action does not take.
    """

    table: Workflow | Acts
    subject: str
    by_key: Mapping[str, Doing]
    inner: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        acts = {act.key: act for act in self.table.acts}
        if self.by_key.keys() | self.inner != acts.keys() or self.by_key.keys() & self.inner:
            raise ValueError(f"{self.table.key}: each act has one action, or is done within another")
        for key, doing in self.by_key.items():
            if not set(acts[key].needs) <= {take.name for take in doing.takes}:
                raise ValueError(f"{self.table.key}.{key} needs what its action does not take")

    def __getitem__(self, key: str) -> Doing:
        return self.by_key[key]

    def __iter__(self) -> Iterator[str]:
        return (act.key for act in self.table.acts if act.key in self.by_key)

    def __len__(self) -> int:
        return len(self.by_key)

    def takes(self) -> list[Take]:
        """Everything any of the acts takes, each once."""
        return list({take.name: take for key in self for take in self[key].takes}.values())

    def offered(self, acts: list[Act]) -> list[Act]:
        """Those of the acts that have a button and an address."""
        return [act for act in acts if act.key in self.by_key]

    def wanted(self, key: str, take: Take) -> bool:
        """Whether a page does not do the act without it."""
        return bool(take.asked or take.own) or take.name in self.table.act(key).needs

    def check(self, key: str, given: Mapping[str, Any]) -> None:
        """Refuses what the act does not take, and asks for what only its sender knows; raises `Invalid`."""
        taken = {take.name for take in self[key].takes}
        errors = [
            FieldError(name, _("This action does not accept it."), "unknown")
            for name in sorted(given)
            if name not in taken
        ]
        errors = errors or [
            FieldError(take.name, _(take.asked), "required")
            for take in self[key].takes
            if take.asked and take.name not in given
        ]
        if errors:
            raise Invalid(errors=errors)

    def do(
        self, key: str, *, actor: Actor, subject: Any, version: int | None, given: Mapping[str, Any]
    ) -> Any:
        """Does the act on the subject with what was given, and returns what its action returns."""
        doing = self[key]
        values = {take.name: given.get(take.name, take.empty) for take in doing.takes}
        if doing.versioned:
            values["version"] = version
        return doing.run(actor=actor, **{self.subject: subject}, **values)
