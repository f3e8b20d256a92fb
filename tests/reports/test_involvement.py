"""Whoever ever had a part in a report does not decide on it: every round, after a change of roles, by a second account."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from reporting.reports import rules
from reporting.reports.actions import deciding, filing
from reporting.reports.models import Decision, Draft, Involvement, Obligation
from responsibilities.access.actions.grants import end_grant, grant_role
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for
from responsibilities.files.actions import attach, detach
from responsibilities.files.models import Involvement as Hand
from responsibilities.files.models import StoredFile
from responsibilities.posts.actions import relieve
from responsibilities.posts.models import Tenure
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Refused
from revitalization.kit.perform import history
from tests import world
from tests.cast import Cast, days, town
from tests.reports import story

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MIGRATION = "reporting.reports.migrations.0006_involvement_from_history"
DECIDE = """INSERT INTO reports_decision (submission_id, outcome, reason, decided_by_id, decided_name, at)
    SELECT max(id), 'accepted', '', %s, 'x', baton_now() FROM reports_submission WHERE obligation_id = %s"""


def security(cast: Cast) -> Actor:
    return actor_for(cast.user("anquan").pk, fresh=True)


def gives(cast: Cast, username: str, role: str, unit: Unit) -> None:
    grant_role(actor=security(cast), user=cast.user(username), unit=unit, role=role)


def goes_up(cast: Cast, username: str) -> Actor:
    """All the person's roles end, and a new one begins: receiving for the county."""
    for grant in Grant.objects.filter(user__username=username, source="", until__isnull=True):
        end_grant(actor=security(cast), grant=grant)
    gives(cast, username, "receiver", world.unit(world.YONGDENG))
    return getattr(cast, username)


def newcomer(cast: Cast, username: str, name: str, role: str, phone: str = "") -> Actor:
    user = User.objects.create(username=username, name=name, phone=phone, must_change_password=False)
    grant_role(actor=security(cast), user=user, unit=town(), role=role)
    return actor_for(user.pk)


def does_not_decide(actor: Actor, row: Obligation) -> None:
    """Refused in words by the action, and by the database when the action is passed over; nothing changes."""
    row.refresh_from_db()
    before = (row.status, row.version)
    with pytest.raises(Refused, match="参与过"):
        deciding.accept(actor=actor, obligation=row)
    with pytest.raises(Refused, match="参与过"):
        deciding.return_report(actor=actor, obligation=row, reason="补充", new_due_on=days(20))
    refused(actor, "had a part", DECIDE, actor.user_id, row.pk)
    row.refresh_from_db()
    assert (row.status, row.version) == before
    assert not Decision.objects.filter(submission__obligation=row, outcome=rules.ACCEPTED).exists()


def refused(actor: Actor, said: str, sql: str, *values: object) -> None:
    """The database refuses this person's change, past every action."""
    with pytest.raises(IntegrityError, match=said), transaction.atomic(), history(actor, "by hand"):
        run(sql, *values)


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def received(cast: Cast, row: Obligation) -> Obligation:
    """From the draft to the receiving office, by the usual people."""
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    filing.sign(actor=cast.zhaogang, obligation=row)
    filing.sign(actor=cast.qianmei, obligation=row)
    filing.submit(actor=cast.wangfang, obligation=row)
    deciding.receive(actor=cast.chenjing, obligation=row)
    return Obligation.objects.full().get(pk=row.pk)


@pytest.fixture
def other(cast: Cast) -> Actor:
    """A second filer of the town."""
    return newcomer(cast, "jiangli", "蒋莉", "filer")


def comma(cast: Cast, row: Obligation) -> None:
    """The usual filer changes one sign in the text, and is its last saver."""
    texts = {"overall": story.TEXTS["overall"] + "，"}
    filing.save_draft(actor=cast.wangfang, obligation=row, texts=texts, version=1)


