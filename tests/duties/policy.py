"""Categories and duties: the same for everybody."""

from tests.policy.basics import (
    Policy,
    pages,
)  # fmt: skip

POLICY = Policy(
    rows=pages("categories", "duties", "api_categories"),
    parameters={
        "categories": ("year",),
        "duties": ("year",),
        "api_categories": ("year", "side"),
    },
)
