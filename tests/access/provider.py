"""An OpenID provider in a thread: discovery, keys, codes with PKCE, RS256 tokens; it lies when it is told to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from revitalization.kit import clock

CLIENT, SECRET = "baton", "the-secret-of-baton"
KEY, FOREIGN_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))


@dataclass
class Provider:
    """`sub` signs in; `changed` alters the claims, `how` the signing, `slow` the seconds before an address answers."""

    issuer: str = ""
    sub: str = "4711"
    now: datetime = field(default_factory=clock.now)
    authenticated_at: int | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    description: dict[str, Any] = field(default_factory=dict)
    how: Callable[[dict[str, Any]], str | None] | None = None
    slow: dict[str, float] = field(default_factory=dict)
    drips: set[str] = field(default_factory=set)
    broken: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def described(self) -> dict[str, Any]:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/who",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return {**usual, **self.description}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes: everybody is signed in here already."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or form.get("client_secret") != SECRET
            or asked["code_challenge"] != proven
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 300}
        signed = (self.how or signed_by())(self.claims(asked))
        return 200, answer if signed is None else {**answer, "id_token": signed}

    def claims(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(self.now.timestamp())
        usual = {
            "iss": self.issuer,
            "sub": self.sub,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "auth_time": self.authenticated_at or now,
            "email": "wangfang@example.cn",
            "email_verified": True,
            "preferred_username": "wangfang",
        }
        return {name: value for name, value in {**usual, **self.changed}.items() if name not in self.left_out}


def signed_by(key: Any = KEY, algorithm: str = "RS256", kid: str = "one") -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def _keys() -> dict[str, Any]:
    public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
    return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urlsplit(self.path)
            self.met(where.path)
            if where.path == "/authorize":
                self.send_response(302)
                query = {name: values[0] for name, values in parse_qs(where.query).items()}
                self.send_header("Location", provider.authorize(query))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif where.path == "/keys":
                self.say(200, _keys())
            elif where.path == "/.well-known/openid-configuration":
                self.say(200, provider.described())
            else:
                self.say(404, {})

        def do_POST(self) -> None:
            self.met(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.say(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def met(self, path: str) -> None:
            provider.asked.append(path)
            time.sleep(provider.slow.get(path, 0))

        def say(self, status: int, answer: dict[str, Any]) -> None:
            path = urlsplit(self.path).path
            status, body = provider.broken.get(path, (status, json.dumps(answer).encode()))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for at in range(len(body)) if path in provider.drips else ():
                self.wfile.write(body[at : at + 1])
                time.sleep(0.5)
            if path not in provider.drips:
                self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *about: object) -> None:
            """The product hung up: that is what some tests want."""

    server = Quiet(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