def test_who_wrote_the_draft_reviews_it_not_though_another_saved_last_and_sent_it(
    cast: Cast, other: Actor
) -> None:
    row = story.owed(story.running(cast))
    filing.save_draft(actor=other, obligation=row, texts=story.TEXTS, version=0)
    comma(cast, row)
    filing.send(actor=cast.wangfang, obligation=row)
    gives(cast, "jiangli", "reviewer", town())
    other = cast.jiangli
    with pytest.raises(Refused):
        filing.approve(actor=other, obligation=row)
    refused(
        other, "does not review", "UPDATE reports_obligation SET status = 'signing' WHERE id = %s", row.pk
    )
    row.refresh_from_db()
    assert row.status == rules.REVIEW
    assert filing.approve(actor=cast.lijun, obligation=row).status == rules.SIGNING


def test_who_wrote_the_draft_and_moved_up_decides_not_though_another_saved_last(
    cast: Cast, other: Actor
) -> None:
    row = story.owed(story.running(cast))
    filing.save_draft(actor=other, obligation=row, texts=story.TEXTS, version=0)
    comma(cast, row)
    row = received(cast, row)
    does_not_decide(goes_up(cast, "jiangli"), row)
    assert deciding.accept(actor=cast.chenjing, obligation=row).status == rules.ACCEPTED


def test_who_wrote_only_an_earlier_round_decides_on_no_later_one(cast: Cast, other: Actor) -> None:
    row = story.owed(story.running(cast))
    filing.save_draft(actor=other, obligation=row, texts=story.TEXTS, version=0)
    comma(cast, row)
    row = received(cast, row)
    deciding.return_report(actor=cast.chenjing, obligation=row, reason="补充数据", new_due_on=days(15))
    texts = {key: f"{text}（已补充）" for key, text in story.TEXTS.items()}
    filing.save_draft(actor=cast.wangfang, obligation=row, texts=texts, version=2)
    does_not_decide(goes_up(cast, "jiangli"), received(cast, row))


@pytest.mark.parametrize("who", ["wangfang", "lijun", "zhaogang", "qianmei"])
def test_whoever_filed_reviewed_or_signed_it_and_moved_up_does_not_decide(cast: Cast, who: str) -> None:
    row = story.received(cast, story.running(cast))
    for tenure in Tenure.objects.filter(person__user__username=who):
        relieve(actor=Actor.system("tests"), tenure=tenure, until=days(-1))
    does_not_decide(goes_up(cast, who), row)


def test_a_reviewer_who_only_sent_it_back_and_a_principal_who_only_declined_had_a_part(cast: Cast) -> None:
    second = newcomer(cast, "jinghua", "景华", "reviewer")
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    filing.send_back(actor=second, obligation=row, reason="数据前后不一")
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    filing.decline(actor=cast.zhaogang, obligation=row, reason="缺少产业数据")
    acts = set(Involvement.objects.filter(subject=row).values_list("user__username", "act"))
    assert {("jinghua", "send_back"), ("zhaogang", "decline"), ("lijun", "approve")} <= acts
    does_not_decide(goes_up(cast, "jinghua"), received(cast, row))


@pytest.mark.parametrize(
    ("name", "phone", "same"),
    [
        ("蒋莉", "139-1234 5678", True),
        ("蒋 莉", "13912345678", True),
        ("蒋莉", "13900000000", False),
        ("江丽", "13912345678", False),
        ("蒋莉", "", False),
    ],
)
def test_a_second_account_of_the_same_person_is_the_same_person(
    cast: Cast, name: str, phone: str, same: bool
) -> None:
    first = newcomer(cast, "jiangli", "蒋莉", "filer", "13912345678")
    row = story.owed(story.running(cast))
    filing.save_draft(actor=first, obligation=row, texts=story.TEXTS, version=0)
    comma(cast, row)
    row = received(cast, row)
    second = User.objects.create(username="jiangli2", name=name, phone=phone, must_change_password=False)
    grant_role(actor=security(cast), user=second, unit=world.unit(world.YONGDENG), role="receiver")
    actor = actor_for(second.pk)
    if same:
        does_not_decide(actor, row)
    else:
        assert deciding.accept(actor=actor, obligation=row).status == rules.ACCEPTED


