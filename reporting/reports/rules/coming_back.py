"""What leads a text back to its filer, in words; pure."""

from collections.abc import Mapping

from revitalization.kit.words import N_

BACK: Mapping[str, str] = {
    "report.send_back": N_("Sent back in review"),
    "report.decline": N_("Signature declined"),
    "report.return": N_("Returned from above"),
}
"""Decisions that lead back to the draft, as they stand on the record, and the word for the state they leave."""

LEADING = (*BACK, "report.submit", "report.withdraw")
"""Steps of which the last one tells: after a submission or a withdrawal an earlier decision inside is answered."""
