"""Reading inspections."""
