"""What the database itself refuses, whoever writes: as the application's role, past every action."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, ProgrammingError, connection, transaction

from reporting.reports import rules
from reporting.reports.actions import deciding, filing
from reporting.reports.actions.timed import fold_tallies
from reporting.reports.models import Cycle, Decision, Obligation, Signature, Submission, Tally
from responsibilities.access.actions.grants import end_grant
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.record.models import Entry
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.perform import history
from tests.cast import Cast, town
from tests.reports import story

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def refuses(sql: str, *params: object) -> str:
    """The database's own words when it refuses; fails when it does not."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(refused.value)


def test_these_tests_run_as_the_application(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "baton_app"


@pytest.mark.parametrize(
    "state", [s.key for s in rules.WORKFLOW.states if s.key not in rules.WORKFLOW.initial]
)
def test_an_obligation_is_not_born_in_a_later_state(cast: Cast, state: str) -> None:
    row = story.owed(story.running(cast))
    said = refuses(
        """INSERT INTO reports_obligation (cycle_id, unit_id, level, lo, receiver_id, receiver_lo, status, due_on,
           first_due_on, round, version) SELECT cycle_id, receiver_id, level, lo, receiver_id, receiver_lo, %s, due_on,
           first_due_on, 1, 1 FROM reports_obligation WHERE id = %s""",
        state,
        row.pk,
    )
    assert "not born" in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (a.key, b.key)
        for a in rules.WORKFLOW.states
        for b in rules.WORKFLOW.states
        if a.key != b.key and (a.key, b.key) not in rules.WORKFLOW.transitions()
    ],
)
def test_every_step_outside_the_table_is_refused(before: str, after: str) -> None:
    """The trigger is made from the same table; here each forbidden pair is looked up in what the database holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname LIKE 'pgtrigger_report_steps%%'")
        source = cursor.fetchone()[0]
    assert not [end for end in ",}" if f"{before}:{after}{end}" in source]


def test_a_step_past_the_door_is_refused_even_with_a_context(cast: Cast) -> None:
    row = story.owed(story.running(cast))
    with transaction.atomic(), history(Actor.system("test"), "x"):
        assert "Invalid transition" in refuses(
            "UPDATE reports_obligation SET status = 'accepted' WHERE id = %s", row.pk
        )
    row.refresh_from_db()
    assert row.status == rules.OPEN


def test_an_official_row_does_not_change_without_context(cast: Cast) -> None:
    row = story.owed(story.running(cast))
    assert "pgh_context" in refuses("UPDATE reports_obligation SET due_on = due_on + 1 WHERE id = %s", row.pk)
    assert "pgh_context" in refuses("UPDATE reports_cycle SET title = 'x'")
    assert Obligation.objects.get(pk=row.pk).due_on == row.due_on


@pytest.mark.parametrize(
    "table", ["reports_submission", "reports_signature", "reports_decision", "record_entry"]
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET id = id"])
def test_what_was_submitted_signed_decided_and_recorded_stays(cast: Cast, table: str, statement: str) -> None:
    story.accepted(cast, story.running(cast))
    refuses(statement.format(table))
    assert all(model.objects.exists() for model in (Submission, Signature, Decision, Entry))


@pytest.mark.parametrize("table", ["reports_obligation", "reports_cycle"])
def test_nothing_official_is_deleted(cast: Cast, table: str) -> None:
    story.running(cast)
    refuses(f"DELETE FROM {table}")
    refuses(f"TRUNCATE {table} CASCADE")
    assert Obligation.objects.exists()
    assert Cycle.objects.exists()


def test_a_change_whose_entry_cannot_be_written_does_not_happen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = story.drafted(cast, story.running(cast))

    def broken(_entry: object) -> int:
        raise InternalError("the record cannot be written")

    monkeypatch.setattr(ports.PORTS, "record", broken)
    with pytest.raises(InternalError):
        filing.send(actor=cast.wangfang, obligation=row)
    row.refresh_from_db()
    assert row.status == rules.DRAFT


def test_a_second_obligation_for_the_same_unit_is_refused(cast: Cast) -> None:
    row = story.owed(story.running(cast))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO reports_obligation (cycle_id, unit_id, level, lo, receiver_id, receiver_lo, status, due_on,
               first_due_on, round, version) SELECT cycle_id, unit_id, level, lo, receiver_id, receiver_lo, 'open', due_on,
               first_due_on, 1, 1 FROM reports_obligation WHERE id = %s""",
            [row.pk],
        )


