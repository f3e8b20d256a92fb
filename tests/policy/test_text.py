"""Stored text never runs: hostile words in every free field of the story, on every page that shows them."""

import re
from typing import Any

import pytest

from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.models import Draft, ReportKind
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.actions.tokens import issue_token
from responsibilities.access.queries import actor_for
from responsibilities.files.actions import attach
from responsibilities.posts.actions import NewPerson, Paper, appoint
from responsibilities.posts.models import Person, Post
from responsibilities.record.actions import fold
from responsibilities.roles import C
from responsibilities.units.actions.facts import set_short_name
from revitalization.kit import clock
from revitalization.kit.perform import history
from tests import world
from tests.cast import SINCE, Cast, days, town
from tests.policy import stage as stages
from tests.policy.basics import SYSTEM, picture
from tests.policy.brought import POLICIES, listed
from tests.policy.people import GANSU, LANZHOU, PLANNED, SISTER, TOWN
from tests.policy.rows import OK
from tests.policy.stage import Stage
from tests.policy.table import TABLE
from tests.policy.walker import Walker
from tests.reports import story

pytestmark = pytest.mark.django_db

SCRIPT, IMAGE, BRACES, TURNED = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "{{31337*3}}{% now 'Y' %}",
    "\u202egnp.exe",
)
ALL_OF_IT = f"{SCRIPT}{IMAGE}'{BRACES}"
NAME = f"{SCRIPT[:40]}{IMAGE[:18]}"

# As text on a page they begin with an entity; these are the forms in which they would run.
RUNS = re.compile(r"<script>alert|<img src=x|\sonerror=alert\(2\)>|94011|javascript:alert", re.I)


def hostile(cast: Cast) -> Stage:
    """The story with hostile words in every field that people fill in, up to a returned report."""
    stage = stages.set_up(cast)
    security = actor_for(cast.user("anquan").pk, fresh=True)
    for place in (TOWN, SISTER, LANZHOU):
        unit = stage.units[place]
        set_short_name(actor=SYSTEM, unit=unit, short_name=NAME, reason=ALL_OF_IT, version=unit.version)
    post = stage.posts[SISTER]
    held = appoint(
        actor=SYSTEM, post=post, person=NewPerson("周敏"), since=SINCE,
        paper=Paper(ALL_OF_IT[:60], ALL_OF_IT[:200], ALL_OF_IT),
    )  # fmt: skip
    with history(SYSTEM, "tests"):
        # No form and no roster takes such a name; what stands in the database is shown as text all the same.
        Person.objects.filter(pk=held.person_id).update(name=NAME)
        Post.objects.filter(unit=town()).update(title=NAME)
        for username in ("wangfang", "guoping", "chenjing"):
            user = cast.user(username)
            user.name = NAME
            user.save()
    grant_role(actor=security, user=cast.user("guoping"), unit=town(), role="reader", reason=ALL_OF_IT)
    issue_token(
        actor=security, user=cast.user("wangfang"), label=ALL_OF_IT[:120], capabilities=[C.REPORT_READ],
        unit=world.unit(world.NATION), expires_at=clock.now() + days_left(),
    )  # fmt: skip
    notice = story.notice(number="甘农领办〔2026〕78号", title=ALL_OF_IT[:200], levels=["city", "county"])
    kind = ReportKind.objects.get(key="special", current=True)
    cycle = cycles.plan_cycle(
        actor=cast.wumin, kind=kind, period="2026-11", scope=world.unit(world.GANSU), notice=notice
    )
    stage.cycles[PLANNED] = cycle
    _reported(cast, stage)
    for policy in POLICIES.values():
        if policy.hostile is not None:
            policy.hostile(cast, stage, ALL_OF_IT)
    fold(everything=True)
    return stage


def days_left() -> Any:
    return days(30) - days(0)


