"""The console: the queue, timed work, failed work and the machine on one page; failed work done again."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from responsibilities.jobs.actions.repeating import repeat
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import kind_label, may_repeat, shown
from responsibilities.jobs.rules import WAITS_LONG
from responsibilities.operations.forms import AgainForm
from responsibilities.operations.queries import (
    Queue,
    SweepLine,
    failed_jobs,
    failed_kinds,
    place_name,
    queue_now,
    runs_the_system,
    seen_by_operators,
    sweeps_now,
)
from responsibilities.operations.queries.backups import BackedUp, backups_now, worst
from responsibilities.operations.queries.machine import Machine, machine_now
from responsibilities.operations.queries.readiness import Part, report
from responsibilities.operations.rules import in_bytes, room_tone
from responsibilities.operations.views.words import BACKED_UP, BACKUPS, DISKS, length, part_name, part_state
from revitalization.kit import clock
from revitalization.kit.columns import Grey, Stacked
from revitalization.kit.day_filters import since_day
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.ledgers import Ledger
from revitalization.kit.tables import Column, Filter, Lamp, Order, Row, Table, TablePage
from revitalization.kit.views import SignedIn, page, see

IN_HOURS = 72
"""Up to here the age of a backup is said in hours."""

NEVER = Grey(gettext_lazy("never"))

QUEUE = (
    Column("kind", gettext_lazy("Kind"), value=lambda it: it.kind),
    Column("waiting", gettext_lazy("Waiting"), "number", value=lambda it: it.waiting),
    Column("running", gettext_lazy("Running"), "number", value=lambda it: it.running),
    Column(
        "oldest", gettext_lazy("Waiting since"), "datetime", value=lambda it: it.oldest, missing=Grey("—")
    ),
)


BACKUPS_MADE = (
    Column("what", gettext_lazy("What"), value=lambda it: _(BACKED_UP[it.what])),
    Column("age", gettext_lazy("Age"), "lamp", value=lambda it: Lamp(it.tone, _age(it))),
    Column(
        "at", gettext_lazy("Made"), "datetime", value=lambda it: it.newest and it.newest.at, missing=NEVER
    ),
    Column(
        "kind",
        gettext_lazy("Kind"),
        value=lambda it: it.newest and _(BACKUPS[it.newest.kind]),
        missing=Grey("—"),
    ),
    Column(
        "size",
        gettext_lazy("Size"),
        value=lambda it: it.newest and in_bytes(it.newest.size),
        missing=Grey("—"),
    ),
)


def _age(line: BackedUp) -> str:
    """The age in hours as far as hours matter."""
    if line.age is None:
        return _("never backed up")
    hours = int(line.age / timedelta(hours=1))
    if not 1 <= hours <= IN_HOURS:
        return length(line.age)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


def _sweep_state(line: SweepLine) -> Lamp:
    if line.overdue:
        return Lamp("red", _("overdue"))
    if line.error:
        return Lamp("amber", _("failed, tried again"))
    return Lamp("green", _("in order"))


SWEEPS = (
    Column(
        "about", gettext_lazy("Timed work"), width="wide",
        value=lambda it: Stacked(_(it.about), f"{it.key} {it.error}".strip()),
    ),
    Column("state", gettext_lazy("State"), "lamp", value=_sweep_state),
    Column("every", gettext_lazy("Every"), value=lambda it: length(it.every), hide_on_phone=True),
    Column("began", gettext_lazy("Last run"), "datetime", value=lambda it: it.began, missing=NEVER),
    Column("took", gettext_lazy("Took"), value=lambda it: it.took and _took(it.took), missing=Grey("—")),
    Column("touched", gettext_lazy("Rows"), "number", value=lambda it: it.touched, hide_on_phone=True),
    Column("next", gettext_lazy("Next run"), "datetime", value=lambda it: it.next_at, missing=Grey("—")),
)  # fmt: skip


def _took(took: timedelta) -> str:
    if took < timedelta(seconds=1):
        return _("under 1 second")
    return length(took)


def _reason(row: Row) -> Stacked:
    """The first reason in words, and how many more there are; never what the work was about."""
    reasons = row["reasons"] or [{"message": ""}]
    said = reasons[0].get("message") or ""
    more = len(reasons) - 1
    return Stacked(_(said) if said else "", _("and %(n)s more") % {"n": more} if more else "")


FAILED = Table(
    name="failed",
    columns=(
        Column(
            "kind", gettext_lazy("Kind"), kind="link", value=lambda row: kind_label(row["kind"]),
            url=lambda row: reverse("operations_job", args=[row["public_id"]]),
        ),
        Column("whose", gettext_lazy("Whose"), value=lambda row: row["asked_by__name"], missing=Grey("—")),
        Column("ended_at", gettext_lazy("Failed"), kind="datetime"),
        Column("reason", gettext_lazy("Reason"), value=_reason, width="wide"),
    ),
    filters=(
        Filter("kind", gettext_lazy("Kind"), lambda rows, kind: rows.filter(kind=kind), choices=failed_kinds),
        Filter("whose", gettext_lazy("Whose"), lambda rows, name: rows.filter(asked_by__name=name)),
        Filter("since", gettext_lazy("From"), lambda rows, day: since_day(rows, "ended_at", day), kind="date"),
    ),
    orders=(Order("newest", ("-id",)),),
    fields=("id", "public_id", "kind", "asked_by__name", "ended_at", "reasons"),
    empty=gettext_lazy("No work has failed"),
    page_size=20,
)  # fmt: skip


@page(params=FAILED.names)
def console(request: SignedIn) -> HttpResponse:
    """How the installation is: what waits, what is late, what failed, what it runs on."""
    _operator(request)
    queue, sweeps, backups = queue_now(), sweeps_now(), backups_now()
    context = {
        "tiles": [*_tiles(queue, sweeps), _backup_tile(backups)],
        "backups": Ledger(BACKUPS_MADE, backups),
        "queue": Ledger(QUEUE, queue.lines, empty=_("Nothing is waiting or running")),
        "sweeps": Ledger(SWEEPS, sweeps),
        "page": TablePage(FAILED, failed_jobs(), request.GET),
        "parts": [(part_name(part), _tone(part), part_state(part)) for part in report()],
        "machine": _told(machine_now()),
    }
    return render(request, "operations/console.html", context)


def _operator(request: SignedIn) -> None:
    if not runs_the_system(request.actor):
        raise Forbidden


def _tiles(queue: Queue, sweeps: list[SweepLine]) -> list[tuple[str, str, str]]:
    """(label, value, tone) of the figures on top."""
    now = clock.now()
    late = sum(line.overdue for line in sweeps)
    waits = queue.oldest is not None and now - queue.oldest > WAITS_LONG
    return [
        (_("Jobs waiting"), str(queue.waiting), ""),
        (_("Jobs running"), str(queue.running), ""),
        (_("Accounts waiting"), str(queue.accounts), ""),
        (
            _("Oldest has waited"),
            length(now - queue.oldest) if queue.oldest else "—",
            "amber" if waits else "",
        ),
        (_("Timed work overdue"), str(late), "red" if late else ""),
    ]


def _backup_tile(lines: Sequence[BackedUp]) -> tuple[str, str, str]:
    """The age of the oldest of the newest backups, with its lamp."""
    line = worst(lines)
    return (
        _("Last backup: %(what)s") % {"what": _(BACKED_UP[line.what])},
        _age(line),
        "" if line.tone == "green" else line.tone,
    )


def _tone(part: Part) -> str:
    if not part.wrong:
        return "green"
    return "red" if part.needed else "amber"


def _told(machine: Machine) -> list[tuple[str, str, str]]:
    """(label, value, lamp or "") of each fact about the machine."""
    disks = [
        (
            _(DISKS[disk.what]),
            _("%(free)s free of %(total)s") % {"free": in_bytes(disk.free), "total": in_bytes(disk.total)},
            room_tone(disk.free, disk.total),
        )
        for disk in machine.disks
    ]
    used = {"used": machine.connections, "most": machine.most_connections}
    return [
        *disks,
        (_("Size of the database"), in_bytes(machine.database_size), ""),
        (_("Connections"), _("%(used)s of at most %(most)s") % used, ""),
        (_("Migrations applied"), str(machine.migrations), ""),
        *((name, version, "") for name, version in machine.versions.items()),
    ]


@page()
def job(request: SignedIn, public_id: str) -> HttpResponse:
    """One failed job: whose, why, where the fault was; while it is done again, how far it is."""
    return _job(request, _seen(request, public_id), AgainForm())


@page(methods=("POST",))
def job_again(request: SignedIn, public_id: str) -> HttpResponse:
    """Has failed work done again for the account that asked for it; what forbids that stands on the page."""
    found = _seen(request, public_id)
    form = AgainForm(request.POST)
    trial = tried(form, lambda: repeat(actor=request.actor, job=found)) if form.is_valid() else None
    if trial is None or not trial.done:
        return _job(request, found, form, status=trial.status if trial else 400)
    messages.success(request, _("It is queued again, for the account that requested it."))
    return see("operations_job", public_id)


@page()
def job_progress(request: SignedIn, public_id: str) -> HttpResponse:
    """The part of the page that changes while the work is done again."""
    found = _seen(request, public_id)
    answer = render(request, "operations/_job_progress.html", {"job": shown(found)})
    if not found.is_open:
        answer["HX-Refresh"] = "true"
    return answer


def _seen(request: SignedIn, public_id: str) -> Job:
    _operator(request)
    return get_or_hidden(seen_by_operators(), public_id=public_id)


def _job(request: SignedIn, found: Job, form: AgainForm, status: int = 200) -> HttpResponse:
    context = {
        "job": shown(found),
        "row": found,
        "place": place_name(found),
        "form": form,
        "may_repeat": may_repeat(found),
    }
    return render(request, "operations/job.html", context, status=status)
