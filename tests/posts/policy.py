"""Posts, people and rosters."""

from collections.abc import Iterator
from typing import Any

from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.posts.actions import NewPerson, appoint, confirm_roster, open_sign_in, send_roster
from responsibilities.posts.models import Post, Roster, Tenure
from responsibilities.posts.queries import count_vacancies, vacancies
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import SINCE
from tests.policy.basics import (
    GET,
    LEVELS,
    MISSING,
    NAMED,
    NO_UUID,
    ONE,
    POST,
    SEATS,
    SYSTEM,
    WITH_VILLAGE,
    Count,
    Policy,
    Shown,
    Trial,
    day,
    get,
    only,
    pages,
    under,
)  # fmt: skip
from tests.policy.people import (
    APPOINTS,
    GANSU,
    LANZHOU,
    NOBODY,
    ORGANIZER,
    OTHER_PROVINCE,
    POST_READS,
    SECURITY,
    SISTER,
    TOWN,
    VILLAGE,
    XIJI,
    names,
)  # fmt: skip
from tests.policy.rows import FORBIDDEN, HIDDEN, NEEDS, OK, STATE, Row
from tests.posts import policy_beside
from tests.posts import policy_delegations as delegations
from tests.posts import policy_handover as handover
from tests.posts.policy_twice import TWICE
from tests.posts.sheets import GOOD, roster, seen_codes, shown_plan
from tests.working import run_jobs

PAPER = "document_number document_title note"
PAGED = ("order", "fields", "limit", "cursor", "count")

VACANT = (SISTER, LANZHOU, XIJI)
WHO = {"name": "孙新任", "kind": "full", "since": "2026-11-24"}


def _leaving(stage: object, place: str) -> dict[str, object]:
    version = stage.tenures[place].version  # type: ignore[attr-defined]
    return {
        "version": version,
        "until": "2026-11-30",
        "on": "2026-11-30",
        "name": "孙新任",
        "kind": "full",
        "reason": "误录",
    }


def _amended(stage: object, place: str) -> dict[str, object]:
    return {"version": stage.tenures[place].person.version, "name": "任改名"}  # type: ignore[attr-defined]


MAY_APPOINT = {OK: APPOINTS, FORBIDDEN: POST_READS}
POSTS = [
    *pages("vacancies", "vacancy_sheet", "api_postings"),
    Row("post", GET, SEATS, {OK: POST_READS}),
    *(Row(name, GET, (*NAMED, LANZHOU), MAY_APPOINT) for name in ("post_appoint", "post_act_for", "post_note_vacancy")),
    *(Row(name, POST, VACANT, MAY_APPOINT, send=send) for name, send in (
        ("post_appoint", WHO), ("post_act_for", {**WHO, "kind": "acting"}), ("post_note_vacancy", {"since": "2026-11-24"}),
    )),
    *(Row(name, POST, (TOWN,), {STATE: APPOINTS, FORBIDDEN: POST_READS}, send=WHO)
      for name in ("post_appoint", "post_note_vacancy")),
    *(Row(name, method, NAMED, MAY_APPOINT, send=_leaving)
      for name in ("tenure_hand_over", "tenure_relieve", "tenure_annul") for method in (GET, POST)),
    *delegations.ROWS,
    Row("person", GET, SEATS, {OK: POST_READS}),
    Row("person", POST, SEATS, MAY_APPOINT, send=_amended),
    Row("person_sign_in", POST, (SISTER, LANZHOU, XIJI), MAY_APPOINT),
    Row("person_sign_in", POST, (TOWN,), {STATE: APPOINTS, FORBIDDEN: POST_READS}),
    *handover.ROWS,
    Row("rosters", GET, ONE, {OK: ORGANIZER}, FORBIDDEN),
    Row("rosters", POST, ONE, {NEEDS: ORGANIZER}, FORBIDDEN, send={"file": ""}),
    Row("roster_template", GET, ONE, {OK: ORGANIZER}, FORBIDDEN),
    Row("roster", GET, (LANZHOU,), {OK: ORGANIZER}, FORBIDDEN),
    Row("roster_changes", GET, (LANZHOU,), {HIDDEN: ORGANIZER}, FORBIDDEN),
    *(Row(name, POST, (LANZHOU,), {STATE: ORGANIZER}, FORBIDDEN) for name in ("roster_confirm", "roster_codes")),
]  # fmt: skip


