"""The clock and the queue as a part of the product."""

from datetime import timedelta

from django.urls import path

from responsibilities.jobs import views
from responsibilities.jobs.actions import keys
from responsibilities.jobs.actions.clockwork import wake
from responsibilities.jobs.actions.keys import clean_keys
from responsibilities.jobs.actions.results import clear_results
from responsibilities.jobs.models import IdempotencyKey, Job, NextRun
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep
from revitalization.kit.ports import PORTS
from revitalization.kit.words import N_


def fill() -> None:
    """Answers the toolkit's calls to wake the worker and to keep answers by idempotency key."""
    PORTS.wake = wake
    PORTS.keys = keys


MECHANISM = Mechanism(
    key="jobs",
    urls=[
        path("jobs/", views.jobs, name="jobs"),
        path("jobs/<uuid:public_id>/", views.job, name="job"),
        path("jobs/<uuid:public_id>/progress/", views.progress, name="job_progress"),
        path("jobs/<uuid:public_id>/file/", views.file, name="job_file"),
        path("jobs/<uuid:public_id>/cancel/", views.cancel, name="job_cancel"),
    ],
    navigation=[NavItem("jobs", N_("Exports and downloads"), "jobs", "download", "work", 80, place="menu")],
    guide={"": "exports"},
    sweeps=[
        Sweep("jobs.results", timedelta(hours=6), clear_results, N_("removes old results of long work")),
        Sweep("jobs.keys", timedelta(hours=1), clean_keys, N_("removes answers kept for repeated requests")),
    ],
    # Whoever ships a catalogue records its loading under this kind.
    presenters=[
        Presenter(
            "catalogue",
            {"catalogue.load": N_("%(who)s loaded the catalogue %(what)s: %(count)s changes")},
            named_by_us=True,
        ),
        Presenter(
            "job",
            {"job.repeat": N_("%(who)s had failed work done again: %(what)s")},
            named_by_us=True,
            label=N_("Long work"),
        ),
    ],
    changeable=[Job, NextRun],
    deletable=[IdempotencyKey, "shared_cache"],
    read_only=["django_migrations"],
    fill=fill,
)
