"""Describing the interface: one decorator an operation, from which the OpenAPI document is made."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers

from revitalization.kit.api.parameters import Param

Method = TypeVar("Method", bound=Callable[..., Any])
PROBLEM = "application/problem+json"
PROBLEMS: dict[int, str] = {
    400: "The address or the body is not valid; nothing was changed.",
    401: "No token, or one that is not valid any more; or the act asks people for a fresh sign-in.",
    403: "Within reach, but the right to do this is not there.",
    404: "Not there, or outside the reach of the one who asks: both look alike.",
    409: "The present state does not allow it, or the Idempotency-Key came with another request before.",
    410: "This place in the feed is no longer kept.",
    412: "Somebody else has changed it since it was read.",
    413: "The body is over the limit.",
    415: "The body is not JSON.",
    428: "If-Match is missing.",
    429: "Too many requests; see Retry-After.",
    503: "The database does not answer; nothing was changed. Try again after Retry-After.",
}
READING = (400, 401, 403, 404, 429, 503)
WRITING = (400, 401, 403, 404, 409, 413, 415, 429, 503)
CHANGING = (*WRITING, 412, 428)


class ErrorShape(serializers.Serializer):
    """One thing that is wrong."""

    pointer = serializers.CharField(
        allow_blank=True,
        help_text="Where: /items/3/version in the body, ?limit in the address, empty for the whole.",
    )
    code = serializers.CharField(help_text="Stable word for programs.")
    detail = serializers.CharField(help_text="For people, in the language asked for.")


@extend_schema_serializer(component_name="Problem")
class ProblemShape(serializers.Serializer):
    """An error (RFC 9457)."""

    type = serializers.CharField(help_text="urn:baton:problem:<code>, stable.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = ErrorShape(many=True)  # type: ignore[assignment]


def page_of(row: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The shape of a page of these rows: `results`, `next` and `previous` as addresses or null, `count` of all pages
    where it was asked for (10,000 at most).
    """
    fields = {
        "results": row(many=True),
        "next": serializers.CharField(allow_null=True, help_text="Address of the next page."),
        "previous": serializers.CharField(allow_null=True, help_text="Address of the page before."),
        "count": serializers.IntegerField(
            required=False, help_text="Rows of all pages, with count=1; at most 10,000."
        ),
        "count_is_capped": serializers.BooleanField(required=False),
        "__doc__": f"A page of {row.__name__}.",
    }
    return type(f"{row.__name__}Page", (serializers.Serializer,), fields)


def operation(
    name: str,
    summary: str,
    *,
    about: str = "",
    params: Sequence[Param] = (),
    path: Mapping[str, tuple[str, str, str]] | None = None,
    body: type[serializers.Serializer] | None = None,
    answer: Any = None,
    status: int = 200,
    later: Any = None,
    errors: Sequence[int] = READING,
    match: bool = False,
    key: bool = False,
    examples: Mapping[str, Any] | None = None,
    sent: Mapping[str, Any] | None = None,
    media: str = "",
) -> Callable[[Method], Method]:
    """Describes one operation.

    `path` maps each part of the address to (pattern, about, example); `match`: takes If-Match; `key`: takes
    an Idempotency-Key; `later`: the shape of 202 where long work is left to a job, whose address is in
    Location; `examples` of answers and `sent` of bodies by title; `media`: answers with a file of this type, which has
    no tag.
    """
    tagged = status == 200 and not (body or match or key or media)
    shown = [
        OpenApiExample(title, value=value, response_only=True, status_codes=[str(status)])
        for title, value in (examples or {}).items()
    ]
    shown += [OpenApiExample(title, value=value, request_only=True) for title, value in (sent or {}).items()]
    shape = OpenApiTypes.BINARY if media else answer
    responses: dict[Any, Any] = {(status, media or "application/json"): OpenApiResponse(shape, summary)}
    if tagged:
        responses[304] = OpenApiResponse(None, "The state named in If-None-Match is still the present one.")
    if later:
        responses[202, "application/json"] = OpenApiResponse(
            later, "A job will do it; Location is its address."
        )
    for code in sorted(errors):
        responses[(code, PROBLEM)] = OpenApiResponse(ProblemShape, PROBLEMS[code])
    headers = [*_sent_headers(match, key, tagged), *_answered_headers(status, errors, bool(later))]
    return extend_schema(
        operation_id=name,
        summary=summary,
        description=about or summary,
        parameters=[*(_in_path(*found) for found in (path or {}).items()), *map(_in_query, params), *headers],
        request=body,
        responses=responses,
        examples=shown,
        tags=[name.split("_")[0]],
    )


def _in_path(name: str, about: tuple[str, str, str]) -> OpenApiParameter:
    pattern, said, example = about
    kind: Any = {"type": "string", "pattern": f"^{pattern}$"}
    return OpenApiParameter(
        name,
        kind,
        OpenApiParameter.PATH,
        description=said,
        examples=[OpenApiExample("example", value=example)],
    )


def _in_query(param: Param) -> OpenApiParameter:
    shown = [] if param.example is None else [OpenApiExample("example", value=param.example)]
    return OpenApiParameter(
        param.name,
        dict(param.schema),
        OpenApiParameter.QUERY,
        required=param.required,
        description=param.about,
        examples=shown,
    )


def _sent_headers(match: bool, key: bool, tagged: bool) -> list[OpenApiParameter]:
    found = []
    if match:
        said = (
            "The ETag that was read, or its number alone. 428 without it, 412 when it is not the present one."
        )
        found.append(_header("If-Match", said, required=True))
    if key:
        said = "New for each act; a repeated request with it gets the first answer. Needed with a token."
        found.append(_header("Idempotency-Key", said))
    if tagged:
        found.append(_header("If-None-Match", "The ETag of an earlier answer; 304 when nothing changed."))
    return found


def _header(name: str, said: str, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=required, description=said
    )


def _answered_headers(status: int, errors: Sequence[int], later: bool) -> list[OpenApiParameter]:
    found = [
        OpenApiParameter(
            "ETag",
            OpenApiTypes.STR,
            OpenApiParameter.HEADER,
            response=[status],
            description="Names this state.",
        )
    ]
    made = [code for code in (status, 202 if later else 0) if code in (201, 202)]
    if made:
        found.append(
            OpenApiParameter(
                "Location",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                response=made,
                description="Its address.",
            )
        )
    late = [code for code in (429, 503) if code in errors]
    if late:
        said = "Seconds to wait."
        found.append(
            OpenApiParameter(
                "Retry-After", OpenApiTypes.INT, OpenApiParameter.HEADER, response=late, description=said
            )
        )
    return found
