"""What is there only to be missed: things partly outside of a reach, for which the table has no address of its own."""

from uuid import UUID

from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.jobs.models import Job
from responsibilities.notices.models import Notice
from responsibilities.posts.actions import appoint, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.roles import C
from tests import world
from tests.cast import SINCE
from tests.policy.basics import SYSTEM, Shown
from tests.policy.people import EVERYBODY, READS, SECURITY, TOWN, VILLAGE, XIJI, names
from tests.policy.stage import Stage

HOLDS_NOTHING, TOLD, OLD_JOB = "xianren", "关于红城镇的旧通知", UUID(int=11)


def add(stage: Stage) -> None:
    """The village's secretary holds a post and a role in another city too; an account that holds nothing; old notices."""
    person = stage.tenures[VILLAGE].person
    assert person is not None
    user, _code = open_sign_in(actor=SYSTEM, person=person)
    gangu = world.unit(world.GANGU)
    post = Post.objects.get(unit=gangu, key="government_head")
    appoint(actor=SYSTEM, post=post, person=person, kind="concurrent", since=SINCE)
    grant_role(
        actor=actor_for(User.objects.get(username="anquan").pk, fresh=True),
        user=user,
        unit=gangu,
        role="reader",
    )
    _old_job(stage)
    User.objects.create(username=HOLDS_NOTHING, name="闲人", must_change_password=False)
    for username in sorted(EVERYBODY):
        Notice.objects.create(
            event="beyond", recipient=stage.cast.user(username), kind="report", title=TOLD, url="/",
            capability=C.REPORT_READ, lo=stage.units[TOWN].lo,
        )  # fmt: skip


def _old_job(stage: Stage) -> None:
    """Work that the county's receiving office once asked for about a place it has no right at any more."""
    assert stage.job is not None
    job = Job.objects.get(pk=stage.job.pk)
    job.pk, job.public_id, job.lo, job.hi = None, OLD_JOB, stage.units[XIJI].lo, stage.units[XIJI].lo
    job.file = ""
    job.save(force_insert=True)


BEYOND = [
    Shown("jobs", {XIJI: names("")}, lambda s, p: str(OLD_JOB)),
    # His posts, days and roles in the other city are for those who see that city.
    Shown(
        "person", {VILLAGE: names("zhenghua wumin linnan") | SECURITY}, lambda s, p: "甘谷县", at_place=True
    ),
    Shown("accounts", {TOWN: SECURITY}, lambda s, p: f">{HOLDS_NOTHING}<", query=f"?q={HOLDS_NOTHING}"),
    # Told to everybody when all could see it; whose right has ended since does not read it any more.
    Shown("notices", {TOWN: READS[TOWN]}, lambda s, p: TOLD),
]
