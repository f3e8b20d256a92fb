"""Papers of inspections, in Chinese always."""
