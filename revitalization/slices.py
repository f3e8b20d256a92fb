"""The slices, one line each, in the order of the house, low to high: what is installed, and what declares itself.

Plain names, so that the settings can read them before anything is loaded.
"""

SLICES = (
    "responsibilities.record",
    "responsibilities.units",
    "responsibilities.access",
    "responsibilities.jobs",
    "responsibilities.files",
    "responsibilities.notices",
    "responsibilities.posts",
    "responsibilities.duties",
    "reporting.reports",
    "revitalization.site",
)
