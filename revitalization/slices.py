"""The slices in the order of the house, low to high: what is installed, what declares itself, who may import whom.

Plain names, so that the settings can read them before anything is loaded. This is the only place that lists them: the
layers that `make check` holds the house to are made from it (`tools/layers.py`).
"""

from itertools import chain

ROWS = (
    ("responsibilities.record",),
    ("responsibilities.units",),
    ("responsibilities.access",),
    ("responsibilities.jobs", "responsibilities.files", "responsibilities.numbers"),
    ("responsibilities.operations",),
    ("responsibilities.notices",),
    ("responsibilities.posts",),
    ("responsibilities.duties",),
    ("responsibilities.ledger",),
    ("reporting.reports",),
    ("assessments.inspections",),
    ("assessments.appraisals",),
    ("revitalization.site",),
)
"""Row over row; slices of one row do not know each other."""

SLICES = tuple(chain.from_iterable(ROWS))
