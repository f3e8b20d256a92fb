"""Capabilities and roles; pure data.

A role says, for each capability, whether it holds on the unit it is granted on (`here`), on what lies under that unit
(`below`), or both. The sentence of each is shown to people and printed in the documentation. The one who files never
decides on the own report: filing is `here`, receiving is `below`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from revitalization.kit.words import N_


class Capability(StrEnum):
    """What can be asked of an actor."""

    UNIT_READ = "unit.read"
    UNIT_EDIT = "unit.edit"
    POST_READ = "post.read"
    POST_APPOINT = "post.appoint"
    POST_DELEGATE = "post.delegate"
    ROSTER_IMPORT = "roster.import"
    CYCLE_READ = "cycle.read"
    CYCLE_OPEN = "cycle.open"
    REPORT_READ = "report.read"
    REPORT_DRAFT = "report.draft"
    REPORT_REVIEW = "report.review"
    REPORT_SIGN = "report.sign"
    REPORT_SUBMIT = "report.submit"
    REPORT_RECEIVE = "report.receive"
    REPORT_DECIDE = "report.decide"
    REPORT_REMIND = "report.remind"
    LEDGER_READ = "ledger.read"
    LEDGER_ISSUE = "ledger.issue"
    LEDGER_WORK = "ledger.work"
    LEDGER_SIGN = "ledger.sign"
    LEDGER_PUBLICIZE = "ledger.publicize"
    LEDGER_CHECK = "ledger.check"
    LEDGER_CLOSE = "ledger.close"
    INSPECT_READ = "inspect.read"
    INSPECT_PLAN = "inspect.plan"
    INSPECT_APPROVE = "inspect.approve"
    INSPECT_CONDUCT = "inspect.conduct"
    INSPECT_ANSWER = "inspect.answer"
    INSPECT_OBJECT = "inspect.object"
    INSPECT_DECIDE = "inspect.decide"
    ASSESS_READ = "assess.read"
    ASSESS_DESIGN = "assess.design"
    ASSESS_APPROVE = "assess.approve"
    RECORD_READ = "record.read"
    TOKEN_ISSUE = "token.issue"  # noqa: S105 - a name, not a secret
    ROLE_GRANT = "role.grant"
    ACCOUNT_RESET = "account.reset"
    SYSTEM_RUN = "system.run"
    AUDIT_READ = "audit.read"

    @property
    def in_person(self) -> bool:
        """Whether a person does this at the desk, so that no token ever has it."""
        return self in IN_PERSON


C = Capability

IN_PERSON = frozenset(
    {
        *(C.REPORT_REVIEW, C.REPORT_SIGN, C.REPORT_DECIDE, C.POST_DELEGATE),
        *(C.LEDGER_SIGN, C.LEDGER_CHECK, C.LEDGER_CLOSE),
        *(C.INSPECT_APPROVE, C.INSPECT_OBJECT, C.INSPECT_DECIDE),
        C.ASSESS_APPROVE,
        *(C.ROLE_GRANT, C.ACCOUNT_RESET, C.TOKEN_ISSUE, C.SYSTEM_RUN),
    }
)
"""What a token may never do: to judge and sign what others wrote, to give rights, to run the system.

