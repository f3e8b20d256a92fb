"""What happens to notices: telling, reading, sending."""
