"""The worker of the tests: what `revitalization.tasks` does job by job, here and now."""

from responsibilities.jobs.actions.running import run_next


def run_jobs(limit: int = 20) -> int:
    """Runs waiting jobs, the accounts in turn, until there are none; returns how many ended here."""
    ran = 0
    while ran < limit and run_next():
        ran += 1
    return ran