Said here alone: what tokens are offered and what acts refuse them follow from it.
"""

SENTENCES: dict[Capability, str] = {
    C.UNIT_READ: N_("see the facts of a unit"),
    C.UNIT_EDIT: N_("set the class and the yearly scope of a unit"),
    C.POST_READ: N_("see who holds which post"),
    C.POST_APPOINT: N_("appoint to posts, relieve and hand over"),
    C.POST_DELEGATE: N_("authorise the other first responsible person in writing to sign for the own post"),
    C.ROSTER_IMPORT: N_("import rosters of people and posts"),
    C.CYCLE_READ: N_("see report cycles and their boards"),
    C.CYCLE_OPEN: N_("open report cycles from a notice"),
    C.REPORT_READ: N_("read reports"),
    C.REPORT_DRAFT: N_("write drafts and attach evidence"),
    C.REPORT_REVIEW: N_("review drafts"),
    C.REPORT_SIGN: N_("sign reports"),
    C.REPORT_SUBMIT: N_("submit and withdraw reports"),
    C.REPORT_RECEIVE: N_("receive reports"),
    C.REPORT_DECIDE: N_("accept or return reports"),
    C.REPORT_REMIND: N_("remind units whose reports are missing"),
    C.LEDGER_READ: N_("see the ledger and its items"),
    C.LEDGER_ISSUE: N_("issue items of the ledger and hand them down"),
    C.LEDGER_WORK: N_("accept items of the ledger, plan them, report progress and payments, ask for time"),
    C.LEDGER_SIGN: N_("apply for the closing of items and sign it"),
    C.LEDGER_PUBLICIZE: N_("enter public notices and objections to them"),
    C.LEDGER_CHECK: N_("check on the spot what was declared done, and return it"),
    C.LEDGER_CLOSE: N_(
        "agree to plans, grant time, enter planned and allotted funds, set milestones, review, close, reopen and cancel"
        " items"
    ),
    C.INSPECT_READ: N_("see inspections, their plans and findings"),
    C.INSPECT_PLAN: N_(
        "draw up the yearly plan of inspections, their schemes and teams, and give notice of them"
    ),
    C.INSPECT_APPROVE: N_("approve the yearly plan of inspections and their schemes"),
    C.INSPECT_CONDUCT: N_("inspect as a member of the team and record findings"),
    C.INSPECT_ANSWER: N_("give the unit's view of findings and draft objections to them"),
    C.INSPECT_OBJECT: N_("object to findings for the unit"),
    C.INSPECT_DECIDE: N_("decide objections to findings"),
    C.ASSESS_READ: N_("see schemes of assessment"),
    C.ASSESS_DESIGN: N_("draw up schemes of assessment, try them out and publish them"),
    C.ASSESS_APPROVE: N_("approve schemes of assessment"),
    C.RECORD_READ: N_("read the record"),
    C.TOKEN_ISSUE: N_("issue and revoke API tokens"),
    C.ROLE_GRANT: N_("grant and end roles"),
    C.ACCOUNT_RESET: N_("reset passwords and close accounts"),
    C.SYSTEM_RUN: N_("run the system: jobs, clock, catalogue"),
    C.AUDIT_READ: N_("read security events and verify the record"),
}


@dataclass(frozen=True)
class Role:
    """One role: its key, its word, what it may here and below, and roles it can never be held with.

    `lands` says where whoever holds it begins: at the own unit's page (`unit`), at the first page of administration
    (`console`), or at the work (`inbox`).
    """

    key: str
    label: str
    here: frozenset[Capability]
    below: frozenset[Capability] = frozenset()
    excludes: frozenset[str] = frozenset()
    by_post: bool = False
    lands: Literal["inbox", "unit", "console"] = "inbox"


def _set(*capabilities: Capability) -> frozenset[Capability]:
    return frozenset(capabilities)


_FACTS = _set(
    C.UNIT_READ, C.POST_READ, C.CYCLE_READ, C.REPORT_READ, C.LEDGER_READ, C.RECORD_READ, C.ASSESS_READ
)
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})


def _others(key: str) -> frozenset[str]:
    return ADMINISTRATORS - {key}


ROLES: tuple[Role, ...] = (
    Role(
        "filer",
        N_("Filer"),
        here=_FACTS
        | {C.REPORT_DRAFT, C.REPORT_SUBMIT, C.LEDGER_WORK, C.LEDGER_PUBLICIZE}
        | {C.INSPECT_READ, C.INSPECT_ANSWER},
    ),
    Role("reviewer", N_("Reviewer"), here=_FACTS | {C.REPORT_REVIEW}),
    Role(
        "principal",
        N_("First responsible person"),
        here=_FACTS
        | {C.REPORT_SIGN, C.LEDGER_SIGN, C.POST_DELEGATE}
        | {C.INSPECT_READ, C.INSPECT_APPROVE, C.INSPECT_OBJECT, C.ASSESS_APPROVE},
        below=_FACTS | {C.INSPECT_READ},
        by_post=True,
        lands="unit",
    ),
    Role(
        "leader",
        N_("Leader in charge"),
        here=_FACTS | {C.INSPECT_READ, C.INSPECT_APPROVE, C.ASSESS_APPROVE},
        below=_FACTS | {C.INSPECT_READ},
        lands="unit",
    ),
    Role(
        "receiver",
        N_("Receiving office"),
        here=_FACTS | {C.CYCLE_OPEN, C.LEDGER_ISSUE, C.INSPECT_READ, C.ASSESS_DESIGN},
        below=_FACTS
        | {C.REPORT_RECEIVE, C.REPORT_DECIDE, C.REPORT_REMIND, C.UNIT_EDIT}
        | {C.LEDGER_PUBLICIZE, C.LEDGER_CHECK, C.LEDGER_CLOSE, C.INSPECT_READ},
    ),
    Role(
        "supervisor",
        N_("Supervision office"),
        here=_FACTS | {C.LEDGER_ISSUE, C.INSPECT_READ, C.INSPECT_PLAN, C.INSPECT_CONDUCT, C.INSPECT_DECIDE},
        below=_FACTS
        | {C.LEDGER_PUBLICIZE, C.LEDGER_CHECK, C.LEDGER_CLOSE}
        | {C.INSPECT_READ, C.INSPECT_CONDUCT},
    ),
    Role(
        "inspector",
        N_("Member of inspection teams"),
        here=_set(C.INSPECT_READ, C.INSPECT_CONDUCT),
        below=_set(C.INSPECT_READ, C.INSPECT_CONDUCT),
    ),
    Role(
        "organizer",
        N_("Organization department"),
        here=_set(C.UNIT_READ, C.POST_READ, C.POST_APPOINT, C.ROSTER_IMPORT),
        below=_set(C.UNIT_READ, C.POST_READ, C.POST_APPOINT, C.ROSTER_IMPORT),
    ),
    Role(
        "reader",
        N_("Reader"),
        here=_FACTS | {C.INSPECT_READ},
        below=_FACTS | {C.INSPECT_READ},
        lands="unit",
    ),
    Role(
        "system_admin",
        N_("System administrator"),
        here=_set(C.SYSTEM_RUN, C.UNIT_READ),
        below=_set(C.UNIT_READ),
        excludes=_others("system_admin"),
        lands="console",
    ),
    Role(
        "security_admin",
        N_("Security administrator"),
        here=_set(C.ROLE_GRANT, C.ACCOUNT_RESET, C.TOKEN_ISSUE, C.POST_READ, C.UNIT_READ),
        below=_set(C.ROLE_GRANT, C.ACCOUNT_RESET, C.TOKEN_ISSUE, C.POST_READ, C.UNIT_READ),
        excludes=_others("security_admin"),
        lands="console",
    ),
    Role(
        "audit_admin",
        N_("Audit administrator"),
        here=_set(C.AUDIT_READ, C.RECORD_READ, C.UNIT_READ),
        below=_set(C.AUDIT_READ, C.RECORD_READ, C.UNIT_READ),
        excludes=_others("audit_admin"),
        lands="console",
    ),
)

BY_KEY: dict[str, Role] = {role.key: role for role in ROLES}
if len(BY_KEY) != len(ROLES):
    raise ValueError("a role is there twice")


def role(key: str) -> Role:
    """The role of that name; KeyError when there is none."""
    return BY_KEY[key]


def roles_with(capability: Capability, *, here: bool) -> list[str]:
    """Keys of the roles that have the capability on the unit itself (`here`) or on what lies under it."""
    return [r.key for r in ROLES if capability in (r.here if here else r.below)]


def clash(held: Iterable[str], new: str) -> str | None:
    """The held role that excludes `new` (or is excluded by it), or None."""
    for key in held:
        if new in BY_KEY[key].excludes or key in BY_KEY[new].excludes:
            return key
    return None
