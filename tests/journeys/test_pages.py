"""Every page, looked at by somebody who may see it: axe, sideways scroll, foreign words, complaints, weight."""

from collections.abc import Callable

import pytest

from reporting.reports.models import Cycle, ReportKind
from responsibilities.access.models import Grant, User
from responsibilities.jobs.models import Job
from responsibilities.posts.models import Post, Tenure
from tests import world
from tests.cast import Cast, sister, town
from tests.journeys.visitor import Visitor, foreign_words
from tests.reports import story
from tests.working import run_jobs

Visit = Callable[..., Visitor]
TABS = ("glance", "year", "years", "facts", "posts", "roles", "reports", "children", "record")


def tabs(code: str) -> dict[str, str]:
    return {f"unit-{tab}": f"/units/{code}/?tab={tab}" for tab in TABS}


def of_the_filer(cycle: Cycle) -> dict[str, str]:
    report = f"/reports/{cycle.key}/{town().code}/"
    return {
        "inbox": "/", "inbox-mine": "/?view=mine", "report": report, "edit": f"{report}edit/", "tree": "/units/", "search": "/search/",
        "search-hits": "/search/?q=hc", "search-none": "/search/?q=zzzz", "notices": "/notices/",
        "notices-all": "/notices/?show=all", "jobs-none": "/jobs/", "account": "/account/", "record": "/record/",
        "second-step": "/account/second-step/", "password": "/account/password/", "tokens-own": "/tokens/",
        "categories": "/categories/", "duties": "/duties/", "cycles": "/cycles/", "acting": "/acting/",
        "begin-none": "/begin/", "mine": "/mine/", "help": "/help/", "calendar": "/calendar/?month=2026-12", "own": "/units/own/",
        "missing": "/cycles/none-2020/", "vacancies-own": "/vacancies/",
    }  # fmt: skip


def of_the_county(cycle: Cycle) -> dict[str, str]:
    code = town().code
    job = Job.objects.order_by("-pk")[0]
    return {
        "inbox-county": "/", "inbox-county-mine": "/?view=mine", "walk": f"/walk/?at=report-decide:{cycle.key}/{code}",
        "report-received": f"/reports/{cycle.key}/{code}/",
        "return": f"/reports/{cycle.key}/{code}/return/",
        "exempt": f"/reports/{cycle.key}/{sister().code}/exempt/",
        "board": f"/cycles/{cycle.key}/{world.YONGDENG}/", "measures": "/board/", "compare": f"/compare/?unit={code}&unit={sister().code}", "map": "/board/?measure=posts", "wall": "/board/?view=wall",
        "tree-county": f"/units/?at={world.YONGDENG}", "jobs": "/jobs/", "job": f"/jobs/{job.public_id}/",
        "vacancies": "/vacancies/", "record-county": "/record/", "outside": f"/units/{world.XIJI}/",
        **tabs(code),
    }  # fmt: skip


def of_the_province(cycle: Cycle) -> dict[str, str]:
    kind = ReportKind.objects.get(key="half_year", current=True)
    planned = Cycle.objects.get(kind=kind)
    return {
        "cycles-province": "/cycles/", "cycle-new": "/cycles/new/", "cycle-planned": f"/cycles/{planned.key}/",
        "board-province": f"/cycles/{cycle.key}/{world.GANSU}/", "cycle-close": f"/cycles/{cycle.key}/close/",
        "unit-province": f"/units/{world.GANSU}/", "begin": "/begin/",
    }  # fmt: skip


def of_the_organizer(_cycle: Cycle) -> dict[str, str]:
    tenure = Tenure.objects.filter(post__unit=town())[0]
    vacant = Post.objects.filter(unit=sister())[0]
    return {
        "posts-county": f"/units/{world.YONGDENG}/?tab=posts", "post": f"/posts/{tenure.post.public_id}/",
        "post-vacant": f"/posts/{vacant.public_id}/", "appoint": f"/posts/{vacant.public_id}/appoint/",
        "person": f"/people/{tenure.person.public_id}/", "rosters": "/rosters/", "vacancies-city": "/vacancies/",
    }  # fmt: skip


def of_the_administrators(_cycle: Cycle) -> dict[str, str]:
    user = User.objects.get(username="wangfang")
    grant = Grant.objects.get(user=user, source="")
    return {
        "accounts": "/accounts/", "account-new": "/accounts/new/", "account-one": f"/accounts/{user.public_id}/",
        "tokens": "/tokens/", "token-new": "/tokens/new/", "roles-county": f"/units/{world.YONGDENG}/?tab=roles",
        "grant": f"/units/{world.YONGDENG}/roles/new/", "grant-end": f"/grants/{grant.public_id}/end/",
    }  # fmt: skip


def of_the_auditor(_cycle: Cycle) -> dict[str, str]:
    return {"security-events": "/security-events/", "record-audit": "/record/", "inbox-empty": "/"}


PEOPLE: dict[str, Callable[[Cycle], dict[str, str]]] = {
    "wangfang": of_the_filer,
    "chenjing": of_the_county,
    "wumin": of_the_province,
    "hexin": of_the_organizer,
    "anquan": of_the_administrators,
    "shenji": of_the_auditor,
}


@pytest.fixture
def told(site: str, cast: Cast, cycle: Cycle) -> Cycle:
    """The cycle with something to look at everywhere; the town's own report is still being written."""
    story.planned(
        cast.wumin,
        kind="half_year",
        period="2026H2",
        number="甘农领办〔2026〕13号",
        title="关于报送2026年下半年进展的通知",
        levels=["city", "county"],
    )
    return cycle


def prepared(who: str, cast: Cast, cycle: Cycle) -> None:
    """As far as this person's pages need it."""
    if who == "wangfang":
        story.drafted(cast, cycle)
    elif who == "chenjing":
        story.received(cast, cycle)


@pytest.mark.parametrize(
    ("language", "width"), [("zh-hans", 1280), ("en", 390)], ids=["Chinese wide", "English narrow"]
)
@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_has_a_fault(
    visit: Visit, cast: Cast, told: Cycle, who: str, language: str, width: int
) -> None:
    prepared(who, cast, told)
    visitor = visit(who, language=language, width=width).enter()
    if who == "chenjing":
        visitor.go(f"/reports/{told.key}/{town().code}/")
        visitor.press("PDF in official layout")
        run_jobs()
    faults = []
    for name, address in PEOPLE[who](told).items():
        visitor.go(address)
        faults += visitor.judge(name)
        if language == "zh-hans":
            faults += [f"{name}: {word}" for word in foreign_words(visitor)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1280), ("en", 390)])
def test_the_way_in_has_no_fault(visit: Visit, language: str, width: int) -> None:
    visitor = visit("wangfang", language=language, width=width)
    visitor.go("/")
    faults = visitor.judge("sign-in")
    visitor.page.fill("#id_login", "wangfang")
    visitor.page.fill("#id_password", "wrong-password")
    visitor.press("Sign in")
    visitor.page.wait_for_selector("[role=alert], .errors, .error-summary")
    assert faults + visitor.judge("sign-in-refused") == []
