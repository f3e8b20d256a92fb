"""Posts as a part of the product."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext as _

from responsibilities.posts import api, rules, work
from responsibilities.posts.actions import DO_POST, DO_TENURE
from responsibilities.posts.actions.last_sheets import fix_last_sheets
from responsibilities.posts.actions.sent_rosters import forget_rosters
from responsibilities.posts.actions.tallies import fold_tallies
from responsibilities.posts.models import Delegation, Person, Post, Step, Tally, Tenure
from responsibilities.posts.models.handover import LastSheet
from responsibilities.posts.models.rosters import Roster, RosterSignIn
from responsibilities.posts.queries import count_vacancies
from responsibilities.posts.views import acts, agenda, handover, moments, people, posts, rosters
from responsibilities.posts.views.head import principals
from responsibilities.posts.views.measures import MEASURES
from responsibilities.roles import Capability
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import CalendarSource
from revitalization.kit.doing import Doings
from revitalization.kit.finding import Begin, SearchKind
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep, Tile
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.welcome import FirstThing
from revitalization.kit.words import N_

VACANCIES_SHOWN = 1_000


def board(actor: Actor, day: date) -> Iterable[Tile]:
    """How many first responsible posts within reach nobody holds; nothing when all are held."""
    reach = actor.reach(Capability.POST_READ)
    if not reach:
        return []
    found = count_vacancies(reach, day, VACANCIES_SHOWN)
    if not found:
        return []
    value = f"{VACANCIES_SHOWN:,}+" if found >= VACANCIES_SHOWN else str(found)
    return [Tile(_("Vacant posts"), value, reverse("vacancies"), "red")]


def _pages(prefix: str, view: Callable[..., Any], doings: Doings) -> list[URLPattern]:
    """A page for each act of the map, named after it."""
    return [
        path(f"{prefix}/{key.replace('_', '-')}/", view, {"act": key}, name=f"{doings.subject}_{key}")
        for key in doings
    ]


ON_THE_POST = (rules.acts.POST, rules.acts.TENURE, rules.acts.DELEGATION)
"""What is done to a post, to who holds it and to who signs for it stands on the record of the post."""

MECHANISM = Mechanism(
    key="posts",
    urls=[
        path("posts/<uuid:post>/", posts.post, name="post"),
        *_pages("posts/<uuid:post>", acts.post_act, DO_POST),
        *_pages("tenures/<uuid:tenure>", acts.tenure_act, DO_TENURE),
        path("delegations/<uuid:delegation>/end/", acts.delegation_end, name="delegation_end"),
        path("people/<uuid:person>/", acts.person, name="person"),
        path("handover/", handover.handover, name="handover"),
        path("handover/sheet/", handover.handover_sheet, name="handover_sheet"),
        path("handover/paper/", handover.handover_paper, name="handover_paper"),
        path("people/<uuid:person>/handover/", handover.person_handover, name="person_handover"),
        path(
            "people/<uuid:person>/handover/sheet/",
            handover.person_handover_sheet,
            name="person_handover_sheet",
        ),
        path(
            "people/<uuid:person>/handover/paper/",
            handover.person_handover_paper,
            name="person_handover_paper",
        ),
        path("people/<uuid:person>/sign-in/", acts.person_sign_in, name="person_sign_in"),
        re_path(r"^units/(?P<code>\d{12}(?:-D\d{2,3})?)/roster/$", people.roster_paper, name="unit_roster"),
        path("vacancies/", people.vacancy_list, name="vacancies"),
        path("vacancies/sheet/", people.vacancy_sheet, name="vacancy_sheet"),
        path("rosters/", rosters.rosters, name="rosters"),
        path("rosters/template/", rosters.roster_template_file, name="roster_template"),
        path("rosters/<uuid:key>/", rosters.roster, name="roster"),
        path("rosters/<uuid:key>/changes/", rosters.roster_changes_file, name="roster_changes"),
        path("rosters/<uuid:key>/confirm/", rosters.roster_confirm, name="roster_confirm"),
        path("rosters/<uuid:key>/codes/", rosters.roster_codes, name="roster_codes"),
    ],
    api_urls=api.URLS,
    navigation=[
        NavItem(
            "posts",
            N_("Officials' posts"),
            "vacancies",
            "person",
            "base",
            20,
            Capability.POST_READ,
            under=("/rosters/", "/posts/", "/people/"),
        ),
        NavItem("handover", N_("My handover sheet"), "handover", "swap", "work", 75, place="menu"),
    ],
    guide={
        "": "posts",
        **dict.fromkeys(("rosters", "roster", "roster_template", "roster_changes"), "rosters"),
        **dict.fromkeys(("roster_confirm", "roster_codes"), "rosters"),
    },
    welcome=[
        FirstThing("organizer", 10, N_("Fill the first responsible posts that are vacant"), "vacancies"),
        FirstThing("organizer", 20, N_("Bring in many changes at once with a roster"), "rosters"),
        FirstThing("organizer", 30, N_("Appoint, relieve, hand over: how each is done"), guide="posts"),
    ],
    principals=[principals],
    moments=[moments.moments],
    unit_parts=[
        UnitPart("posts", N_("Posts"), "duties", 20, "posts/tab.html", posts.posts_tab, posts.sees_posts)
    ],
    board=[board],
    search=[SearchKind("people", N_("People"), 20, people.found)],
    calendar=[CalendarSource("posts", "vacancies", agenda.ends)],
    begins=[
        Begin(
            "appoint",
            N_("Appoint to a vacant post"),
            "vacancies",
            "person",
            20,
            Capability.POST_APPOINT,
            words=N_("appointment vacancy"),
        ),
        Begin(
            "roster",
            N_("Import a roster"),
            "rosters",
            "upload",
            30,
            Capability.ROSTER_IMPORT,
            words=N_("roster Excel"),
        ),
    ],
    measures=MEASURES,
    jobs=work.JOBS,
    sweeps=[
        Sweep(
            "posts.rosters",
            timedelta(minutes=10),
            forget_rosters,
            N_("removes rosters nobody confirmed in an hour"),
        ),
        Sweep("posts.fold", timedelta(minutes=10), fold_tallies, N_("folds the counts behind the boards")),
        Sweep(
            "posts.last_sheets",
            timedelta(minutes=10),
            fix_last_sheets,
            N_("fixes the handover sheet of whoever left a post"),
        ),
    ],
    append_only=[LastSheet, RosterSignIn],
    changeable=[Delegation, Person, Post, Roster, Tenure],
    deletable=[Step, Tally],
    presenters=[
        Presenter(
            "post",
            {
                "post.ensure": N_("%(who)s opened %(count)s first responsible posts"),
                **{f"post.{act.key}": act.done for table in ON_THE_POST for act in table.acts},
            },
            posts.post_url,
            Capability.POST_READ,
            feed=True,
            shown={"since", "until", "kind"},
            label=N_("Posts"),
        ),
        Presenter(
            "person",
            {f"person.{act.key}": act.done for act in rules.acts.PERSON.acts},
            people.person_url,
            Capability.POST_READ,
            label=N_("People"),
        ),
        Presenter(
            "roster",
            {
                "roster.import": N_("%(who)s imported a roster: %(what)s, %(count)s changes"),
                "roster.codes": N_(
                    "%(who)s made one-time codes for %(count)s sign-ins of the roster %(what)s"
                ),
            },
            label=N_("Roster"),
        ),
    ],
)
