"""Which action does each act on a finding, an objection and an offer, and what it takes; pages and bodies follow."""

from assessments.inspections.actions import findings, objections, sisters
from assessments.inspections.rules.findings import FINDING, VIEWS
from assessments.inspections.rules.objections import OBJECTION
from assessments.inspections.rules.sisters import SISTER
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.words import N_

_REASON = "Needed to take back, throw away and object; shown to the unit where it concerns it."
REASON = reason(_REASON)
VIEW = Take(
    "view",
    str,
    "What the unit says of the problem: " + ", ".join(VIEWS) + ".",
    N_("What the unit says"),
    choices=tuple(VIEWS.items()),
)
WORDS = Take(
    "words",
    str,
    "What is not true; needed unless the view is true.",
    N_("What is not true"),
    N_("Only where it is not true, or true in part."),
    most=1000,
    long=True,
)
PERSON = Take("person", str, "Who of the unit says so.", N_("Who says so"), most=60)
POST = Take("post", str, "The person's post.", N_("Post"), most=60)
SAME_AS = Take(
    "same_as",
    str,
    "Key of the finding it repeats.",
    N_("Found before as"),
    N_("The key of the other finding, as it stands in its address."),
    most=60,
)
EVIDENCE = Take(
    "evidence",
    str,
    "Documents that speak against it, by name or number.",
    N_("What speaks against it"),
    N_("Documents by name or number; files can be attached to the finding."),
    most=500,
)
PROBLEM = Take(
    "problem", str, "The finding in its new words.", N_("The finding in its new words"), most=1000, long=True
)
NUMBER = Take(
    "document_number", str, "Number of the decision.", N_("Document number of the decision"), most=80
)

DO_FINDING = Doings(
    FINDING,
    "finding",
    {
        "put": Doing(findings.put),
        "take_back": Doing(findings.take_back, REASON),
        "confirm": Doing(findings.confirm, VIEW, WORDS, PERSON, POST),
        "answer": Doing(findings.answer, VIEW, WORDS, PERSON, POST),
        "link": Doing(findings.link, SAME_AS),
        "discard": Doing(findings.discard, REASON),
        "object": Doing(objections.object_to, REASON, EVIDENCE),
    },
    inner=frozenset({"amend", "feed_back", "list", "withdraw"}),
)
"""A sheet is changed by its own form; feedback, ledger and withdrawal follow from acts on inspection or objection."""

DO_OBJECTION = Doings(
    OBJECTION,
    "objection",
    {
        "keep": Doing(objections.keep, reason("Why the finding is kept, changed or withdrawn.")),
        "change": Doing(objections.change, PROBLEM, reason("Why the finding is kept, changed or withdrawn.")),
        "withdraw": Doing(
            objections.withdraw, NUMBER, reason("Why the finding is kept, changed or withdrawn.")
        ),
    },
)
DO_SISTER = Doings(
    SISTER,
    "sister",
    {
        "take": Doing(sisters.take, reason("What was found at the own unit.")),
        "decline": Doing(sisters.decline, reason("What was found at the own unit.")),
    },
)
