"""Pages of whoever runs the system."""
