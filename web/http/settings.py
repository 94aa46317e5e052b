"""How the service is set up: each setting from the environment or from the caller, looked at before anything starts."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import click
import limits

from index.names import is_address
from index.text.opensearch.address import SCHEMES, Credentials, address, credentials

PREFIX = "DISCLOSURE_"
DEFAULT_RATE_LIMIT = "100000 per minute"
"""For each client and process: above what one process answers, so that a portal's server is not cut off by default."""
NAMES = (
    "DATA",
    "DATABASE_URL",
    "TEXT_INDEX",
    "ORIGINALS",
    "OPENSEARCH_USER",
    "OPENSEARCH_PASSWORD",
    "OPENSEARCH_PASSWORD_FILE",
    "OPENSEARCH_CA_FILE",
    "ADMIN_KEY",
    "RATE_LIMIT",
    "RATE_LIMIT_STORAGE",
    "CORS_ORIGINS",
    "MAX_UPLOAD_MB",
    "POSTINGS_CACHE_MB",
    "PUBLIC_URL",
    "TRUSTED_PROXIES",
    "ACCESS_LOG",
    "CHECK",
    "RELEASE",
)
PACKAGES = {
    **dict.fromkeys(SCHEMES, ("opensearchpy", "opensearch")),
    "s3": ("s3fs", "s3"),
    "postgresql+psycopg": ("psycopg", "postgresql"),
}
"""For schemes that not every service needs: the module that speaks them, and the extra that brings it."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingError(click.ClickException):
    """A setting that cannot be used; the message names it, and any command shows just that."""

    def __init__(self, name: str, detail: str, prefix: str = PREFIX) -> None:
        super().__init__(f"{prefix}{name}: {detail}")


@dataclass(frozen=True, slots=True)
class Settings:
    """How this service is set up, as README.md says. Sizes are in MB, `admin_key` None means no writing over HTTP."""

    data: Path
    database_url: str
    text_index: str
    cluster: Credentials
    originals: str
    admin_key: str | None
    rate_limit: str
    rate_limit_storage: str | None
    cors_origins: tuple[str, ...]
    max_upload_mb: int
    postings_cache_mb: int
    public_url: str | None
    trusted_proxies: tuple[Network, ...]
    access_log: bool
    check: bool
    release: Path

    @classmethod
    def read(cls, overrides: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
        """Take each setting from `overrides`, else from DISCLOSURE_<NAME>, else its default. Raises SettingError."""
        _must_be_known(environ)
        values = {name: environ[PREFIX + name] for name in NAMES if environ.get(PREFIX + name, "").strip()}
        values |= {name: str(value) for name, value in (overrides or {}).items() if name in NAMES and value is not None}
        data = Path(values.get("DATA", "data")).expanduser().resolve()
        return cls(
            data=data,
            database_url=_url(
                values, "DATABASE_URL", f"sqlite:///{quote(str(data))}/record.db", ("sqlite", "postgresql")
            ),
            text_index=_text_index(values, data),
            cluster=_cluster(values),
            originals=_spoken("ORIGINALS", values.get("ORIGINALS", str(data / "originals"))),
            admin_key=values.get("ADMIN_KEY"),
            rate_limit=_rate_limit(values),
            rate_limit_storage=_storage(values),
            cors_origins=_origins(values),
            max_upload_mb=_positive(values, "MAX_UPLOAD_MB", 50),
            postings_cache_mb=_positive(values, "POSTINGS_CACHE_MB", 256),
            public_url=_public(values),
            trusted_proxies=_networks(values),
            access_log=_switch(values, "ACCESS_LOG"),
            check=_switch(values, "CHECK"),
            release=Path(values.get("RELEASE", data / "release")).expanduser().resolve(),
        )


def _must_be_known(environ: Mapping[str, str]) -> None:
    """Raise SettingError for a variable that looks like a setting and is none, as a misspelt one does."""
    for variable in environ:
        name = variable.removeprefix(PREFIX)
        if name != variable and name not in NAMES:
            near = get_close_matches(name, NAMES, 1)
            raise SettingError(name, f"there is no such setting{f'; is {PREFIX}{near[0]} meant?' if near else ''}")


def _networks(given: Mapping[str, str]) -> tuple[Network, ...]:
    found = []
    for one in given.get("TRUSTED_PROXIES", "").replace(",", " ").split():
        try:
            found.append(ipaddress.ip_network(one))
        except ValueError as error:
            raise SettingError("TRUSTED_PROXIES", f"{one!r} is no address and no network like 10.0.0.0/8") from error
    return tuple(found)


def _switch(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "on").strip().lower()
    if text not in ("on", "off"):
        raise SettingError(name, f"{text!r} is neither on nor off")
    return text == "on"


def _url(given: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    url = given.get(name, default)
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in schemes or not rest:
        raise SettingError(name, f"{url!r} must start with one of {', '.join(s + '://' for s in schemes)}")
    return _spoken(name, url)


def _spoken(name: str, url: str) -> str:
    """Return the URL. Raises SettingError where the package that speaks its scheme is not installed."""
    scheme = url.partition("://")[0]
    module, extra = PACKAGES.get(scheme, ("", ""))
    if module and find_spec(module) is None:
        raise SettingError(name, f"{scheme}:// needs `pip install disclosure-reports[{extra}]`")
    return url


def _text_index(given: Mapping[str, str], data: Path) -> str:
    url = _url(given, "TEXT_INDEX", f"whoosh://{data}/index", ("whoosh", *SCHEMES))
    if url.partition("://")[0] in SCHEMES:
        try:
            address(url)
        except ValueError as error:
            raise SettingError("TEXT_INDEX", str(error)) from error
    return url


def _cluster(values: Mapping[str, str]) -> Credentials:
    try:
        return credentials(
            values.get("OPENSEARCH_USER"),
            values.get("OPENSEARCH_PASSWORD"),
            values.get("OPENSEARCH_PASSWORD_FILE"),
            values.get("OPENSEARCH_CA_FILE"),
        )
    except ValueError as error:
        raise SettingError("OPENSEARCH_…", str(error)) from error


def _positive(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    try:
        number = int(text)
    except ValueError as error:
        raise SettingError(name, f"{text!r} is no whole number") from error
    if number < 1:
        raise SettingError(name, f"{number} is not above 0")
    return number


def _rate_limit(given: Mapping[str, str]) -> str:
    text = given.get("RATE_LIMIT", DEFAULT_RATE_LIMIT)
    try:
        limits.parse_many(text)
    except ValueError as error:
        raise SettingError("RATE_LIMIT", f"{text!r} is no limit; write it like '600 per minute'") from error
    return text


def _storage(given: Mapping[str, str]) -> str | None:
    name = "RATE_LIMIT_STORAGE"
    return _url(given, name, "", ("redis", "rediss", "memcached")) if name in given else None


def _origins(given: Mapping[str, str]) -> tuple[str, ...]:
    origins = tuple(one.strip() for one in given.get("CORS_ORIGINS", "*").split(",") if one.strip())
    for one in origins:
        if one != "*" and not is_address(one):
            raise SettingError("CORS_ORIGINS", f"{one!r} is no origin; write it like https://portal.example")
    return origins


def _public(values: Mapping[str, str]) -> str | None:
    url = values.get("PUBLIC_URL")
    if url is None:
        return None
    if not is_address(url):
        raise SettingError("PUBLIC_URL", f"{url!r} is no http(s) address")
    return url.rstrip("/")
