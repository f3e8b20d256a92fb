"""What migrations may name of the product: expressions that mean for ever what they meant when they were written.

Nothing here is changed any more; what must mean something else gets another name.
"""

from django.db.models import DateTimeField, Func


class Now(Func):
    """`baton_now()` as an expression and as a column's database default."""

    function = "baton_now"
    template = "%(function)s()"
    output_field = DateTimeField()


class Period(Func):
    """The days since..until, both included, as a range; empty for what was annulled."""

    template = "daterange(%(expressions)s + 1, '[)')"
