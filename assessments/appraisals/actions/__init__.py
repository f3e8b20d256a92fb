"""Verbs of schemes: drawn up, changed, sent, approved by another, published, replaced by a new edition.

`DO` says which action does each act and what it takes; forms, bodies and addresses are made from it.
"""

from assessments.appraisals.actions import schemes, writing
from assessments.appraisals.rules.course import SCHEME
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.words import N_

REASON = reason("Needed to send back, to begin a new edition and to discard.")
NUMBER = Take(
    "document_number",
    str,
    "Number of the document under which it is published.",
    N_("Document number"),
    most=80,
)
FILE = Take(
    "content",
    str,
    "The whole scheme as TOML, in place of what the draft holds.",
    N_("The scheme as TOML"),
    most=2_000_000,
    long=True,
    asked=N_("Send the whole scheme as TOML."),
)

DO = Doings(
    SCHEME,
    "scheme",
    {
        "edit": Doing(writing.replace, FILE),
        "submit": Doing(schemes.submit),
        "approve": Doing(schemes.approve),
        "send_back": Doing(schemes.send_back, REASON),
        "publish": Doing(schemes.publish, NUMBER),
        "revise": Doing(schemes.revise, REASON),
        "discard": Doing(schemes.discard, REASON),
    },
    inner=frozenset({"supersede"}),
)
