"""The clock, the queue, keys of repeated requests, and the preparation of the database."""
