"""Who may come in: a token for every request, and no page of another site.

Against DNS rebinding the name that a visitor asks for has to be one of ours; against cross-site
web sockets the origin has to be the address itself (OWASP, Cross-Site WebSocket Hijacking).
"""

import hmac
import ipaddress
import secrets
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

TOKEN: Final = "token"
"""The name in the address under which the token comes, once."""

_LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """One for a server. `names`: host names beside this machine's own that visitors may ask for.

    `reachable`: bound beyond loopback, so that any bare address of this machine is a good one too.
    The cookie holds another secret than the token, and both are compared in constant time.
    """

    def __init__(
        self, token: str, port: int, names: Collection[str] = (), reachable: bool = False
    ) -> None:
        self._token = token.encode()
        self._secret = secrets.token_urlsafe(32)
        # A cookie counts for every port of a host, so two servers need two names.
        self._cookie = f"hopscope_{port}"
        self._names = _LOCAL | {name.lower() for name in names}
        self._reachable = reachable

    def middleware(self) -> Middleware:
        """The guard as aiohttp takes it."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = self._stopped(request)
            if response is None:
                response = await handler(request)
            if not response.prepared:
                for name, value in _HEADERS.items():
                    response.headers.setdefault(name, value)
            return response

        return guarded

    def _stopped(self, request: web.Request) -> web.Response | None:
        """What is answered in place of what was asked for; None where it may be given."""
        if not self._ours(request.host):
            return _refused("this server is not known by that name")
        origin = request.headers.get("Origin")
        if origin is not None and origin.lower() not in _origins(request.host.lower()):
            return _refused("another page may not ask this server")
        given = request.query.get(TOKEN)
        if given is not None:
            return self._let_in(request, given)
        cookie = request.cookies.get(self._cookie, "")
        if not hmac.compare_digest(cookie.encode("utf-8", "replace"), self._secret.encode()):
            return _refused("open the address that `sandbox serve` has printed, token and all")
        return None

    def _let_in(self, request: web.Request, given: str) -> web.Response:
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._token):
            return _refused("that is not the token")
        # Clean, so that the token stays in no history, bookmark or log.
        clean = str(request.rel_url.without_query_params(TOKEN))
        # Two slashes at the start would name another host.
        response = web.Response(status=303, headers={"Location": f"/{clean.lstrip('/')}"})
        response.set_cookie(self._cookie, self._secret, httponly=True, samesite="Strict", path="/")
        return response

    def _ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # A bare address can't be rebound; a name can.
        return self._reachable or address.is_loopback


def _origins(host: str) -> tuple[str, str]:
    return f"http://{host}", f"https://{host}"


def _refused(why: str) -> web.Response:
    return web.Response(status=403, text=f"{why}\n")
