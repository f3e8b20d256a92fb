"""What leaves the product by mail: queued once a day for a person, sent at least once."""

from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from responsibilities.access.queries import actor_for
from responsibilities.notices.models import Delivery
from responsibilities.notices.queries import as_shown, notices_of
from responsibilities.notices.rules import (
    DIGEST_FROM_HOUR,
    MOST_ATTEMPTS,
    SHOWN_IN_MAIL,
    DeliveryState,
    wait_after,
)
from revitalization.kit import clock

SENDING_SECONDS = 20.0


def queue_digests() -> int:
    """One message for each person with an address and unread notices since the last; at most one a day."""
    if clock.local(clock.now()).hour < DIGEST_FROM_HOUR:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notices_delivery
                   (recipient_id, day, notices, upto, message_id, state, attempts, last_error)
            SELECT n.recipient_id, %(day)s, count(*), max(n.id),
                   'digest.' || to_char(%(day)s::date, 'YYYYMMDD') || '.' || a.public_id, 'waiting', 0, ''
              FROM notices_notice n
              JOIN access_user a ON a.id = n.recipient_id AND a.is_active AND a.email <> ''
             WHERE n.read_at IS NULL AND n.id > coalesce(
                   (SELECT max(d.upto) FROM notices_delivery d WHERE d.recipient_id = n.recipient_id), 0)
             GROUP BY n.recipient_id, a.public_id
            ON CONFLICT (recipient_id, day) DO NOTHING
            """,
            {"day": clock.today()},
        )
        return int(cursor.rowcount)


def deliver() -> int:
    """Sends waiting messages whose time has come, each in its own transaction; returns how many were sent.

    The row stays locked while the message is handed over, and several workers skip each other's. A worker
    killed after handing over and before the commit sends again under the same message id. Stops after a
    failure or when its time is over: the clock must not wait for a mail server, and the rest goes with the
    next tick.
    """
    sent, began = 0, monotonic()
    while monotonic() - began < SENDING_SECONDS and _deliver_one():
        sent += 1
    return sent


def _deliver_one() -> bool:
    """Whether a message left; False also when there is none."""
    with transaction.atomic():
        message = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("recipient")
            .filter(state=DeliveryState.WAITING, next_try_at__lte=clock.Now())
            .order_by("next_try_at", "pk")
            .first()
        )
        if message is None:
            return False
        message.attempts += 1
        try:
            _hand_over(message)
        except OSError as error:
            _put_off(message, error)
            return False
        message.state, message.sent_at, message.last_error = DeliveryState.SENT, clock.database_now(), ""
        message.save(update_fields=["state", "sent_at", "attempts", "last_error"])
    return True


def _hand_over(message: Delivery) -> None:
    with translation.override(message.recipient.language or settings.LANGUAGE_CODE):
        mail = _digest(message)
    if mail is not None:
        mail.send(fail_silently=False)


def _put_off(message: Delivery, error: OSError) -> None:
    """A mail server that does not answer, or refuses: SMTP errors are OSErrors."""
    message.last_error = f"{type(error).__name__}: {error}"[:300]
    message.next_try_at = clock.database_now() + wait_after(message.attempts)
    if message.attempts >= MOST_ATTEMPTS:
        message.state = DeliveryState.FAILED
    message.save(update_fields=["state", "attempts", "next_try_at", "last_error"])


def _digest(message: Delivery) -> EmailMessage | None:
    """The mail of what the person may still see and has not read; None when nothing is left."""
    found = notices_of(actor_for(message.recipient_id), unread=True).filter(pk__lte=message.upto)
    lines = [as_shown(notice) for notice in found[: SHOWN_IN_MAIL + 1]]
    if not lines or not message.recipient.email or not message.recipient.is_active:
        return None
    context = {
        "name": message.recipient.name,
        "lines": lines[:SHOWN_IN_MAIL],
        "more": len(lines) > SHOWN_IN_MAIL,
    }
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "baton"
    return EmailMessage(
        subject=_("Baton: what you have not read yet"),
        body=render_to_string("notices/digest.txt", context),
        to=[message.recipient.email],
        headers={"Message-ID": f"<{message.message_id}@{host}>", "Auto-Submitted": "auto-generated"},
    )
