"""Tallies of posts for boards: how the first posts below each unit are held on any day, as sums of signed steps.

`posts_count` does the sums for some posts anew, whoever changed what they rest on: the triggers below call it after
each statement on posts and tenures, and those of the migration after each on units and their yearly scope.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

STATES = ("full", "stand_in", "noted", "empty")
"""How a post is held: in full, by a stand-in, by nobody as was noted, or nothing was entered for the day."""


class Step(models.Model):
    """What one post adds to the tallies: from `day` on it is (n = 1) or is no longer (n = -1) in the state.

    Days on which its unit is not in being or out of the year's scope count nothing. `since` is the first day of the
    vacancy (None: held, or never held by anybody). The ancestors are those the tallies were written for.
    """

    post_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    village = models.BooleanField()
    state = models.CharField(max_length=8)
    since = models.DateField(null=True)
    day = models.DateField()
    n = models.SmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(state__in=STATES), name="step_state_known")]
        indexes = [models.Index(fields=["post_id"], name="step_by_post")]

    def __str__(self) -> str:
        return f"{self.state} {self.day:%Y-%m-%d}: {self.n}"


class Tally(models.Model):
    """The steps of all posts below a unit, from the county up: (unit, village or not, state, since, day) → n.

    How many are in a state on a day is the sum up to that day. Writers only add rows; the clock folds them.
    """

    unit_id = models.BigIntegerField()
    village = models.BooleanField()
    state = models.CharField(max_length=8)
    since = models.DateField(null=True)
    day = models.DateField()
    n = models.IntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["unit_id"], name="posts_tally_by_unit")]

    def __str__(self) -> str:
        return f"{self.state} {self.day:%Y-%m-%d}: {self.n}"


def _counted(operation: pgtrigger.Operation, name: str, changed: str) -> pgtrigger.Trigger:
    """Counts the posts of the changed rows anew once the statement is over."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="changed"),  # type: ignore[no-untyped-call]
        func=f"PERFORM posts_count(ARRAY(SELECT DISTINCT {changed} FROM changed)); RETURN NULL;",
    )


COUNT_POSTS = [_counted(pgtrigger.Insert, "count_new_posts", "id")]
COUNT_TENURES = [
    _counted(pgtrigger.Insert, "count_new_tenures", "post_id"),
    _counted(pgtrigger.Update, "count_changed_tenures", "post_id"),
]
"""A post's unit and key are fixed, and so is a tenure's post; neither is ever deleted."""
