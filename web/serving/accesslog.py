"""The access log: one JSON line for each request, without what was asked for and without whole addresses."""

from __future__ import annotations

import ipaddress
import logging
import sys
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING

import orjson
from flask import Flask, Response

from web.http.current import current_request
from web.http.kept_answers import ROUTE
from web.resources.metrics import BEGAN

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_logger = logging.getLogger("disclosure.access")


def to_stdout() -> None:
    """Write the log to standard output from now on; without this call nothing is logged."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _logger.handlers = [handler]
    _logger.setLevel(logging.INFO)
    _logger.propagate = False


def register(app: Flask) -> None:
    """Note for each request what may be logged of it: an unknown path or parameter may hold anything."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    request = current_request()
    rule = request.url_rule
    known = response.status_code not in (404, 422)
    request.environ[ROUTE] = (
        request.path if rule and known else rule.rule if rule else None,
        sorted({name for name in request.args if name.isascii() and name.isidentifier()}) if known else [],
        request.remote_addr,
    )
    return response


def write(environ: WSGIEnvironment, status: int, sent: int, complete: bool) -> None:
    """Log one request: `sent` bytes of body went out, `complete` tells whether that was all of it."""
    if not _logger.isEnabledFor(logging.INFO):
        return
    path, parameters, address = environ.get(ROUTE, (None, [], environ.get("REMOTE_ADDR")))
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": environ["REQUEST_METHOD"],
        "path": path,
        "parameters": parameters,
        "status": status,
        "bytes": sent,
        "seconds": round(perf_counter() - environ[BEGAN], 4),
        "complete": complete,
        "network": network(address or ""),
    }
    _logger.info(orjson.dumps(line).decode())


@lru_cache(4096)
def network(address: str) -> str | None:
    """Return the network an address is in, wide enough to name nobody: 24 bits of IPv4, 48 of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))
