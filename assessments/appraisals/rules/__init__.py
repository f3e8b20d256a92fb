"""What a scheme is, how it is read, and what comes of it: pure."""
