"""Every act that can be on the record is read as a sentence that names the unit and what it was done to."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from responsibilities.record.models import Entry
from responsibilities.record.queries import as_read, sentence
from responsibilities.record.queries.listing import under_subject
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry as Entry_
from revitalization.kit.registry import REGISTRY
from tests.cast import Cast, town
from tests.reports import story

TITLE, WHO = "2026年度样张", "王芳"
ITSELF = {"record.verify", "record.export", "events.export", "post.ensure"}
"""Acts on one thing there is only one of: the sentence names it in its own words."""
ACTS = sorted(
    (presenter.kind, verb)
    for mechanism in REGISTRY.mechanisms
    for presenter in mechanism.presenters
    for verb in presenter.verbs
)


def entry(kind: str, verb: str) -> Entry:
    path = "甘肃省 / 兰州市 / 永登县 / 红城镇：" if kind == "report" else ""
    return Entry(
        pk=1, at=clock.now(), verb=verb, actor_id=None, actor_name=WHO, subject_kind=kind,
        subject_key="620121101000" if kind == "unit" else str(UUID(int=5)),
        label=f"{path}{TITLE}", lo=town().lo, on_behalf="", count=3, after={},
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_act_names_its_unit_and_its_subject(db: None, language: str) -> None:
    assert len(ACTS) > 60
    actor, wrong = Actor.system("tests"), []
    with translation.override(language):
        for kind, verb in ACTS:
            (line,) = as_read([entry(kind, verb)], actor)
            # As whoever may know all of it reads it: names of files are kept back from others.
            said = replace(line, text=sentence(entry(kind, verb)), unit="红城镇").whole
            subject = TITLE in said or verb in ITSELF
            if (
                not (WHO in said and "红城镇" in said and subject)
                or said.count("红城镇") != 1
                or "%(" in said
            ):
                wrong.append((verb, said))
    assert wrong == []


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("chenjing", "/record/"),
        ("chenjing", "/units/620121101000/?tab=record"),
        ("chenjing", "/reports/{key}/"),
    ],
)
def test_the_days_stand_over_their_sentences_everywhere_alike(
    cast: Cast, username: str, address: str
) -> None:
    cycle = story.running(cast)
    row = story.submitted(cast, cycle)
    client = Client()
    client.force_login(cast.user(username))
    page = client.get(address.format(key=row.public_id)).content.decode()
    said = text_of(page)
    assert re.search(r"2026年11月24日 星期二", said)
    assert f"名义报送红城镇《{cycle.title}》" in said
    assert page.count('class="days"') == 1


def test_the_record_is_narrowed_by_what_it_was_about(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    client = Client()
    client.force_login(cast.user("chenjing"))
    for address in ("/record/?about=", "/units/620121101000/?tab=record&about="):
        assert "名义报送" in client.get(f"{address}{cycle.title}").content.decode()
        assert "名义报送" not in client.get(f"{address}无此事").content.decode()


def test_no_name_is_found_that_only_some_may_read(db: None) -> None:
    about = {"label": "某某处分决定.docx", "lo": 620121101000000}
    with recorded(Entry_("file.attach", Actor.system("tests", via="command"), ("file", "7"), **about)):
        pass
    assert not under_subject(Entry.objects.all(), "处分").exists()
    assert under_subject(Entry.objects.all(), "7").count() == 1


def test_a_title_with_a_colon_stays_whole_where_no_path_stands_before_it(db: None) -> None:
    about = {"label": "乡村振兴年度报告：补充报送", "lo": 620000000000000}
    with recorded(Entry_("cycle.plan", Actor.system("tests", via="command"), ("cycle", "k"), **about)):
        pass
    with translation.override("en"):
        assert "“乡村振兴年度报告：补充报送”" in sentence(
            Entry.objects.get(subject_kind="cycle", subject_key="k")
        )
