"""The console of whoever runs the system as a part of the product."""

from django.urls import path

from responsibilities.operations.queries import runs_the_system
from responsibilities.operations.views import console
from responsibilities.roles import Capability
from revitalization.kit.mechanism import Mechanism, NavItem
from revitalization.kit.words import N_

MECHANISM = Mechanism(
    key="operations",
    urls=[
        path("operations/", console.console, name="operations"),
        path("operations/jobs/<uuid:public_id>/", console.job, name="operations_job"),
        path("operations/jobs/<uuid:public_id>/again/", console.job_again, name="operations_job_again"),
        path("operations/jobs/<uuid:public_id>/progress/", console.job_progress, name="operations_job_progress"),
    ],
    navigation=[
        NavItem(
            "operations", N_("Operations"), "operations", "gear", "admin", 5, Capability.SYSTEM_RUN,
            shown=runs_the_system,
        )
    ],
)  # fmt: skip
