"""The register of documents that units issued under a number (发文登记簿), and the trigger that keeps it whole."""

import uuid
from collections.abc import Sequence

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Collate, Concat, Reverse
from django.db.models.functions.comparison import Cast
from django.utils.translation import gettext_lazy as _

from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents import Urgency
from revitalization.kit.triggers import written_once

NUMBER_FROM_END = Collate(Reverse("number"), "C")
"""The number backwards, so that year and number alone are a beginning that an index finds."""
_WRITTEN = Concat("agency", Value("〔"), Cast("year", models.CharField(max_length=10)), Value("〕"),
                  Cast("sequence", models.CharField(max_length=10)), Value("号"))  # fmt: skip


class Issued(models.Model):
    """One document of a unit under its number; no unit issues two under one. Written by the triggers of `entered`.

    `kind` and `key` name the subject it was first issued for, as record and addresses do; `title` and `dated_on` are
    those of the paper. Never changed: a number that was given stays given.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("Unit")
    )
    number = models.CharField(_("Document number"), max_length=80)
    agency = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=100)
    title = models.CharField(_("Title"), max_length=300)
    dated_on = models.DateField(_("Date"))
    entered_at = models.DateTimeField(db_default=clock.Now(), editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["unit", "agency", "year", "sequence"], name="issued_number_once"),
            models.CheckConstraint(condition=Q(number=_WRITTEN), name="issued_number_as_the_standard"),
            models.CheckConstraint(condition=~Q(agency="") & Q(sequence__gt=0), name="issued_number_whole"),
        ]
        indexes = [
            models.Index(fields=["unit", "-dated_on", "-id"], name="issued_by_day"),
            models.Index(fields=["number"], opclasses=["varchar_pattern_ops"], name="issued_by_number"),
            models.Index(NUMBER_FROM_END, name="issued_by_number_end"),
        ]
        triggers = written_once("issued")

    def __str__(self) -> str:
        return self.number


REGISTER = Issued._meta.db_table


class NumberedSlip(models.Model):
    """What every slip is by which an office (`issuer`) presses a unit: its number, how urgent, its day, who gave it.

    What it presses for and the day `by` which an answer is wanted are the table's own; it is written once, and its own
    trigger of `entered` puts it into the register.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("Document number"), max_length=80)
    title = models.CharField(max_length=300)
    urgency = models.CharField(
        max_length=4, blank=True, default="", choices=[(one.value, one.value) for one in Urgency if one]
    )
    dated_on = models.DateField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return self.number


def entered(
    kind: str,
    *,
    unit: str,
    number: str,
    title: str,
    dated: str,
    key: str,
    when: str = "TRUE",
    joins: Sequence[str] = (),
) -> pgtrigger.Trigger:
    """The trigger by which a table of numbered papers enters each new row into the register, or is refused.

    `unit`, `number`, `title`, `dated`, `key` and `when` are SQL over NEW. A number that another document of the unit
    bears is refused as a unique violation; papers of the kinds in `joins` with the same title are the same document.
    """
    same = " AND FALSE"
    if joins:
        listed = ", ".join(f"'{one}'" for one in joins)
        plain = "regexp_replace({0}, '\\s', '', 'g')".format
        same = f" AND kind IN ({listed}) AND {plain('title')} = {plain(title)}"
    return pgtrigger.Trigger(
        name=f"{kind}_into_register",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        declare=[("part", "text[]")],
        func=f"""
            IF NOT ({when}) THEN
                RETURN NULL;
            END IF;
            part := regexp_match({number}, '^([^0-9〔]+)〔([0-9]{{4}})〕([1-9][0-9]{{0,5}})号$');
            INSERT INTO {REGISTER} (unit_id, number, agency, year, sequence, kind, key, title, dated_on)
            VALUES ({unit}, {number}, part[1], part[2]::int, part[3]::int, '{kind}', {key}, {title}, {dated})
            ON CONFLICT (unit_id, agency, year, sequence) DO NOTHING;
            IF NOT FOUND AND NOT EXISTS (
                SELECT 1 FROM {REGISTER} WHERE unit_id = {unit} AND number = {number}{same}
            ) THEN
                RAISE EXCEPTION 'the number % stands on another document', {number}
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'issued_number_once';
            END IF;
            RETURN NULL;
        """,
    )
