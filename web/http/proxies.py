"""Believes what trusted proxies say of a request: who asked, by which scheme and host, under which prefix.

`X-Forwarded-*` from anybody else is dropped, so that nobody can pass for another address or put a foreign host or
prefix into an answer.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from web.http.current import current_request
from web.http.settings import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FORWARDED = tuple(f"HTTP_X_FORWARDED_{name}" for name in ("FOR", "PROTO", "HOST", "PREFIX", "PORT"))
BELIEVED = "disclosure.proxies_believed"
"""Where the environment says that what proxies said is in it."""
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)+/?")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))(?::[0-9]{1,5})?", re.ASCII)


class Proxies:
    """Middleware around werkzeug's ProxyFix, which it calls with as many proxies as the request came through."""

    def __init__(self, application: WSGIApplication, trusted: Sequence[Network]) -> None:
        self._application, self._trusted = application, trusted
        self._is_trusted = lru_cache(4096)(self._find)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.believe(environ)
        return self._application(environ, start_response)

    def believe(self, environ: WSGIEnvironment) -> None:
        """Put into the environment what trusted proxies say of a request and take out what others say, once."""
        if BELIEVED in environ:
            return
        environ[BELIEVED] = True
        if not self._is_trusted(environ.get("REMOTE_ADDR", "")):
            for name in FORWARDED:
                environ.pop(name, None)
            return
        hops = self._hops(environ.get("HTTP_X_FORWARDED_FOR", ""))
        if not _PREFIX.fullmatch(_last(environ.get("HTTP_X_FORWARDED_PREFIX", ""))):
            environ.pop("HTTP_X_FORWARDED_PREFIX", None)
        if _last(environ.get("HTTP_X_FORWARDED_PROTO", "")) not in ("http", "https"):
            environ.pop("HTTP_X_FORWARDED_PROTO", None)
        ProxyFix(_nothing, x_for=hops, x_proto=1, x_host=1, x_prefix=1)(environ, _nothing)  # type: ignore[arg-type]

    def _hops(self, said: str) -> int:
        """Count the addresses from the last one back to the first that is no proxy of ours, which is the client's."""
        addresses = [address.strip() for address in said.split(",") if address.strip()]
        for hop, address in enumerate(reversed(addresses), 1):
            if _address(address) is None:
                return hop - 1  # what a proxy wrote is no address: the last good one stands for it
            if not self._is_trusted(address):
                return hop
        return len(addresses)

    def _find(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self._trusted)


def _nothing(*_: object) -> tuple[bytes, ...]:
    return ()


def _last(values: str) -> str:
    return values.rpartition(",")[2].strip()


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def register(app: Flask, trusted: Sequence[Network]) -> Proxies:
    """Put the middleware before the application, and refuse requests whose Host names no host."""
    app.wsgi_app = proxies = Proxies(app.wsgi_app, trusted)  # type: ignore[method-assign]
    app.before_request(_host)
    return proxies


def _host() -> None:
    environ = current_request().environ
    host = environ.get("HTTP_HOST")
    if host is None and environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return
    name, _, port = (host or "").rpartition(":")
    if not _HOST.fullmatch(host or "") or (name and port.isdecimal() and int(port) > 65535):
        raise BadRequest("the Host header names no host")
