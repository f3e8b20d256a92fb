"""Words of the ledger's papers, in Chinese always: what is claimed and what is verified never look alike."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from responsibilities.ledger import rules
from responsibilities.ledger.models import Handling, Item
from responsibilities.ledger.queries.facts import lamp_on, payment_on
from responsibilities.ledger.queries.told import Told
from responsibilities.ledger.rules.funds import rate, wan
from responsibilities.ledger.rules.lamps import SHORT_WORDS
from revitalization.kit import clock
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.language import translated
from revitalization.kit.periods import chinese_date


def short_day(day: date) -> str:
    """A day for a narrow column, where it must not be broken: 2026.12.18."""
    return f"{day.year}.{day.month}.{day.day}"


def state(item: Item) -> str:
    """The state as offices write it, with 退回重改 or 反弹重开 where it came back."""
    with override(CHINESE):
        word = _(rules.WORKFLOW.state(item.status).label)
    again = "反弹重开" if item.reopened else "退回重改" if item.round > 1 else ""
    return f"{word}（{again}）" if again and item.status in rules.OPEN else word


def lamp(item: Item, day: date) -> str:
    """The lamp on the day with its reason: 黄灯（落后序时进度 16.0 个百分点）."""
    found = lamp_on(item, day)
    with override(CHINESE):
        word, why = _(SHORT_WORDS[found.level]), translated(found.words) if found.words else ""
    return f"{word}（{why}）" if why else word


def standing(item: Item, day: date) -> str:
    """State and lamp in one; of what is closed or cancelled the state alone."""
    return f"{state(item)}；{lamp(item, day)}" if item.status in rules.OPEN else state(item)


def funds(item: Item) -> str:
    """Planned, allotted and paid side by side: 计划120万元，下达100万元，支出60万元（支出率60%，未核实）."""
    if not item.kind.funds:
        return ""
    purse = item.purse
    said = f"计划{wan(purse.planned)}万元，下达{wan(purse.allotted)}万元，支出{wan(purse.paid)}万元"
    if not purse.allotted:
        return said
    known = "已核实" if item.verified else "未核实"
    return f"{said}（支出率{rate(purse.paid, purse.allotted)}，{known}）"


def payment(item: Item, day: date) -> str:
    """The payment lamp on the day with its reason; "" where the kind has no funds."""
    if not item.kind.funds:
        return ""
    found = payment_on(item, day)
    with override(CHINESE):
        word, why = _(SHORT_WORDS[found.level]), translated(found.words) if found.words else ""
    return f"{word}（{why}）" if why else word


def before(row: Told) -> str:
    """From when until when and where the public notice before the work hung; "" where it does not."""
    return _hung(row.announced)


def _hung(step: Handling | None) -> str:
    if step is None or step.on_day is None or step.until is None:
        return ""
    return f"{chinese_date(step.on_day)}至{chinese_date(step.until)}，{step.place}"


def deadlines(row: Told) -> str:
    """What became of the first deadline: moved, on which document's word, or a later one asked for; "" when nothing."""
    return "；".join(_deadlines(row))


def _deadlines(row: Told) -> Iterator[str]:
    item = row.item
    if item.due_on != item.first_due_on:
        number = (
            f"（{row.extended.document_number}）" if row.extended and row.extended.document_number else ""
        )
        yield f"由{chinese_date(item.first_due_on)}改为{chinese_date(item.due_on)}{number}"
    if item.asked_due_on:
        yield f"已申请延至{chinese_date(item.asked_due_on)}，未批复"


def notice(row: Told) -> str:
    """From when until when and where the public notice hung in this round; "" where it does not yet."""
    return _hung(row.step("publicize"))


def signed(step: Handling | None) -> str:
    """Who did the step, in which post, on which day; "" where it has not happened yet."""
    if step is None:
        return ""
    day = step.on_day if step.act == "check" and step.on_day else clock.local(step.at).date()
    return f"{' '.join(filter(None, [step.post, step.by_name]))}，{chinese_date(day)}"
