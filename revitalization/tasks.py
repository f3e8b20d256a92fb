"""The tasks of the queue; loaded by workers only. Each may be lost, doubled or late without harm."""

from responsibilities.jobs.actions import clockwork, running
from responsibilities.jobs.queries import anything_open
from responsibilities.notices.actions import delivery
from revitalization.celery import app, send


@app.task(name="baton.tick")
def tick() -> None:
    """Runs the sweeps whose time has come, then has a worker look at the jobs."""
    clockwork.tick()
    if anything_open():
        send("baton.run_job")


@app.task(name="baton.run_sweep")
def run_sweep(key: str) -> None:
    """Runs one sweep now."""
    clockwork.run_sweep(key)


@app.task(name="baton.deliver")
def deliver() -> None:
    """Sends the mail that is waiting."""
    delivery.deliver()


@app.task(name="baton.run_job")
def run_job() -> None:
    """Runs the waiting job whose turn it is (a document, an import, an export) and has the next one looked at."""
    if running.run_next() is not None:
        send("baton.run_job")
