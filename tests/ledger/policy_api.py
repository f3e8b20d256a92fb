"""Rows of the interface for programs; each is walked by session and by token."""

from tests.policy.rows import Row

TABLE: list[Row] = []
