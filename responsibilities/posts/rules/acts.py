"""What can be done to posts, tenures, people and delegations: their acts, with the right each asks and its words.

None of them has states: a tenure runs over days, and what holds on a day is computed.
"""

from typing import Any

from responsibilities.roles import Capability
from revitalization.kit.words import N_
from revitalization.kit.workflow import Act, Acts, plain_act


def _appointing(key: str, label: str, done: str, fresh: Any, **more: Any) -> Act:
    """An act of whoever appoints: who is first responsible decides who signs, so it asks a fresh sign-in there."""
    right, sees = Capability.POST_APPOINT, Capability.POST_READ
    return plain_act(key, label, right, done, sees=sees, fresh=fresh, **more)


def _first(post: Any) -> bool:
    return bool(post.is_first_responsible)


def _of_first(tenure: Any) -> bool:
    return bool(tenure.post.is_first_responsible)


POST = Acts(
    "post",
    (
        _appointing(
            "appoint",
            N_("Appoint"),
            N_("%(who)s appointed %(person)s from %(since)s on: %(what)s"),
            _first,
            said=N_("Appointed."),
            needs=("person", "kind", "since"),
        ),
        _appointing(
            "act_for",
            N_("Appoint a stand-in"),
            N_("%(who)s appointed %(person)s as stand-in from %(since)s on: %(what)s"),
            _first,
            button=N_("Appoint the stand-in"),
            said=N_("The stand-in has been appointed."),
            needs=("person", "kind", "since"),
        ),
        _appointing(
            "note_vacancy",
            N_("Record a vacancy"),
            N_("%(who)s recorded a vacancy from %(since)s on: %(what)s"),
            _first,
            button=N_("Record the vacancy"),
            said=N_("The vacancy has been recorded."),
            needs=("since",),
        ),
        plain_act(
            "delegate",
            N_("Let another sign"),
            Capability.POST_DELEGATE,
            N_("%(who)s authorised %(person)s to sign from %(since)s to %(until)s: %(what)s"),
            sees=Capability.POST_READ,
            fresh=True,
            button=N_("Authorise"),
            said=N_("Recorded. It ends by itself after the last day."),
            needs=("to", "since", "until", "reason"),
        ),
    ),
)

TENURE = Acts(
    "tenure",
    (
        _appointing(
            "hand_over",
            N_("Hand over"),
            N_("%(who)s recorded a handover to %(person)s from %(since)s on: %(what)s"),
            _of_first,
            button=N_("Record the handover"),
            said=N_("The handover has been recorded."),
            needs=("on", "person", "kind"),
        ),
        _appointing(
            "relieve",
            N_("Relieve"),
            N_("%(who)s relieved %(person)s with %(until)s as the last day: %(what)s"),
            _of_first,
            said=N_("The last day has been recorded."),
            needs=("until",),
        ),
        _appointing(
            "annul",
            N_("Undo a wrong entry"),
            N_("%(who)s undid the entry of %(person)s: %(what)s"),
            _of_first,
            button=N_("Undo entry"),
            said=N_("The entry has been undone; it stays in the history."),
            needs=("reason",),
            tone="danger",
        ),
    ),
)

DELEGATION = Acts(
    "delegation",
    (
        plain_act(
            "end_delegation",
            N_("Take back"),
            Capability.POST_DELEGATE,
            N_("%(who)s took back the authority of %(person)s to sign: %(what)s"),
            sees=Capability.POST_READ,
            fresh=True,
            said=N_("Taken back. What was signed stays signed."),
        ),
    ),
)

PERSON = Acts(
    "person",
    (
        _appointing(
            "amend",
            N_("Correct name or phone"),
            N_("%(who)s corrected the details of %(what)s"),
            False,
            button=N_("Save"),
            said=N_("Saved."),
            needs=("name",),
        ),
        _appointing("sign_in", N_("Open a sign-in"), N_("%(who)s opened a sign-in for %(what)s"), fresh=True),
    ),
)
