"""Accounts, the roles the database knows, and grants of roles on units.

A grant is one django-guardian row of the direct-foreign-key kind, with our own role, period and origin.
guardian's own checks are never used for scope: they know neither dates nor descendants.
"""

import uuid
from datetime import date, timedelta
from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.names import LIKE, LOOKS
from revitalization.kit.sealed import Sealed
from revitalization.kit.triggers import fixed, stays
from revitalization.kit.words import N_

# An unknown role is refused, and one that left the table can only be ended: the database fails closed, also before it
# is prepared. Serialised by the person's own row, so that two grants at the same moment cannot pass each other.
KNOWN = """
    IF NOT EXISTS (SELECT 1 FROM access_knownrole WHERE key = NEW.role) AND (
        TG_OP = 'INSERT' OR coalesce(NEW.until, 'infinity') > coalesce(OLD.until, 'infinity')
    ) THEN
        RAISE EXCEPTION 'grant_role_known: there is no role %', NEW.role USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
EXCLUSIVE = """
    PERFORM 1 FROM access_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM access_grant g
          JOIN access_knownrole r ON r.key = NEW.role AND g.role = ANY (r.excludes)
         WHERE g.user_id = NEW.user_id AND g.id IS DISTINCT FROM NEW.id
           AND g.since <= coalesce(NEW.until, 'infinity') AND NEW.since <= coalesce(g.until, 'infinity')
           AND g.since <= coalesce(g.until, 'infinity') AND NEW.since <= coalesce(NEW.until, 'infinity')
    ) THEN
        RAISE EXCEPTION 'grant_exclusive: % excludes a role held already', NEW.role USING ERRCODE = '23P01';
    END IF;
    RETURN NEW;
"""
# The roles that exclude others are the administrators': a person gives one, or lets one last longer, only as the second
# of two. Who opens a grant again is the actor of the recorded change; the command line has none.
BY_TWO = """
    IF TG_OP = 'UPDATE' AND coalesce(NEW.until, 'infinity') <= coalesce(OLD.until, 'infinity') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        who := (coalesce(nullif(current_setting('pghistory.context_metadata', true), ''), '{"actor": 0}')::jsonb
            ->> 'actor')::bigint;
    ELSE
        who := NEW.granted_by_id;
    END IF;
    IF who IS NOT NULL
        AND EXISTS (SELECT 1 FROM access_knownrole WHERE key = NEW.role AND excludes <> '{}')
        AND NOT EXISTS (
            SELECT 1 FROM access_proposal p
             WHERE p.user_id = NEW.user_id AND p.kind = 'grant' AND p.role = NEW.role
               AND p.unit_id = NEW.content_object_id AND p.confirmed_by_id = who AND p.ended_at IS NULL
        )
    THEN
        RAISE EXCEPTION 'grant_by_two: nobody gives the role % alone', NEW.role USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


LOOK = Func(F("username"), Value(LOOKS), Value(LIKE), function="translate", output_field=models.TextField())
"""What the eye sees of a sign-in name, as `kit.names.skeleton` says it."""


class UserManager(BaseUserManager["User"]):
    """Looks accounts up by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """An account. Accounts are closed, never deleted; none is a superuser.

    `origin` is the unit on which it was opened: whoever administers that, and all it ever held a role on, administers
    the account. `language` is the one last chosen, else the browser's at the first sign-in; "": not known yet.
    `welcomed` are the roles whose first words the person has put away.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("sign-in name"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    phone = models.CharField(_("work phone"), max_length=32, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    is_active = models.BooleanField(_("open"), default=True)
    must_change_password = models.BooleanField(default=False)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    sign_outs = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=clock.Now(), editable=False)
    origin = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    welcomed = ArrayField(models.CharField(max_length=32), default=list, db_default=[])

    # What Django and allauth ask of a user model; nobody is staff, nobody is a superuser.
    is_staff = False
    is_superuser = False

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("account")
        # Names are looked up by plain equality; what a person types is lowered first.
        constraints = [
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_name_is_lower")
        ]
        indexes = [models.Index(LOOK, name="user_by_look")]
        triggers = [stays()]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What every session must still agree with: the password, and how often all sessions were ended."""
        about = f"{self.password}|{self.sign_outs}"
        return salted_hmac("access.session", about, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Never: permission is asked of the actor, not of the account."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    @property
    def owes_password(self) -> bool:
        """Whether a one-time code is still the password; who has none at all, and signs in centrally, owes none."""
        return self.must_change_password and self.has_usable_password()

    @property
    def masked_phone(self) -> str:
        """The phone with its middle hidden."""
        return (
            f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 8 else "****" if self.phone else ""
        )


class KnownRole(models.Model):
    """The roles of the code as the database's own guards read them: filled by the preparation, read by triggers.

    Only the owner of the database writes it. `here` and `below` are the rights on the unit and under it, `excludes`
    the roles nobody may hold together with this one (both ways).
    """

    key = models.CharField(primary_key=True, max_length=32)
    here = ArrayField(models.CharField(max_length=32))
    below = ArrayField(models.CharField(max_length=32))
    excludes = ArrayField(models.CharField(max_length=32))

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


ACCOUNTS = Sealed(
    "account", User, "public_id", ("id", "username", "name"), complete=False, label=N_("Accounts")
)
"""Whose account it is stands under the seal of the record; a name that entries give cannot be given another account."""


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by date."""

    def on(self, day: date) -> "GrantQuerySet":
        """Those in force on `day` whose account is open."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day, user__is_active=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Grant(UserObjectPermissionBase):
    """This account holds this role on this unit from `since` to `until` (inclusive; null: open).

    `source` says where it comes from: "" given by hand, "tenure:<id>" through a post. Rows are written only
    by actions and end by date; they are never deleted.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_object = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32)
    remit = ArrayField(models.CharField(max_length=16), null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=64, blank=True, default="")
    source_label = models.CharField(max_length=200, blank=True, default="")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(db_default=clock.Now(), editable=False)

    objects = GrantQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        unique_together: ClassVar[list[str]] = []
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "content_object", "source", "since"], name="grant_once"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "content_object", "source"],
                condition=Q(until__isnull=True),
                name="grant_open_once",
            ),
            # A grant taken back on its first day was never in force: it then ends the day before it began.
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since") - timedelta(days=1)),
                name="grant_period",
            ),
            # Whoever asks for a right never gives it to himself.
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=models.F("user")),
                name="grant_not_by_self",
            ),
        ]
        indexes = [models.Index(fields=["content_object", "role"], name="grant_by_unit")]
        triggers = [
            stays(),
            fixed(but=["until", "source_label"]),
            pgtrigger.Trigger(
                name="known",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=KNOWN,
            ),
            pgtrigger.Trigger(
                name="exclusive",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=EXCLUSIVE,
            ),
            pgtrigger.Trigger(
                name="by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("who", "bigint")],
                func=BY_TWO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.content_object_id}"
