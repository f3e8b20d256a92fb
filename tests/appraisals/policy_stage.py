"""Schemes on the stage of the walks: the county's draft, one in each state an act leads on from, Xiji's own."""

import tomllib
from typing import Any

from assessments.appraisals.actions import schemes
from assessments.appraisals.actions.schemes import draw_up
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.content import frozen
from responsibilities.units.models import Unit
from tests import world
from tests.appraisals import story
from tests.cast import Cast
from tests.policy.basics import SYSTEM
from tests.policy.people import LANZHOU, TOWN, XIJI, YONGDENG

OUT, SENT, AGREED, NEXT = "PUBLISHED_SCHEME", "SENT_SCHEME", "AGREED_SCHEME", "NEXT_EDITION"
"""Schemes of the county, each in a state that acts lead on from; its draft stands at its own place."""
NOTHING = "629999999000-nothing-v1"


def content(issuer: Unit, name: str) -> dict[str, Any]:
    """The worked example of a county as another scheme of the issuer, without a document."""
    found: dict[str, Any] = frozen(tomllib.loads(story.DATA.decode()))
    title = f"{found['scheme']['title']}（{name}）"
    head = {**found["scheme"], "key": name, "issuer": issuer.code, "title": title}
    del head["document"]
    if issuer.code != world.YONGDENG:
        towns = Unit.objects.children_of(issuer).values_list("code", flat=True)[:3]
        found = {**found, "group": [{"key": "T", "title": "全县乡镇", "units": list(towns)}]}
    return {**found, "scheme": head}


def drawn(actor: Any, issuer: Unit, name: str) -> Scheme:
    return draw_up(actor=actor, issuer=issuer, name=name, content=content(issuer, name))


class Subjects:
    """The county's published scheme, which is read in the town below and above; its others on their way; Xiji's draft."""

    cast: Cast

    def set_up(self) -> None:
        county, cast = story.county(), self.cast
        published = story.published(cast, drawn(cast.chenjing, county, "out-2026"), "永农领〔2026〕91号")
        before = story.published(cast, drawn(cast.chenjing, county, "next-2026"), "永农领〔2026〕92号")
        self.schemes: dict[str, Scheme] = {
            **dict.fromkeys((OUT, TOWN, LANZHOU), published),
            YONGDENG: drawn(cast.chenjing, county, "draft-2026"),
            SENT: story.sent(cast, drawn(cast.chenjing, county, "sent-2026")),
            AGREED: story.approved(cast, drawn(cast.chenjing, county, "agreed-2026")),
            NEXT: schemes.revise(actor=cast.chenjing, scheme=story.again(before), reason="指标调整。"),
            XIJI: drawn(SYSTEM, world.unit(world.XIJI), "xiji-2026"),
        }

    def scheme_version(self, place: str) -> int:
        """The version of the scheme of the place; 1 where there is none."""
        found = self.schemes.get(place)
        return story.again(found).version if found else 1


def of_scheme(s: Any, p: str) -> dict[str, str]:
    """What an address holds for the scheme of the place."""
    return {"key": s.schemes[p].key if p in s.schemes else NOTHING}
