"""Announcements: written by whoever runs the system, taken back by them, put away by each reader."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from responsibilities.notices.models import Announcement, PutAway
from responsibilities.operations.queries import EVERYTHING
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.cleaning import clean_line
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Invalid
from revitalization.kit.perform import recorded
from revitalization.kit.periods import fits

KIND = "announcement"


def announce(
    *,
    actor: Actor,
    form_key: UUID,
    title: str,
    begins_at: datetime,
    ends_at: datetime,
    text: str = "",
    unit: Unit | None = None,
    urgent: bool = False,
    work_from: datetime | None = None,
    work_until: datetime | None = None,
) -> Announcement:
    """Announces something to everybody, or to the people of the unit and all below it.

    `form_key` is the number of the form that asked for it: sent twice, it announces once. Raises `Invalid` without a
    title, with an instant of another century, with an end that is not after the beginning or is past, and for half
    a maintenance window.
    """
    actor.require(Capability.SYSTEM_RUN, EVERYTHING)
    there = _announced(form_key)
    if there is not None:
        return there
    title = clean_line(title)
    errors = _wrong(title, begins_at, ends_at, work_from, work_until)
    if errors:
        raise Invalid(errors=errors)
    told: Mapping[str, object] = {
        "begins_at": begins_at, "ends_at": ends_at, "text": text, "urgent": urgent, "unit": unit.code if unit else "",
    }  # fmt: skip
    place = unit.lo if unit else EVERYTHING.lo
    entry = ports.Entry("announcement.publish", actor, (KIND, str(form_key)), title, place, after=told)
    try:
        with recorded(entry):
            return Announcement.objects.create(
                public_id=form_key, title=title, text=text.strip(), unit=unit, urgent=urgent,
                begins_at=begins_at, ends_at=ends_at, work_from=work_from, work_until=work_until, by_id=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        there = _announced(form_key) if "public_id" in str(error) else None
        if there is None:
            raise
        return there


def _announced(form_key: UUID) -> Announcement | None:
    """What the same form announced already, in another window too."""
    return Announcement.objects.filter(public_id=form_key).first()


def _wrong(
    title: str,
    begins_at: datetime,
    ends_at: datetime,
    work_from: datetime | None,
    work_until: datetime | None,
) -> list[FieldError]:
    errors = [] if title else [FieldError("title", _("Write a title."), "required")]
    instants = {"begins_at": begins_at, "ends_at": ends_at, "work_from": work_from, "work_until": work_until}
    far = [name for name, instant in instants.items() if instant and not fits(instant.date())]
    if far:
        return [*errors, *(FieldError(name, _("Not a date in this century.")) for name in far)]
    if ends_at <= begins_at:
        errors.append(FieldError("ends_at", _("The end must lie after the beginning.")))
    elif ends_at <= clock.now():
        errors.append(FieldError("ends_at", _("This end has passed already: nobody would see it.")))
    if (work_from is None) != (work_until is None):
        name = "work_from" if work_from is None else "work_until"
        errors.append(FieldError(name, _("A maintenance window has a beginning and an end.")))
    elif work_from and work_until and work_until <= work_from:
        errors.append(FieldError("work_until", _("The end must lie after the beginning.")))
    return errors


def take_back(*, actor: Actor, announcement: Announcement) -> None:
    """Ends an announcement before its time; `Conflict` when it is over already."""
    actor.require(Capability.SYSTEM_RUN, EVERYTHING)
    place = announcement.unit.lo if announcement.unit else EVERYTHING.lo
    about = (KIND, str(announcement.public_id))
    with recorded(ports.Entry("announcement.take_back", actor, about, announcement.title, place)):
        open_one = Announcement.objects.select_for_update().filter(
            pk=announcement.pk, taken_back_at__isnull=True, ends_at__gt=clock.Now()
        )
        if not open_one.exists():
            raise Conflict(_("This announcement is over already."))
        Announcement.objects.filter(pk=announcement.pk).update(taken_back_at=clock.Now())


def put_away(*, actor: Actor, announcement: Announcement) -> None:
    """The person need not see it any more; twice is as good as once. `Conflict` for an urgent one."""
    if actor.user_id is None:
        raise Forbidden
    if announcement.urgent:
        raise Conflict(_("An urgent announcement stays until it ends."))
    PutAway.objects.get_or_create(announcement=announcement, user_id=actor.user_id)
