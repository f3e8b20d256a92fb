"""The course of schemes against a plain model of the rule, over random acts of everybody.

The model is written from the rule's text alone. Whatever the machine allows the model allows, and the other way round;
a refusal leaves everything as it was, and what was sent stays as it is even for raw SQL.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from assessments.appraisals.actions import DO
from assessments.appraisals.models import Scheme, SchemePaper
from responsibilities.access.actions.grants import grant_role
from revitalization.kit.errors import Problem
from revitalization.kit.perform import history
from tests.appraisals import story
from tests.cast import Cast

pytestmark = pytest.mark.django_db

OFFICE, BOTH = "chenjing", "xuhui"
"""The office, and a leader who works there as well: she approves only what she had no part in."""
WRITERS, HEADS = (OFFICE, BOTH), ("fengbo", "weiwei", BOTH)
OTHERS = ("wangfang", "guoping", "dingwei", "wumin", "maling", "zhaogang", "xitong")
TEXT = story.DATA.decode().replace('document = "永农领〔2026〕9号"\n', "")
TEXTS = {
    "sound": TEXT,
    "other": TEXT.replace('title = "平时考核"', 'title = "日常考核"'),
    "faulty": TEXT.replace('base = "100"', 'base = "90"'),
    "alien": TEXT.replace('key = "by-source-2026"', 'key = "alien"', 1),
    "broken": "[scheme",
}


@dataclass
class Edition:
    """One edition as the rule describes it."""

    text: str = "sound"
    status: str = "drafted"
    parts: set[str] = field(default_factory=set)
    before: "Edition | None" = None
    after: "Edition | None" = None

    @property
    def succeeded(self) -> bool:
        """Whether an edition after it is on its way."""
        return self.after is not None and self.after.status in {"drafted", "submitted", "approved"}

    def allows(self, act: str, who: str, given: dict[str, Any]) -> bool:
        """Whether the rule lets this person do it now with what is given."""
        office, head = who in WRITERS, who in HEADS
        sound = self.text in {"sound", "other"}
        rule = {
            "edit": office and self.status == "drafted" and given.get("content") in {"sound", "other", "faulty"},
            "submit": office and self.status == "drafted" and sound,
            "approve": head and self.status == "submitted" and who not in self.parts,
            "send_back": head and self.status in {"submitted", "approved"},
            "publish": office and self.status == "approved",
            "revise": office and self.status == "published" and not self.succeeded,
            "discard": office and self.status == "drafted",
        }  # fmt: skip
        return rule[act]

    def do(self, act: str, who: str, given: dict[str, Any]) -> "Edition | None":
        """What becomes of it; the next edition where one is begun."""
        targets = {"submit": "submitted", "approve": "approved", "send_back": "drafted", "publish": "published",
                   "discard": "discarded"}  # fmt: skip
        self.status = targets.get(act, self.status)
        if act == "submit" or (act == "edit" and given["content"] != self.text):
            self.parts.add(who)
        self.text = given.get("content", self.text)
        if act == "publish" and self.before is not None and self.before.status == "published":
            self.before.status = "superseded"
        if act != "revise":
            return None
        self.after = Edition(self.text, parts={who}, before=self)
        return self.after


def _given(act: str, chance: Random, turn: int) -> dict[str, Any]:
    takes = {take.name for take in DO[act].takes}
    values = {
        "content": chance.choice(["sound", "other", "other", "faulty", "alien", "broken"]),
        "reason": "按要求调整。",
        "document_number": f"永农领〔2026〕{turn + 100}号",
    }
    return {name: it for name, it in values.items() if name in takes}


def _as_it_is() -> tuple[Any, ...]:
    names = ("key", "status", "content", "source", "version", "number", "approved_by_id")
    return (*Scheme.objects.order_by("pk").values_list(*names), SchemePaper.objects.count())


def _frozen(cast: Cast, row: Scheme, edition: Edition) -> None:
    """Raw SQL changes the content of a draft, and of nothing else."""
    changed = {**row.content, "limiter": []}

    def write() -> None:
        with transaction.atomic(), history(cast.chenjing, "assessment_scheme.edit"):
            Scheme.objects.filter(pk=row.pk).update(content=changed)
            if edition.status == "drafted":
                transaction.set_rollback(True)

    if edition.status == "drafted":
        write()
        return
    with pytest.raises(IntegrityError):
        write()


@pytest.mark.parametrize("seed", range(3))
def test_the_machine_and_the_rule_agree_on_every_act_of_everybody(cast: Cast, seed: int) -> None:
    chance, refused, done = Random(f"schemes{seed}"), 0, set()
    grant_role(actor=cast.fresh("anquan"), user=cast.user(BOTH), unit=story.county(), role="receiver")
    people = [*dict.fromkeys((*WRITERS, *HEADS, *OTHERS))]
    actors = {name: cast.fresh(name) for name in people}
    known = [(story.drafted(cast, TEXT.encode()), Edition(parts={OFFICE}))]
    for turn in range(90):
        live = [it for it in known if it[1].status not in {"discarded", "superseded"}] or known
        row, edition = chance.choice(live if chance.random() < 0.9 else known)
        acts = [act for act in DO if act != "discard" or turn > 60]
        tries = [(act, who, _given(act, chance, turn)) for act in acts for who in people]
        allowed = [one for one in tries if edition.allows(*one)]
        act, who, given = chance.choice(allowed if allowed and chance.random() < 0.6 else tries)
        row, before = story.again(row), _as_it_is()
        sent = {**given, **({"content": TEXTS[given["content"]]} if "content" in given else {})}
        try:
            made = DO.do(act, actor=actors[who], subject=row, version=row.version, given=sent)
            why = ""
        except Problem as problem:
            why = f"{problem!r} {problem.detail} {problem.errors}"
        assert edition.allows(act, who, given) is (not why), (act, who, given, edition, why)
        if why:
            assert _as_it_is() == before
            refused += 1
        else:
            new = edition.do(act, who, given)
            done.add(act)
            if new is not None:
                known.append((made, new))
        for it, model in known:
            assert story.again(it).status == model.status, (act, who)
        if turn % 6 == 0:
            _frozen(cast, story.again(row), edition)
    assert refused > 15
    assert done >= {"edit", "submit", "approve", "publish", "revise"}
