"""Appraisals have no address yet: what is computed is tried from files, by whoever runs the machine."""

from tests.policy.basics import Policy

POLICY = Policy(rows=[])