def _reported(cast: Cast, stage: Stage) -> None:
    running = stage.cycles[GANSU]
    row = story.owed(running)
    version = Draft.objects.get(obligation=row).version
    texts = {key: f"{ALL_OF_IT}\n{TURNED}{key}" for key in story.TEXTS}
    filing.save_draft(actor=cast.wangfang, obligation=row, texts=texts, version=version)
    png = picture() + b" "
    stage.file = attach(
        actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name=f"{NAME}{TURNED}.png", data=png
    )
    filing.send(actor=cast.wangfang, obligation=story.owed(running))
    filing.send_back(actor=cast.lijun, obligation=story.owed(running), reason=ALL_OF_IT)
    filing.send(actor=cast.wangfang, obligation=story.owed(running))
    filing.approve(actor=cast.lijun, obligation=story.owed(running))
    filing.sign(actor=cast.zhaogang, obligation=story.owed(running))
    filing.sign(actor=cast.qianmei, obligation=story.owed(running))
    filing.submit(actor=cast.wangfang, obligation=story.owed(running))
    deciding.receive(actor=cast.chenjing, obligation=story.owed(running))
    deciding.return_report(
        actor=cast.chenjing, obligation=story.owed(running), reason=ALL_OF_IT, new_due_on=days(20)
    )


# Pages on which the words must be seen as text, so that this test looks at something.
SEEN_ON = {
    "inbox", "unit", "record", "cycles", "cycle", "report", "report_edit", "post", "person", "tokens", "token", "accounts",
    "account_one", "notices", "role_end", "search", "tenure_relieve", "account", *listed("hostile_on"),
}  # fmt: skip


def test_hostile_words_are_shown_as_text_everywhere(cast: Cast) -> None:
    walker = Walker(hostile(cast))
    runs, bare, seen = [], [], set()
    for row in (row for row in TABLE if row.method == "GET"):
        for place in row.at:
            for person in row.people_with(OK, place)[:3]:
                answer = walker.ask(row, place, person)
                if answer.streaming or answer.status_code >= 300:
                    continue
                if answer["X-Content-Type-Options"] != "nosniff":
                    bare.append(row.name)
                body = answer.content.decode("utf-8", "replace")
                if not answer["Content-Type"].startswith("text/html"):
                    assert "html" not in answer["Content-Type"], row.name
                    continue
                found = RUNS.search(body)
                if found:
                    runs.append(
                        f"{row.name} at {place} for {person}: {body[max(0, found.start() - 80) : found.end() + 20]!r}"
                    )
                if "&lt;script&gt;alert(1)" in body:
                    seen.add(row.name)
    opened = walker.stage.cycles[PLANNED]
    cycles.open_cycle(actor=cast.wumin, cycle=opened)
    board = walker.browsers["wumin"].get(f"/cycles/{opened.key}/{world.GANSU}/").content.decode()
    assert "&lt;script&gt;alert(1)" in board
    assert not RUNS.search(board)
    assert not runs, "\n".join(runs)
    assert not bare
    assert seen >= SEEN_ON, sorted(SEEN_ON - seen)


def test_hostile_words_sent_back_in_a_refused_form_are_text_too(cast: Cast) -> None:
    walker = Walker(stages.set_up(cast))
    walker.tell("drafted")
    for row in (
        row
        for row in TABLE
        if row.method == "POST" and row.stage == "drafted" and not row.name.startswith("api_")
    ):
        person = next((p for outcome in (OK, "needs input") for p in row.people_with(outcome, row.at[0])), "")
        sent = row.send(walker.stage, row.at[0]) if callable(row.send) else row.send or {}
        client = walker.browsers[person]
        url = walker.stage.url(row.name, row.at[0], dict(row.args))
        answer = client.post(
            url, dict.fromkeys((*sent, "next", "reason"), ALL_OF_IT), headers={"Accept-Language": "en"}
        )
        if answer["Content-Type"].startswith("text/html"):
            assert not RUNS.search(answer.content.decode()), row.name
