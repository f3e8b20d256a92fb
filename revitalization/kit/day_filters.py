"""The filters by day that lists of what happened share: from a day on, up to a day, both included."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from revitalization.kit import clock
from revitalization.kit.columns import Filter, Rows


def since_day(rows: Rows, column: str, day: date) -> Rows:
    """Of the rows, those whose instant in the column lies on the day in Shanghai or later."""
    return rows.filter(**{f"{column}__gte": clock.end_of_day(day - timedelta(days=1))})


def between_days(column: str) -> tuple[Filter, Filter]:
    """The pair `from` and `up_to` over a column of instants."""
    return (
        Filter("from", _("From"), lambda rows, day: since_day(rows, column, day), kind="date"),
        Filter(
            "up_to",
            _("Up to"),
            lambda rows, day: rows.filter(**{f"{column}__lt": clock.end_of_day(day)}),
            kind="date",
        ),
    )
