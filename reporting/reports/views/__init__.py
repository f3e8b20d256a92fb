"""Pages of the reports: cycles and boards, the report form, the review desk."""