class Subjects:
    """A holder of the first post everywhere; the second is vacant at the sister and in the other province."""

    def set_up(self) -> None:
        self.posts: dict[str, Post] = {}
        self.tenures: dict[str, Tenure] = {}
        _seat(self)
        self.delegation = delegations.given(self)
        self.roster: Roster | None = send_roster(
            actor=self.cast.hexin, name="名册.xlsx", data=b"PK", language="zh-hans"
        )

    def beyond(self) -> None:
        """The village's secretary holds a post and a role in another city too."""
        person = self.tenures[VILLAGE].person
        assert person is not None
        user, _code = open_sign_in(actor=SYSTEM, person=person)
        gangu = world.unit(world.GANGU)
        post = Post.objects.get(unit=gangu, key="government_head")
        appoint(actor=SYSTEM, post=post, person=person, kind="concurrent", since=SINCE)
        anquan = actor_for(User.objects.get(username="anquan").pk, fresh=True)
        grant_role(actor=anquan, user=user, unit=gangu, role="reader")


def _seat(stage: Any) -> None:
    """Who holds what, as the cast was appointed; where nobody stands somebody is."""
    for place, unit in stage.units.items():
        post = Post.objects.get(unit=unit, key="village_secretary" if place == VILLAGE else "party_secretary")
        tenure = Tenure.objects.filter(post=post).first()
        if tenure is None:
            tenure = appoint(actor=SYSTEM, post=post, person=NewPerson(f"任{unit.name[:2]}"), since=SINCE)
        stage.tenures[place] = tenure
        stage.posts[place] = Post.objects.filter(unit=unit).exclude(pk=post.pk).first() or post


def _of_post(s, p):
    return {"post": NO_UUID if p == MISSING else s.posts[p].public_id}


def _of_tenure(s, p):
    return {"tenure": NO_UUID if p == MISSING else s.tenures[p].public_id}


def _of_person(s, p):
    return {"person": NO_UUID if p == MISSING else s.tenures[p].person.public_id}


def _of_roster(s, p):
    return {"key": NO_UUID if p == MISSING or s.roster is None else s.roster.public_id}


def at_level(s, p):
    return f"?level={LEVELS[p]}"


def counts(_stage: Any, actor: Actor) -> Iterator[Count]:
    reach, today = actor.reach(C.POST_READ), clock.today()
    yield Count("vacancies", count_vacancies(reach, today), len(vacancies(reach, today)))


def _namesake(stage: Any, kind: str) -> dict[str, Any]:
    """A form about somebody who is entered already, so that it asks who is meant."""
    tenure = stage.tenures[TOWN]
    return {
        "name": tenure.person.name, "kind": kind, "since": day(1), "until": day(9), "on": day(0),
        "version": tenure.version,
    }  # fmt: skip


def _appointing(field: str, row: str, place: str, kind: str = "full") -> Trial:
    return Trial(
        field, row, place, "hexin", lambda s: _namesake(s, kind), lambda s: str(s.tenures[XIJI].person.public_id),
        lambda s: str(NO_UUID), lambda s: "new",
    )  # fmt: skip


def _checked(stage: Any) -> Row:
    """A roster that was checked and found good."""
    data = roster(GOOD).read()
    stage.roster = send_roster(actor=stage.cast.hexin, name="名册.xlsx", data=data, language="zh-hans")
    run_jobs()
    return Row("roster_confirm", POST, (LANZHOU,), {OK: ORGANIZER}, send=lambda s, p: shown_plan())


def _imported(stage: Any) -> Row:
    """A roster that was carried out and opened a sign-in."""
    _checked(stage)
    confirm_roster(actor=stage.cast.fresh("hexin"), roster=stage.roster, shown=shown_plan()["plan"])
    run_jobs()
    return Row("roster_codes", POST, (LANZHOU,), {OK: ORGANIZER}, send=lambda s, p: seen_codes())


