"""Sheets of appraisals."""
