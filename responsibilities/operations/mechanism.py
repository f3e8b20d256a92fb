"""The console of whoever runs the system as a part of the product."""

from django.urls import path

from responsibilities.operations.models import Backup
from responsibilities.operations.queries import runs_the_system
from responsibilities.operations.queries.audit import only_reads_the_record, verifies
from responsibilities.operations.views import audit, console
from responsibilities.operations.work import JOBS
from responsibilities.roles import Capability
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter
from revitalization.kit.welcome import FirstThing
from revitalization.kit.words import N_

MECHANISM = Mechanism(
    key="operations",
    urls=[
        path("operations/", console.console, name="operations"),
        path("operations/jobs/<uuid:public_id>/", console.job, name="operations_job"),
        path("operations/jobs/<uuid:public_id>/again/", console.job_again, name="operations_job_again"),
        path("operations/jobs/<uuid:public_id>/progress/", console.job_progress, name="operations_job_progress"),
        path("record/", audit.record, name="record"),
        path("record/export/", audit.export_record, name="record_export"),
        path("verification/", audit.verify, name="record_verify"),
        path("verification/now/", audit.verify_now, name="record_verify_now"),
        path("security-events/", audit.events, name="security_events"),
        path("security-events/export/", audit.export_events, name="events_export"),
    ],
    guide={
        "": "operations",
        **dict.fromkeys(("record", "record_export"), "record"),
        **dict.fromkeys(("record_verify", "record_verify_now"), "verification"),
        **dict.fromkeys(("security_events", "events_export"), "events"),
    },
    welcome=[
        FirstThing("system_admin", 10, N_("See what waits, what is late and what failed"), "operations"),
        FirstThing("system_admin", 20, N_("What to do when something is red"), guide="operations"),
        FirstThing("system_admin", 30, N_("Set up a second step for your own sign-in"), "mfa_index"),
        FirstThing("audit_admin", 10, N_("Look through sign-ins and refused acts"), "security_events"),
        FirstThing("audit_admin", 20, N_("Follow who did what, in which post and why"), "record"),
        FirstThing("audit_admin", 30, N_("Have the record verified regularly"), guide="verification"),
    ],
    jobs=JOBS,
    append_only=[Backup],
    presenters=[
        Presenter(
            "audit",
            {
                "record.verify": N_("%(who)s verified the record: %(count)s entries, %(faults)s faults"),
                "record.export": N_("%(who)s exported %(count)s entries of the record"),
                "events.export": N_("%(who)s exported %(count)s security events"),
            },
            named_by_us=True,
            label=N_("Audit"),
        )
    ],
    navigation=[
        NavItem("events", N_("Security events"), "security_events", "shield", "admin", 30, Capability.AUDIT_READ),
        NavItem("record", N_("Record"), "record", "record", "admin", 40, Capability.AUDIT_READ),
        NavItem(
            "record_beside", N_("Record"), "record", "record", "admin", 40, Capability.RECORD_READ, place="menu",
            shown=only_reads_the_record,
        ),
        NavItem(
            "verify", N_("Verification"), "record_verify", "check", "admin", 50, Capability.AUDIT_READ, shown=verifies
        ),
        NavItem(
            "operations", N_("Operations"), "operations", "gear", "admin", 5, Capability.SYSTEM_RUN,
            shown=runs_the_system,
        )
    ],
)  # fmt: skip
