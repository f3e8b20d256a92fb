"""What can be done to units."""
