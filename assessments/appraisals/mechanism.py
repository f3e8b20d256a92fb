"""What appraisals add to the product."""

from django.urls import path, re_path

from assessments.appraisals import api
from assessments.appraisals.actions import DO
from assessments.appraisals.actions.catalogue import load_catalogue
from assessments.appraisals.models import BannedKind, Scheme, SchemeInvolvement, SchemePaper
from assessments.appraisals.queries.inbox import KINDS, todo_lines, todo_work
from assessments.appraisals.queries.schemes import papers_of
from assessments.appraisals.rules.course import SCHEME
from assessments.appraisals.views import criterion, parts, schemes, sheets, tree, trial
from assessments.appraisals.work import SCHEME_JOB
from responsibilities.roles import Capability as C
from revitalization.kit.finding import Begin
from revitalization.kit.inbox import InboxSource
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter
from revitalization.kit.papers import PaperKind
from revitalization.kit.words import N_

_SCHEME = r"^assessment/schemes/(?P<key>[0-9]{12}-[a-z0-9-]{2,40}-v[0-9]{1,3})/"
_N = r"(?P<number>[1-9][0-9]{0,2})"

URLS = [
    path("assessment/schemes/", schemes.schemes, name="assessment_schemes"),
    path("assessment/schemes/new/", schemes.scheme_new, name="assessment_scheme_new"),
    re_path(rf"{_SCHEME}$", schemes.scheme, name="assessment_scheme"),
    re_path(rf"{_SCHEME}file/$", schemes.scheme_file, name="assessment_scheme_file"),
    re_path(rf"{_SCHEME}trial/$", trial.trial, name="assessment_trial"),
    re_path(rf"{_SCHEME}settings/$", parts.settings, name="assessment_scheme_settings"),
    re_path(rf"{_SCHEME}groups/new/$", parts.group, name="assessment_group_new"),
    re_path(rf"{_SCHEME}groups/{_N}/$", parts.group, name="assessment_group"),
    re_path(rf"{_SCHEME}limiters/new/$", parts.limiter, name="assessment_limiter_new"),
    re_path(rf"{_SCHEME}limiters/{_N}/$", parts.limiter, name="assessment_limiter"),
    re_path(rf"{_SCHEME}tree/$", tree.tree, name="assessment_tree"),
    re_path(rf"{_SCHEME}criteria/{_N}/$", criterion.criterion, name="assessment_criterion"),
    re_path(
        rf"{_SCHEME}(?P<part>group|limiter)/{_N}/remove/$", parts.part_remove, name="assessment_part_remove"
    ),
    re_path(rf"{_SCHEME}paste/$", sheets.paste, name="assessment_scheme_paste"),
    re_path(rf"{_SCHEME}paste/carry-out/$", sheets.paste_done, name="assessment_scheme_paste_done"),
    re_path(rf"{_SCHEME}sheet/$", sheets.scheme_sheet, name="assessment_scheme_sheet"),
    re_path(rf"{_SCHEME}paper/$", sheets.scheme_paper, name="assessment_scheme_paper"),
    re_path(rf"{_SCHEME}changes/$", sheets.scheme_changes, name="assessment_scheme_changes"),
    re_path(rf"{_SCHEME}(?P<act>{'|'.join(DO)})/$", schemes.scheme_act, name="assessment_scheme_act"),
]

MECHANISM = Mechanism(
    key="appraisals",
    urls=URLS,
    api_urls=api.URLS,
    navigation=[
        # Seven entries beside are enough: it is looked at when a scheme is drawn up, and when it comes.
        NavItem(
            "assessment",
            N_("Assessment"),
            "assessment_schemes",
            "stamp",
            "work",
            78,
            C.ASSESS_READ,
            place="menu",
            under=("/assessment/",),
        ),
    ],
    inbox=[InboxSource("schemes", KINDS, todo_lines, todo_work)],
    begins=[
        Begin(
            "assessment_scheme",
            N_("New scheme of assessment"),
            "assessment_scheme_new",
            "list",
            18,
            C.ASSESS_DESIGN,
            words=N_("assessment scheme criteria points"),
        )
    ],
    guide={"": "assessment"},
    jobs=[SCHEME_JOB],
    papers=[
        PaperKind(
            "assessment_scheme",
            N_("Scheme of assessment"),
            papers_of,
            lambda key: f"/assessment/schemes/{key}/",
            C.ASSESS_READ,
        )
    ],
    catalogue=load_catalogue,
    append_only=[SchemeInvolvement, SchemePaper],
    changeable=[BannedKind, Scheme],
    presenters=[
        Presenter(
            "assessment_scheme",
            {f"assessment_scheme.{act.key}": act.done for act in SCHEME.acts}
            | {"assessment_scheme.draw_up": N_("%(who)s drew up the scheme %(title)s")},
            lambda key: f"/assessment/schemes/{key}/",
            C.ASSESS_READ,
            feed=True,
            shown={"status", "number", "published_on", "edition", "year"},
            label=N_("Schemes of assessment"),
        )
    ],
)