def test_a_text_saved_past_every_action_is_a_part_too_and_none_is_taken_back(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    run("UPDATE reports_draft SET saved_by_id = %s, version = version + 1", cast.user("sunli").pk)
    assert Involvement.objects.filter(subject=row, user=cast.user("sunli"), act="save").exists()
    for sql in (
        "DELETE FROM reports_involvement",
        "UPDATE reports_involvement SET user_id = user_id",
        "TRUNCATE reports_involvement",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(sql)


def test_each_part_is_kept_once_however_often_a_text_is_saved(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    for version in (1, 2, 3):
        texts = {"overall": f"第{version}稿"}
        filing.save_draft(actor=cast.wangfang, obligation=row, texts=texts, version=version)
    kept = Involvement.objects.filter(subject=row).order_by("act").values_list("act", flat=True)
    assert list(kept) == ["save", "start"]


def test_the_parts_of_reports_filed_before_are_made_from_their_history(cast: Cast, other: Actor) -> None:
    row = story.owed(story.running(cast))
    filing.save_draft(actor=other, obligation=row, texts=story.TEXTS, version=0)
    comma(cast, row)
    row = received(cast, row)
    kept = parts_of(row)
    assert len(kept) == 8
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run_as_owner(
        "ALTER TABLE reports_involvement DISABLE TRIGGER USER",
        "DELETE FROM reports_involvement",
        "ALTER TABLE reports_involvement ENABLE TRIGGER USER",
        import_module(MIGRATION).FROM_HISTORY,
    )
    # What was saved in between by somebody else was not kept anywhere but in the first step of the report.
    assert kept - parts_of(row) == {("jiangli", "save")}
    assert parts_of(row) <= kept
    assert Draft.objects.get(obligation=row).saved_by.username == "wangfang"


@pytest.mark.parametrize("hand", ["attached", "removed"])
def test_who_only_attached_or_removed_a_file_and_moved_up_does_not_decide(
    cast: Cast, other: Actor, hand: str
) -> None:
    row = story.drafted(cast, story.running(cast))
    by = other if hand == "attached" else cast.wangfang
    file = attach(actor=by, kind="report", key=row.public_id, lo=row.lo, name="现场.pdf", data=PDF)
    if hand == "removed":
        detach(actor=other, file=file)
    row = received(cast, row)
    assert "jiangli" not in {name for name, _act in parts_of(row)}
    does_not_decide(goes_up(cast, "jiangli"), row)
    assert deciding.accept(actor=cast.chenjing, obligation=row).status == rules.ACCEPTED


def test_who_had_a_hand_in_files_before_is_known_from_their_history(cast: Cast, other: Actor) -> None:
    row = story.drafted(cast, story.running(cast))
    file = attach(actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="现场.pdf", data=PDF)
    detach(actor=other, file=file)
    kept = hands_of(file)
    assert kept == {"wangfang", "jiangli"}
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run_as_owner(
        "ALTER TABLE files_involvement DISABLE TRIGGER USER",
        "DELETE FROM files_involvement",
        "ALTER TABLE files_involvement ENABLE TRIGGER USER",
        import_module("responsibilities.files.migrations.0003_hands_from_history").FROM_HISTORY,
    )
    assert hands_of(file) == kept
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run("DELETE FROM files_involvement")


def hands_of(file: StoredFile) -> set[str]:
    return set(Hand.objects.filter(subject=file).values_list("user__username", flat=True))


def parts_of(row: Obligation) -> set[tuple[str, str]]:
    return set(Involvement.objects.filter(subject=row).values_list("user__username", "act"))


def run_as_owner(*statements: str) -> None:
    """As the owner, to make the state before there was such a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        for sql in statements:
            cursor.execute(sql)
        cursor.execute(f'SET ROLE "{role}"')
