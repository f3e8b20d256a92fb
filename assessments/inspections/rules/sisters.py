"""What was found at one unit, offered to its sisters (举一反三): each decides for itself; pure."""

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_
from revitalization.kit.workflow import Act, State, Workflow

OFFERED, TAKEN, DECLINED = "offered", "taken", "declined"

SISTER = Workflow(
    key="sister",
    states=(
        State(OFFERED, N_("To be looked into"), "amber"),
        State(TAKEN, N_("We have it too"), "green", final=True),
        State(DECLINED, N_("Not so here"), "grey", final=True),
    ),
    initial=frozenset({OFFERED}),
    acts=(
        Act(
            "take",
            N_("We have it too"),
            frozenset({OFFERED}),
            TAKEN,
            C.INSPECT_ANSWER,
            N_("%(who)s found “%(title)s” at the own unit, too"),
            sees=C.INSPECT_READ,
            needs=("reason",),
            tone="primary",
        ),
        Act(
            "decline",
            N_("Not so here"),
            frozenset({OFFERED}),
            DECLINED,
            C.INSPECT_ANSWER,
            N_("%(who)s did not find “%(title)s” at the own unit"),
            sees=C.INSPECT_READ,
            needs=("reason",),
        ),
    ),
)
