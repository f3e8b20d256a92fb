"""What the ledger adds to the product."""

from datetime import timedelta

from responsibilities.ledger import rules
from responsibilities.ledger.actions.catalogue import load_kinds
from responsibilities.ledger.actions.days_off import follow_days_off
from responsibilities.ledger.actions.timed import end_notices, fold_tallies, turn_lamps
from responsibilities.ledger.models import (
    Handling,
    Involvement,
    Item,
    Kind,
    Matter,
    MatterWords,
    Plan,
    Progress,
    ScaleRow,
    Tally,
    Turn,
)
from responsibilities.ledger.models.sealed import HANDLINGS, PLANS, PROGRESS
from responsibilities.ledger.queries import handover
from responsibilities.ledger.queries.below import movements
from responsibilities.ledger.queries.files import ItemFiles
from responsibilities.ledger.queries.steps import steps_by_key
from responsibilities.ledger.views import agenda, finding, moments, unit
from responsibilities.ledger.views.measures import MEASURES
from responsibilities.roles import Capability as C
from revitalization.kit.agenda import CalendarSource
from revitalization.kit.finding import SearchKind
from revitalization.kit.handover import HandoverPart
from revitalization.kit.mechanism import Mechanism, Presenter, Sweep
from revitalization.kit.steps import Timeline
from revitalization.kit.words import N_

MECHANISM = Mechanism(
    key="ledger",
    coming=[unit.coming],
    moments=[moments.moments],
    calendar=[CalendarSource("ledger", "ledger", agenda.deadlines)],
    search=[SearchKind("ledger", N_("Ledger"), 35, finding.found_items)],
    measures=MEASURES,
    below=[movements],
    timelines=[Timeline("ledger", steps_by_key)],
    handover=[HandoverPart("ledger", N_("Items of the unit that are not closed"), 33, handover.items)],
    sweeps=[
        Sweep("ledger.lamps", timedelta(hours=1), turn_lamps, N_("turns the lamps whose day has come")),
        Sweep("ledger.notices", timedelta(hours=1), end_notices, N_("tells of public notices that are over")),
        Sweep(
            "ledger.days_off",
            timedelta(days=1),
            follow_days_off,
            N_("follows a new table of days off with the lamps"),
        ),
        Sweep("ledger.fold", timedelta(minutes=10), fold_tallies, N_("folds the counts behind the boards")),
    ],
    file_owners={"ledger": ItemFiles()},
    catalogue=load_kinds,
    sealed=[PROGRESS, PLANS, HANDLINGS],
    append_only=[Handling, Involvement, MatterWords, Plan, Progress, ScaleRow, Turn],
    changeable=[Item, Kind, Matter],
    deletable=[Tally],
    presenters=[
        Presenter(
            "ledger",
            {f"ledger.{act.key}": act.done for act in rules.WORKFLOW.acts},
            lambda key: f"/ledger/{key}/",
            C.LEDGER_READ,
            feed=True,
            shown={
                "status",
                "due_on",
                "percent",
                "progressed_on",
                "declared_on",
                "closed_on",
                "until",
                "round",
            },
            label=N_("Ledger"),
            placed=True,
        ),
        Presenter(
            "matter",
            {f"matter.{act.key}": act.done for act in rules.MATTER.acts}
            | {
                "matter.draw_up": N_("%(who)s drew up “%(title)s”"),
                "matter.fill": N_("%(who)s added %(count)s units to “%(title)s”"),
            },
            lambda key: f"/ledger/matters/{key}/",
            C.LEDGER_READ,
            feed=True,
            shown={"status", "number", "due_on", "owed", "words", "issued_at"},
            label=N_("Matters of the ledger"),
        ),
    ],
)