def test_the_tallies_equal_the_rows_after_every_step_and_after_folding(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    _same(cycle)
    assert fold_tallies() > 0
    _same(cycle)


def _same(cycle: Cycle) -> None:
    county = town().parent
    assert county is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status, sum(n) FROM reports_tally WHERE cycle_id = %s AND unit_id = %s GROUP BY 1 HAVING sum(n) <> 0",
            [cycle.pk, county.pk],
        )
        counted = dict(cursor.fetchall())
        cursor.execute(
            "SELECT status, count(*) FROM reports_obligation WHERE cycle_id = %s AND county_id = %s AND unit_id <> %s GROUP BY 1",
            [cycle.pk, county.pk, county.pk],
        )
        assert counted == dict(cursor.fetchall())
    assert Tally.objects.exists()


def test_the_application_may_not_lift_the_guards(cast: Cast) -> None:
    for sql in (
        "ALTER TABLE reports_obligation DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TABLE record_entry",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


# ---- who asks does not grant (invariant 11), past every action ---------------------------------------------------
STEP = "UPDATE reports_obligation SET status = %s, version = version + 1 WHERE id = %s"
DECIDE = """INSERT INTO reports_decision (submission_id, outcome, reason, decided_by_id, decided_name, at)
    SELECT max(id), %s, '', %s, 'x', baton_now() FROM reports_submission WHERE obligation_id = %s"""


def as_(actor: Actor) -> Any:
    """The context of a change by this person, as the door itself would set it."""
    return history(actor, "by hand")


def test_the_database_refuses_the_senders_own_review(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    with transaction.atomic(), as_(cast.wangfang):
        assert "does not review it" in refuses(STEP, "signing", row.pk)
    row.refresh_from_db()
    assert row.status == rules.REVIEW
    with transaction.atomic(), as_(cast.lijun), connection.cursor() as cursor:
        cursor.execute(STEP, ["signing", row.pk])
    row.refresh_from_db()
    assert row.status == rules.SIGNING


@pytest.mark.parametrize("who", ["wangfang", "zhaogang", "qianmei", "lijun"])
@pytest.mark.parametrize("outcome", ["accepted", "returned"])
def test_the_database_refuses_a_decision_by_whoever_had_a_part(cast: Cast, who: str, outcome: str) -> None:
    row = story.received(cast, story.running(cast))
    actor = getattr(cast, who)
    with transaction.atomic(), as_(actor):
        assert "had a part" in refuses(DECIDE, outcome, actor.user_id, row.pk)
        assert "decision is entered by whoever decides" in refuses(
            DECIDE, outcome, cast.chenjing.user_id, row.pk
        )
        assert "by a decision" in refuses(STEP, outcome, row.pk)
    row.refresh_from_db()
    assert (row.status, Decision.objects.exists()) == (rules.RECEIVED, False)


def test_the_database_refuses_whoever_had_a_part_also_under_a_colleagues_decision(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    with transaction.atomic(), as_(cast.chenjing), connection.cursor() as cursor:
        cursor.execute(DECIDE, ["accepted", cast.chenjing.user_id, row.pk])
    with transaction.atomic(), as_(cast.wangfang):
        assert "had a part" in refuses(STEP, "accepted", row.pk)
    with transaction.atomic(), as_(cast.chenjing):
        assert "by a decision" in refuses(STEP, "returned", row.pk)
        with connection.cursor() as cursor:
            cursor.execute(STEP, ["accepted", row.pk])
    row.refresh_from_db()
    assert row.status == rules.ACCEPTED


def test_the_database_lets_nobody_exempt_the_own_unit(cast: Cast) -> None:
    row = story.owed(story.running(cast))
    for actor in (cast.wangfang, cast.lijun, cast.zhaogang):
        with transaction.atomic(), as_(actor):
            assert "had a part" in refuses(STEP, "exempt", row.pk)
    row.refresh_from_db()
    assert row.status == rules.OPEN
    deciding.exempt(actor=cast.chenjing, obligation=row, reason="撤并")


def test_who_submitted_and_moved_up_is_refused_below_the_action_too(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    grant = Grant.objects.get(user=cast.user("wangfang"), role="filer")
    end_grant(actor=actor_for(cast.user("anquan").pk, fresh=True), grant=grant, reason="调离")
    with clock.moved_to(clock.now() + timedelta(days=1)):
        actor = cast.wangfang
        assert not actor.holdings
        with transaction.atomic(), as_(actor):
            assert "had a part" in refuses(DECIDE, "accepted", actor.user_id, row.pk)
    assert not Decision.objects.exists()
