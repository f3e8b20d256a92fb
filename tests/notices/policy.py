"""Notices: everybody's own."""

from tests.policy.basics import (
    ALL,
    ONE,
    POST,
    Policy,
    pages,
)  # fmt: skip
from tests.policy.rows import (
    Row,
)  # fmt: skip

POLICY = Policy(
    rows=[*pages("notices"), Row("notices_read", POST, ONE, ALL)],
    naming={"POST.notice": "notice"},
    parameters={
        "notices": ("after", "show"),
    },
)
