"""What of a report is under the seal of the record: each submission, signature and decision, column by column."""

from reporting.reports.models.papers import Decision, DocumentNumber, Signature, Submission
from revitalization.kit.sealed import Sealed
from revitalization.kit.words import N_

SUBMISSIONS = Sealed(
    "submission",
    Submission,
    "public_id",
    (
        "id",
        "obligation",
        "number",
        "texts",
        "signatures",
        "files",
        "digest",
        "submitted_by",
        "submitted_name",
        "on_behalf",
        "submitted_at",
    ),
    label=N_("Submitted versions"),
)
SIGNATURES = Sealed(
    "signature",
    Signature,
    "id",
    ("obligation", "round", "post_key", "title", "name", "signed_by", "on_behalf", "at"),
    label=N_("Signatures on reports"),
)
DECISIONS = Sealed(
    "decision",
    Decision,
    "id",
    ("submission", "outcome", "reason", "new_due_on", "decided_by", "decided_name", "at"),
    label=N_("Decisions on reports"),
)
NUMBERS = Sealed(
    "document_number",
    DocumentNumber,
    "id",
    ("unit", "number", "obligation", "since"),
    label=N_("Document numbers of reports"),
)
