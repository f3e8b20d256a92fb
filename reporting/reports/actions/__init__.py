"""Verbs of the reports: opening cycles, filing, deciding, and what the clock does."""
