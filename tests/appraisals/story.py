"""Steps of the story of a scheme, for tests to tell it up to the point they are about.

The office of Yongdeng county's leading group (Chen Jing) draws up the scheme for its townships, the county's secretary
approves it, the office publishes it. The scheme is one of the worked examples.
"""

import re
from typing import Any

from assessments.appraisals.actions import schemes, writing
from assessments.appraisals.actions.beginning import begin_from_file
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.content import Content
from responsibilities.units.models import Unit
from tests import world
from tests.appraisals.examples import path
from tests.cast import Cast

FILE = path("by-source", "scheme")
DATA = re.sub(rb', "62012110[3-7]000"', b"", FILE.read_bytes())
"""The example with the three of its towns that the named world has; for all eight see `places.lay_out`."""
NUMBER = "永农领〔2026〕9号"


def county() -> Unit:
    return world.unit(world.YONGDENG)


def drafted(cast: Cast, data: bytes = b"") -> Scheme:
    """The county's scheme for its townships, as the file says."""
    return begin_from_file(actor=cast.chenjing, issuers={county().code: county()}, data=data or DATA)


def again(row: Scheme) -> Scheme:
    return Scheme.objects.select_related("issuer").get(pk=row.pk)


def written(cast: Cast, row: Scheme, change: Any) -> Scheme:
    """The draft with its content changed by the function."""

    def changed(content: Content) -> Content:
        return change(content) or content

    return writing.write(actor=cast.chenjing, scheme=again(row), change=changed)


def sent(cast: Cast, row: Scheme | None = None) -> Scheme:
    return schemes.submit(actor=cast.chenjing, scheme=again(row or drafted(cast)))


def approved(cast: Cast, row: Scheme | None = None) -> Scheme:
    return schemes.approve(actor=cast.fengbo, scheme=again(sent(cast, row)))


def published(cast: Cast, row: Scheme | None = None, number: str = NUMBER) -> Scheme:
    return schemes.publish(
        actor=cast.fresh("chenjing"), scheme=again(approved(cast, row)), document_number=number
    )
