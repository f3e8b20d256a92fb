"""Who is told of what happens to schemes."""

from collections.abc import Mapping
from typing import Any

from assessments.appraisals.models import Scheme
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.ports import Telling
from revitalization.kit.words import Words


def telling(actor: Actor, row: Scheme, verb: str, title: str, right: C, values: Mapping[str, Any]) -> Telling:
    """A notice to those who hold the right at the issuer; the same happening is told once."""
    return Telling(
        f"appraisals.{verb}:{row.key}:{row.version}",
        "appraisals",
        row.lo,
        Words(title, dict(values)),
        f"/assessment/schemes/{row.key}/",
        capability=right,
        except_user=actor.user_id,
        work_of=("assessment_scheme", row.key),
    )
