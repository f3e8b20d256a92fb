"""Rows of the ledger's pages."""

from tests.policy.rows import Row

TABLE: list[Row] = []
