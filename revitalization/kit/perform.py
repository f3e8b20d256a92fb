"""The one door to a status, and the one way to make any other official change.

`perform` locks the row, re-reads it, asks for the right, checks version, state, needs and guard, saves, writes the
record entry and the notices in the same transaction. `recorded` does the same bookkeeping for changes that are not
steps of a state machine (appointing, opening a cycle, setting a scope).
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from revitalization.kit import ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Invalid, Problem, Refused, Stale
from revitalization.kit.language import translated
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.sealed import collecting, digests
from revitalization.kit.workflow import Act, FactsMissingError, ReadFacts, Workflow

Row = TypeVar("Row", bound=models.Model)


@contextmanager
def history(actor: Actor, verb: str, reason: str = "") -> Iterator[str]:
    """Gives the database the context without which an official row cannot change.

    Set for this transaction and taken back at the end of the block, so that a later change in the same transaction
    is refused again.
    """
    context = str(uuid.uuid4())
    about = {
        "verb": verb,
        "actor": actor.user_id,
        "name": actor.name,
        "post": actor.post,
        "token": actor.token,
        "reason": reason[:500],
    }
    _set_context(context, json.dumps(about, ensure_ascii=False))
    try:
        yield context
    finally:
        if not connection.needs_rollback and not _aborted():
            _set_context("", "")


def _aborted() -> bool:
    """Whether a statement has failed or the connection is gone: the context went with it, and nothing can be asked."""
    raw = connection.connection
    return raw is None or raw.closed or raw.get_transaction_status() == TRANSACTION_STATUS_INERROR


def _set_context(context: str, about: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
            [context, about],
        )


def unrecorded(error: IntegrityError) -> Problem | None:
    """What to tell the person when a change to an official row was refused because nobody records it."""
    if "pgh_context" not in str(error):
        return None
    return Refused(
        _("Refused: the change would not be on the record. Nothing was changed."), code="unrecorded"
    )


@contextmanager
def recorded(entry: Entry, tellings: Sequence[Telling] = ()) -> Iterator[Entry]:
    """One official change in one transaction: context, the block's writes, one record entry, the notices.

    The block may complete the entry (`after`, `count`, `subject`); a block that raises leaves nothing behind.
    """
    with transaction.atomic():
        with collecting() as noted, history(entry.actor, entry.verb, entry.reason) as entry.context:
            yield entry
        entry.after = {**entry.after, **digests(noted)}
        ports.record(entry)
        for telling in tellings:
            ports.tell(telling)
    transaction.on_commit(ports.wake)


def perform(
    workflow: Workflow,
    key: str,
    subject: Row,
    *,
    actor: Actor,
    reason: str = "",
    version: int | None = None,
    given: Mapping[str, Any] | None = None,
    facts: ReadFacts | None = None,
    apply: Callable[[Row], str | None] | None = None,
    tellings: Callable[[Row], Sequence[Telling]] | None = None,
    on_behalf: str | Callable[[], str] = "",
    label: str = "",
    within: str = "",
) -> Row:
    """Does one act of `workflow` on `subject` and returns the fresh row.

    `version` is the version the actor saw (None: not checked); `given` holds what the act needs besides the reason;
    `facts` reads, on the locked row, what the act's guard must know; `apply` makes the further changes on that row
    and may return the target among the act's `targets`; `tellings` makes the notices from the changed row; `on_behalf`
    names whom the actor acts for, where only `apply` knows it as a function asked after it. `within` names the act
    that brings this one along in the same transaction: the right to that one is asked instead.

    Raises `Hidden`, `Forbidden`, `FreshSignInNeeded`, `Stale`, `Conflict`, `Invalid` or `Refused`; then nothing has
    changed. `FactsMissingError` when the act has a guard and nobody said what it must know.
    """
    act = workflow.act(key)
    if act.guard and facts is None:
        raise FactsMissingError(f"{workflow.key}.{key} is not done without the facts its guard reads")
    with transaction.atomic():
        row = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
        remit, right = act.remit_of(row), workflow.act(within or key).capability
        if act.in_person and actor.ceiling is not None and (not act.sees or actor.can(act.sees, row)):  # type: ignore[arg-type]
            raise Forbidden(_("This is done in person, not by a token."))
        actor.require(right, row, sees=act.sees, remit=remit)  # type: ignore[arg-type]
        if act.asks_fresh(row):
            actor.require_fresh()
        _check(workflow, act, row, version, {"reason": reason, **(given or {})}, facts)
        earlier = _official(row)
        with collecting() as noted, history(actor, f"{workflow.key}.{act.key}", reason) as context:
            _step(act, row, apply)
        before, after = _difference(earlier, _official(row))
        verb, named = f"{workflow.key}.{act.key}", (workflow.key, str(getattr(row, "public_id", row.pk)))
        ports.record(
            Entry(
                verb=verb,
                actor=actor,
                subject=named,
                label=label or str(row),
                lo=row.lo,  # type: ignore[attr-defined]
                reason=reason,
                on_behalf=on_behalf() if callable(on_behalf) else on_behalf,
                context=context,
                before=before,
                after={**after, **digests(noted)},
            )
        )
        _tell(tellings(row) if tellings else (), named if "status" in after and not act.keeps_work else None)
        transaction.on_commit(ports.wake)
    return row


def _tell(tellings: Sequence[Telling], settled: tuple[str, str] | None) -> None:
    """Closes the notices of work that is done, then tells those whose turn it is."""
    if settled is not None:
        ports.settle(*settled)
    for telling in tellings:
        ports.tell(telling)


def _check(
    workflow: Workflow,
    act: Act,
    row: Any,
    version: int | None,
    given: Mapping[str, Any],
    facts: ReadFacts | None,
) -> None:
    if version is not None and version != row.version:
        raise Stale(version=row.version)
    if row.status not in act.sources:
        state = workflow.state(row.status)
        raise Conflict(
            _("“%(act)s” is not possible: it is %(state)s.") % {"act": _(act.label), "state": _(state.label)}
        )
    missing = [name for name in act.needs if not str(given.get(name) or "").strip()]
    if missing:
        raise Invalid(errors=[FieldError(name, _("This is required here."), "required") for name in missing])
    refusal = act.guard(row, workflow.read(facts, row)) if act.guard else None
    if refusal:
        raise Refused(translated(refusal))


def _step(act: Act, row: Any, apply: Callable[[Any], str | None] | None) -> None:
    chosen = apply(row) if apply else None
    target = act.target or chosen or row.status
    if act.target is None and act.targets and target not in act.targets:
        raise ValueError(f"{act.key} cannot lead to {target}")
    row.status = target
    row.version += 1
    row.save()


def _official(row: models.Model) -> dict[str, Any]:
    """The row's plain values; big texts stay in the row history."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value for name, value in values.items() if not isinstance(value, dict | list)}


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name in after if before.get(name) != after[name] and name != "version"]
    return {name: _plain(before.get(name)) for name in changed}, {
        name: _plain(after[name]) for name in changed
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(value)