POLICY = Policy(
    lists={
        "vacancies": ("vacancies", "wumin"),
    },
    rows=[
        *POSTS,
        Row("unit", GET, WITH_VILLAGE, {OK: POST_READS}, query="?tab=posts"),
        Row("unit_roster", POST, WITH_VILLAGE, {OK: POST_READS}),
    ],
    named={
        "unit_roster": lambda s, p: {"code": s.code(p)},
        **dict.fromkeys(
            ("post", "post_appoint", "post_act_for", "post_note_vacancy", "post_delegate"), _of_post
        ),
        **dict.fromkeys(("tenure_hand_over", "tenure_relieve", "tenure_annul"), _of_tenure),
        "delegation_end": delegations.of_delegation,
        **dict.fromkeys(("person", "person_sign_in", *handover.OF_PERSON), _of_person),
        **dict.fromkeys(("roster", "roster_changes", "roster_confirm", "roster_codes"), _of_roster),
    },
    subjects=Subjects,
    shown=[
        Shown(
            "api_postings", only(POST_READS, *SEATS), lambda s, p: str(s.tenures[p].public_id), query=under
        ),
        # The last county of the tree is on the first page only of those who see no other.
        Shown(
            "vacancies",
            {**only(POST_READS, SISTER, LANZHOU, GANSU), XIJI: OTHER_PROVINCE},
            lambda s, p: str(s.posts[p].public_id),
            query=at_level,
        ),
        Shown(
            "vacancy_sheet",
            only(POST_READS, SISTER, LANZHOU, GANSU, XIJI),
            lambda s, p: s.code(p),
            query=at_level,
        ),
        Shown(
            "roster_template",
            {p: ORGANIZER if p not in (GANSU, XIJI) else NOBODY for p in SEATS},
            lambda s, p: f">{s.code(p)}<",
        ),
    ],
    fields={
        "PaperForm": PAPER,
        "HandoverForm": "receiver witness",
        "WhoForm": "name phone",
        "post": f"{PAPER} name phone kind since until reason",
        "tenure": f"{PAPER} name phone version on kind until reason",
        "delegation": "version",
        "person": "version name phone",
    },
    naming={
        **dict.fromkeys(
            ("WhoForm.person", "SignerForm.to", "post.person", "post.to", "tenure.person"), "person"
        ),
        "POST.plan": "own",
        "POST.seen": "own",
    },
    parameters={
        "roster": ("kind", "from"),
        "roster_template": ("villages",),
        "vacancies": ("unit", "level", "order", "after", "before", "count"),
        "vacancy_sheet": ("unit", "level", "order"),
        "api_postings": ("under", "post", "kind", "on", "updated_since", *PAGED),
    },
    witnesses={
        C.POST_READ: [get("unit", query="?tab=roles")],
        C.POST_APPOINT: [get("post_appoint")],
        C.POST_DELEGATE: [get("post_delegate")],
        C.ROSTER_IMPORT: [get("roster_template")],
    },
    holders={
        "organizer": (("hexin", LANZHOU, SISTER),),
    },
    trials=[
        _appointing("post.person", "post_appoint", SISTER),
        _appointing("post.person", "post_act_for", SISTER, "acting"),
        _appointing("tenure.person", "tenure_hand_over", TOWN),
        delegations.TRIAL,
    ],
    tried={
        "WhoForm.person": "the forms of the acts are made of it",
        "SignerForm.to": "the form of the act is made of it",
        "UploadForm.file": "tests/posts/test_roster_names.py",
    },
    # What is new has no version yet; a sign-in is opened once.
    unversioned=handover.AGAIN
    | dict.fromkeys(("post_appoint", "post_act_for", "post_note_vacancy", "post_delegate"), "new")
    | {"person_sign_in": "once", "roster_codes": "once"},
    counts=counts,
    counted=("vacancies",),
    questions=policy_beside.QUESTIONS,
    beyond=[
        # His posts, days and roles in the other city are for those who see that city.
        Shown(
            "person",
            {VILLAGE: names("zhenghua wumin linnan") | SECURITY},
            lambda s, p: "甘谷县",
            at_place=True,
        ),
    ],
    awaited={"roster_confirm": _checked, "roster_codes": _imported},
    fresh=[
        "post_appoint",
        "post_delegate",
        "delegation_end",
        "person_sign_in",
        "roster_changes",
        "roster_confirm",
        "roster_codes",
        "roster_template",
    ],
    twice=TWICE,
)
