"""What every address for programs shares: who acts, parameters, versions, answers to repeated requests.

An endpoint fetches within reach, calls one action or one query, answers with plain data. Errors are raised.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import orjson
from django.db import transaction
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from revitalization.kit.actor import Actor
from revitalization.kit.api import Json, dumps
from revitalization.kit.api.bodies import JsonBody
from revitalization.kit.api.parameters import Param, parsed
from revitalization.kit.errors import Forbidden, Invalid, Stale, VersionNeeded
from revitalization.kit.etags import digest, holds
from revitalization.kit.ports import PORTS, Unfilled

KEY = re.compile(r"[!-~]{1,200}")
_VERSION = re.compile(r'"?(\d{1,9})(?:-[0-9a-f]{16})?"?', re.ASCII)
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


class OneKind(BaseContentNegotiation):
    """There is one kind of answer; what the sender would rather have does not matter."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: Any = None) -> Any:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class Endpoint(APIView):
    """One address: `params` are the parameters a GET takes; other methods take none."""

    params: ClassVar[tuple[Param, ...]] = ()
    parser_classes = [JsonBody]
    renderer_classes = [Json]
    content_negotiation_class = OneKind
    metadata_class = None

    actor: Actor
    given: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method in _UNSAFE:
            # Read once before the parser does, for the fingerprint of repeated requests.
            self.raw = request._request.body
        super().initial(request, *args, **kwargs)
        actor = getattr(request._request, "actor", None)
        if actor is None:
            raise Forbidden
        self.actor = actor
        params = self.params if request.method in {"GET", "HEAD"} else ()
        self.given = parsed(request.query_params, params)

    @property
    def allowed_methods(self) -> list[str]:
        return [name for name in super().allowed_methods if name != "OPTIONS"]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(final, ("Authorization", "Cookie", "Accept-Language"))
        return final

    def body(self, form: type[Serializer]) -> dict[str, Any]:
        """The body in the declared types; raises `Invalid` with a pointer for each fault."""
        found = form(data=self.request.data)
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)

    def answer(
        self,
        data: Mapping[str, Any],
        version: int | None = None,
        status: int = 200,
        more: Mapping[str, Any] | None = None,
        **headers: str,
    ) -> Response:
        """One thing with its tag: `"<version>-<digest>"`, or a weak digest for what has no version.

        A reader who holds the same state already gets 304 without a body. `more` is sent too, but is no part of the
        state that the tag names.
        """
        tag = digest(dumps(data))
        etag = f'W/"{tag}"' if version is None else f'"{version}-{tag}"'
        if self.request.method in {"GET", "HEAD"} and self.holds(etag):
            return not_modified(etag)
        return Response({**data, **(more or {})}, status=status, headers={"ETag": etag, **headers})

    def holds(self, etag: str) -> bool:
        """Whether the reader's `If-None-Match` names this state, so that nothing has to be sent."""
        return holds(self.request, etag)

    def version(self) -> int:
        """The version the change is based on, from `If-Match`: the tag as it was given, or its number alone.

        Raises `VersionNeeded` without the header and `Stale` for what is not a tag of ours.
        """
        given = self.request.headers.get("If-Match", "").strip()
        if not given or given == "*":
            raise VersionNeeded(_("Send If-Match with the ETag that you read."))
        found = _VERSION.fullmatch(given)
        if found is None:
            raise Stale
        return int(found.group(1))

    def once(self, act: Callable[[], Response]) -> Response:
        """Does the act; with an `Idempotency-Key` only the first time, later requests get the first answer.

        Programs with a token must send a key with every POST; people in a session may. The act and its kept answer
        are one transaction. Raises `Invalid` when the key is missing or is none (1 to 200 visible ASCII characters),
        `Conflict` when it came with another request.
        """
        key = self.request.headers.get("Idempotency-Key", "")
        if not key:
            if self.request.auth is not None and self.request.method == "POST":
                raise Invalid(_("Send an Idempotency-Key with every POST."), code="idempotency_key_needed")
            return act()
        if not KEY.fullmatch(key):
            raise Invalid(
                _("An Idempotency-Key has 1 to 200 visible ASCII characters."), code="idempotency_key_invalid"
            )
        return self._kept_or_done(key, act)

    def _kept_or_done(self, key: str, act: Callable[[], Response]) -> Response:
        keys = PORTS.keys
        if keys is None:
            raise Unfilled("keys")
        owner = f"{self.actor.user_id}/{getattr(self.request.auth, 'key_id', '')}"
        with transaction.atomic():
            kept = keys.claim(
                owner=owner,
                key=key,
                method=str(self.request.method),
                path=self.request.path,
                body_digest=hashlib.sha256(self.raw).hexdigest(),
            )
            if kept is not None:
                headers = {**kept.response["headers"], "Idempotency-Replayed": "true"}
                return Response(orjson.loads(kept.response["text"]), status=kept.status, headers=headers)
            response = act()
            # Kept as text, so that a repeated answer is the same to the byte.
            text = dumps(response.data).decode()
            kept_headers = {name: response[name] for name in ("ETag", "Location") if name in response}
            keys.complete(
                owner=owner,
                key=key,
                status=response.status_code,
                response={"text": text, "headers": kept_headers},
            )
        return response


def not_modified(etag: str) -> Response:
    """The answer 304 with the tag: the reader has it already."""
    return Response(status=304, headers={"ETag": etag})
