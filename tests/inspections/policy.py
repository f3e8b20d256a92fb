"""What inspections bring to the walks."""

from tests.policy.basics import Policy

POLICY = Policy()
