"""What of the acts on plans, inspections and findings is chosen among rows: nobody types a code the product knows.

Each is a list; what was chosen is judged by the action, which says what is wrong with it.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.models import Line
from assessments.inspections.queries.findings import alike_before
from assessments.inspections.queries.within import inspections_for
from assessments.inspections.rules import PLANNED, findings, plans
from assessments.inspections.views.common import said_days
from responsibilities.units.models import Unit
from revitalization.kit.forms import ActForm, Parts

Pairs = Sequence[tuple[object, str]]
MOST = 400
"""Units that one list holds; where more can be meant, the code is typed."""


class _Listed(ActForm):
    """Its field `listed` is chosen among pairs of value and words; where there are none it is typed."""

    listed = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = self._pairs()
        if pairs is None:
            return
        field = self.fields[self.listed]
        first = gettext("Choose") if field.required else gettext("as it is")
        field.widget = forms.Select(choices=[("", first), *pairs])
        field.widget.is_required = field.required
        field.help_text = ""

    def _pairs(self) -> Pairs | None:
        raise NotImplementedError


class BelowForm(_Listed):
    """The unit a line is to visit: among those of the levels its rule is about, or all below the issuer."""

    listed = "unit"
    unit = forms.CharField(label=_("Unit"), max_length=20, help_text=_("Its code of twelve digits."))

    def _pairs(self) -> Pairs | None:
        line = self.subject
        rows = Unit.objects.live().territorial().under(line.plan.issuer).order_by("lo")
        if line.rule is not None:
            rows = rows.filter(level__in=line.rule.levels)
        found = list(rows.values_list("code", "path")[: MOST + 1])
        return found if len(found) <= MOST else None


class VisitedForm(_Listed):
    """A unit that the line or the inspection visits."""

    listed = "unit"
    unit = forms.CharField(label=_("Unit"), max_length=20)

    def _pairs(self) -> Pairs:
        visits = self.subject.visits if isinstance(self.subject, Line) else self.subject.targets
        rows = visits.select_related("unit").order_by("from_on", "unit__lo")
        return [(it.unit.code, f"{it.unit.name} · {said_days(it.from_on, it.to_on)}") for it in rows]


class OtherLineForm(_Listed):
    """The other line of the plan that takes this one over."""

    listed = "other"
    other = forms.IntegerField(label=_("The other line"), min_value=0, max_value=9999)

    def _pairs(self) -> Pairs:
        line = self.subject
        rows = line.plan.lines.filter(status__in=plans.STANDING, announced=line.announced).exclude(pk=line.pk)
        return [
            (it.number, f"{it.number} {it.title} · {said_days(it.from_on, it.to_on)}")
            for it in rows.order_by("number")
        ]


class OrganForm(_Listed):
    """The body that inspects: the unit itself or a department of it."""

    listed = "organ"
    organ = forms.CharField(label=_("Who inspects"), max_length=20, required=False)

    def _pairs(self) -> Pairs:
        issuer = self.subject.plan.issuer
        bodies = Unit.objects.live().filter(parent=issuer, is_body=True).order_by("lo")
        return [(issuer.code, issuer.name), *bodies.values_list("code", "name")]


class OtherForm(_Listed):
    """The other inspection of the same office that takes this one over."""

    listed = "other"
    other = forms.CharField(label=_("The other inspection"), max_length=40)

    def _pairs(self) -> Pairs:
        row = self.subject
        if self.actor is None:
            return []
        rows = inspections_for(self.actor).filter(
            issuer=row.issuer_id, status=PLANNED, announced=row.announced
        )
        if row.comprehensive:
            rows = rows.filter(comprehensive=True)
        return [
            (it.key, f"{it.number} {it.title} · {said_days(it.from_on, it.to_on)}")
            for it in rows.exclude(pk=row.pk).order_by("from_on", "id")
        ]


class MemberForm(_Listed):
    """A member who stands on the team."""

    listed = "member"
    member = forms.CharField(label=_("Member"), max_length=60)

    def _pairs(self) -> Pairs:
        rows = self.subject.members.standing().select_related("user").order_by("group", "id")
        group = gettext("Group %(n)s")
        return [(it.user.username, f"{it.name} · {group % {'n': it.group}}") for it in rows]


class SameAsForm(_Listed):
    """The earlier finding of this unit that it repeats."""

    listed = "same_as"
    same_as = forms.CharField(label=_("Found before as"), max_length=60)

    def _pairs(self) -> Pairs:
        return [
            (it.key, f"{it.number} {findings.title_of(it.problem, 60)}") for it in alike_before(self.subject)
        ]


LINE_PARTS: Parts = {"unit": BelowForm, "other": OtherLineForm, "organ": OrganForm}
"""How they are asked for, by the name of what an act on a line takes (`actions.DO_LINE`)."""
SPARE_PARTS: Parts = {**LINE_PARTS, "unit": VisitedForm}
"""The same where a unit is taken out."""
INSPECTION_PARTS: Parts = {"unit": VisitedForm, "other": OtherForm, "member": MemberForm}
"""How they are asked for, by the name of what an act on an inspection takes (`actions.DO`)."""
FINDING_PARTS: Parts = {"same_as": SameAsForm}
"""How it is asked for in the acts on a finding (`actions.finding_acts.DO_FINDING`)."""
