"""Where a cluster is and how one speaks to it: read from a URL, its secrets from settings or files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PORT = 9200
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
"""Names of indices are in lower case; ours is followed by what tells one building of it from another."""
SCHEMES = {"opensearch": False, "opensearchs": True}
_WHOLE = re.compile(r"[1-9]\d{0,2}")
_COPIES = re.compile(r"\d(?:-(?:\d|all))?")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks, and whose certificates are believed; none of it is ever part of a message."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None


NOBODY = Credentials()


def credentials(user: str | None, password: str | None, password_file: str | None, ca_file: str | None) -> Credentials:
    """Put together who asks; a password may stand in a file of its own. Raises ValueError naming what is missing."""
    if password_file is not None:
        if password is not None:
            raise ValueError("a password is given twice, as such and in a file")
        try:
            password = Path(password_file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{password_file} cannot be read") from error
    if (user is None) != (password is None):
        raise ValueError("a user needs a password, and a password a user")
    if ca_file is not None and not Path(ca_file).is_file():
        raise ValueError(f"there is no file {ca_file}")
    return Credentials(user, password, None if ca_file is None else Path(ca_file))


@dataclass(frozen=True, slots=True)
class Address:
    """The nodes of a cluster as (host, port), the name of the index, and how a new index is laid out."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool
    credentials: Credentials = NOBODY
    shards: int = 1
    replicas: str = "0-1"
    """How many copies beside the first; a range is followed as nodes come and go."""

    @property
    def shown(self) -> str:
        """The address as it may be told."""
        nodes = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"opensearch{'s' if self.tls else ''}://{nodes}/{self.name}"


def address(url: str, credentials: Credentials = NOBODY) -> Address:
    """Read `opensearch://host:9200,host2:9200/name?shards=6&replicas=1`; `opensearchs://` speaks TLS.

    Raises ValueError for what is no such URL, and for a password in it, which would be shown wherever the URL is.
    """
    parts = urlsplit(url)
    name = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not parts.netloc:
        raise ValueError(f"{url}: an OpenSearch index is named like opensearch://host:9200/name")
    if "@" in parts.netloc:
        raise ValueError("a text index's URL holds no user and no password: they have settings of their own")
    if not NAME.fullmatch(name):
        raise ValueError(f"{url}: {name!r} is no name of an index; use lower-case letters, digits, - and _")
    hosts = tuple(_host(one.strip()) for one in parts.netloc.split(","))
    shards, replicas = _layout(url, dict(parse_qsl(parts.query)))
    return Address(hosts, name, SCHEMES[parts.scheme], credentials, shards, replicas)


def _host(text: str) -> tuple[str, int]:
    try:
        found = urlsplit(f"//{text}")
        host, port = found.hostname, found.port
    except ValueError as error:
        raise ValueError(f"{text!r} is no host with a port") from error
    if not host:
        raise ValueError(f"{text!r} is no host with a port")
    return unquote(host), port or PORT


def _layout(url: str, said: Mapping[str, str]) -> tuple[int, str]:
    """Read what the query of a URL says of shards and copies."""
    for name in said.keys() - {"shards", "replicas"}:
        raise ValueError(f"{url}: there is no {name!r}; shards and replicas can be said")
    shards, replicas = said.get("shards", "1"), said.get("replicas", "0-1")
    if not _WHOLE.fullmatch(shards):
        raise ValueError(f"{url}: shards is a whole number above 0")
    if not _COPIES.fullmatch(replicas):
        raise ValueError(f"{url}: replicas is a number like 1, or a range like 0-1")
    return int(shards), replicas
