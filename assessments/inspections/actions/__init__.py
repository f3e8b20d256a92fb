"""Verbs of inspections."""
