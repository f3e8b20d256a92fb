"""What follows on the approval of a scheme: who hears of it, and what becomes of one that cannot be published."""

import pytest
from django.db import transaction

from assessments.appraisals.actions import schemes, writing
from assessments.appraisals.rules.content import scheme_in
from assessments.appraisals.rules.saying import formula
from assessments.appraisals.rules.toml_text import scheme_toml
from responsibilities.notices.models import Notice
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden, FreshSignInNeeded, Refused
from revitalization.kit.perform import history
from tests.appraisals import story
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_what_was_approved_is_sent_back_where_it_can_no_longer_be_published(cast: Cast) -> None:
    row = story.approved(cast)
    with transaction.atomic(), history(cast.chenjing, "unit.end"):
        Unit.objects.filter(code="620121102000").update(valid_to=clock.today())
    with pytest.raises(Refused, match="620121102000"):
        schemes.publish(actor=cast.fresh("chenjing"), scheme=story.again(row), document_number=story.NUMBER)
    with pytest.raises(Forbidden):
        schemes.send_back(actor=cast.chenjing, scheme=story.again(row), reason="撤并。")
    back = schemes.send_back(actor=cast.fengbo, scheme=story.again(row), reason="有乡镇撤并，请调整。")
    assert (back.status, back.approved_by_id, back.approved_on) == ("drafted", None, None)
    writing.replace(
        actor=cast.chenjing, scheme=back, content=story.DATA.decode().replace(', "620121102000"', "")
    )
    assert story.published(cast, back).status == "published"


def test_it_is_published_after_a_sign_in_of_the_last_minutes_alone(cast: Cast) -> None:
    row = story.approved(cast)
    with pytest.raises(FreshSignInNeeded):
        schemes.publish(actor=cast.chenjing, scheme=story.again(row), document_number=story.NUMBER)
    kept = story.again(row)
    assert (kept.status, kept.number, kept.version) == ("approved", "", row.version)


def test_the_assessed_hear_of_what_is_published_and_nobody_above_does(cast: Cast) -> None:
    story.published(cast)
    told = Notice.objects.filter(event__startswith="appraisals.publish:")
    assert set(told.values_list("recipient__username", flat=True)) == {
        "wangfang",
        "sunli",
        "zhaogang",
        "qianmei",
    }


def test_what_the_database_keeps_without_order_is_read_in_order(cast: Cast) -> None:
    words = '"好" = "1", "较好" = "0.85", "一般" = "0.6", "较差" = "0"'
    data = story.DATA.decode().replace(
        'type = "at_least"\ntarget = "90"\nbelow = "none"', f'type = "word"\nwords = {{ {words} }}'
    )
    row = story.drafted(cast, data.encode())
    row = story.written(cast, row, lambda content: {**content, "limiter": []})
    assert row.source == ""
    criterion = next(one for one in scheme_in(story.again(row).content).criteria if one.key == "3.2")
    assert "好 100%、较好 85%、一般 60%、较差 0%" in str(formula(criterion)[0])
    table = scheme_toml(story.again(row).content).partition('key = "3.2"')[2].partition("[[")[0]
    names = [line.partition(" = ")[0] for line in table.splitlines() if " = " in line]
    assert names == ["parent", "title", "points", "type", "words", "source"]
