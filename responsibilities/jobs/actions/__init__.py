"""The clock, the queue, keys of repeated requests, and the preparation of the database."""

from responsibilities.jobs.actions.running import cancel, queue

__all__ = ["cancel", "queue"]
