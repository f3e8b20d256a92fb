"""Lists for programs: pages by the keys of the last row, chosen fields, orders from a white list."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.response import Response

from revitalization.kit import keyset
from revitalization.kit.api.endpoints import Endpoint, not_modified
from revitalization.kit.api.parameters import COUNTED, PAGING, Param, choice, several
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.etags import digest


def listing(
    *params: Param, columns: Mapping[str, str], orders: Mapping[str, Sequence[str]]
) -> tuple[Param, ...]:
    """The parameters of a list: its own filters, the order, the fields, the paging."""
    first = next(iter(orders))
    return (
        *params,
        choice("order", "Order of the rows; - is descending.", list(orders), default=first),
        several("fields", "Only these fields, with commas between.", list(columns)),
        *PAGING,
    )


class Listing(Endpoint):
    """A list: `columns` maps the fields shown to columns of the query, `orders` each order to its keys.

    The keys of an order are never null and the last one is unique. Filters and orders name what is shown.
    """

    columns: ClassVar[Mapping[str, str]]
    orders: ClassVar[Mapping[str, Sequence[str]]]

    def page(self, rows: QuerySet[Any, Any]) -> Response:
        """One page of the rows: results, links to the next and the previous page, the count when asked."""
        names = self.given["fields"] or list(self.columns)
        keys = self.orders[self.given["order"]]
        backwards, mark = self._mark()
        asked = keyset.flipped(keys) if backwards else keys
        wanted = keyset.after(rows, asked, mark) if mark else rows
        columns = [self.columns[name] for name in names] + [key.lstrip("-") for key in keys]
        limit = self.given["limit"]
        found = list(wanted.order_by(*asked).values_list(*columns)[: limit + 1])
        more = len(found) > limit
        found = found[:limit][::-1] if backwards else found[:limit]
        results = self.shapes([dict(zip(names, row, strict=False)) for row in found])
        count = rows.order_by()[: COUNTED + 1].count() if self.given["count"] else None
        state = repr((found, results, more, count)).encode()
        etag = f'W/"{digest(state, self.request.get_full_path().encode())}"'
        if self.holds(etag):
            return not_modified(etag)
        links = self._links(found, len(names), more, backwards, bool(mark))
        body: dict[str, Any] = {"results": results, **links}
        if count is not None:
            body |= {"count": min(count, COUNTED), "count_is_capped": count > COUNTED}
        return Response(body, headers={"ETag": etag})

    def shapes(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows of one page as they are sent; what stands elsewhere is asked for once for all of them."""
        return rows

    @cached_property
    def salt(self) -> str:
        """What a cursor is sealed with: one of another list or order is not taken."""
        return f"{type(self).__name__}:{self.given['order']}"

    def _mark(self) -> tuple[bool, list[Any]]:
        if not self.given["cursor"]:
            return False, []
        try:
            way, *values = keyset.unseal(self.given["cursor"], self.salt)
        except ValueError as broken:
            raise Invalid(
                errors=[FieldError("?cursor", _("This is not a cursor of this list and order."))]
            ) from broken
        return way == "back", values

    def _links(
        self, found: list[Any], width: int, more: bool, backwards: bool, marked: bool
    ) -> dict[str, str | None]:
        """A page reached forwards has one before it; one reached backwards has one after it."""
        has_next, has_previous = (marked, more) if backwards else (more, marked)
        return {
            "next": self._link("on", found[-1][width:]) if found and has_next else None,
            "previous": self._link("back", found[0][width:]) if found and has_previous else None,
        }

    def _link(self, way: str, values: Sequence[Any]) -> str:
        query = {name: value for name, value in self.request.query_params.items() if name != "cursor"}
        return f"{self.request.path}?{urlencode({**query, 'cursor': keyset.seal([way, *values], self.salt)})}"
