"""Settings from the environment and the services built from them, each opened when it is first asked for."""

from __future__ import annotations

import ipaddress
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import click
import limits
from flask import current_app

from index.originals import OriginalsError
from index.record.errors import RecordError
from index.text.protocol import TextIndexError
from search.sections import SectionSearch

if TYPE_CHECKING:
    from index.ingest.desk import Desk
    from index.keeping import Keeper
    from index.originals import Originals
    from index.record.store import Record
    from index.text.analyser import Analyser
    from index.text.protocol import TextIndex
    from search.answers.answer import Answers as AnswersToQuestions
    from search.suggest import Suggester
    from web.kept import Answers

log = logging.getLogger(__name__)
PREFIX = "DISCLOSURE_"
DEFAULT_RATE_LIMIT = "100000 per minute"
"""For each client and process: above what one process answers, so that a portal's server is not cut off by default."""
ANSWERS_SHARE = 8
"""Of the memory for postings one part in so many holds answers given before."""
NAMES = (
    "DATA",
    "DATABASE_URL",
    "TEXT_INDEX",
    "ADMIN_KEY",
    "RATE_LIMIT",
    "RATE_LIMIT_STORAGE",
    "CORS_ORIGINS",
    "MAX_UPLOAD_MB",
    "POSTINGS_CACHE_MB",
    "PUBLIC_URL",
    "TRUSTED_PROXIES",
    "ACCESS_LOG",
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingError(click.ClickException):
    """A setting that cannot be used; the message names it, and any command shows just that."""

    def __init__(self, name: str, detail: str, prefix: str = PREFIX) -> None:
        super().__init__(f"{prefix}{name}: {detail}")


@dataclass(frozen=True, slots=True)
class Settings:
    """How this service is set up; DESIGN.md, Settings. Sizes are in MB, `admin_key` None means no writing over HTTP."""

    data: Path
    database_url: str
    text_index: str
    admin_key: str | None
    rate_limit: str
    rate_limit_storage: str | None
    cors_origins: tuple[str, ...]
    max_upload_mb: int
    postings_cache_mb: int
    public_url: str | None
    trusted_proxies: tuple[Network, ...]
    access_log: bool

    @classmethod
    def read(cls, overrides: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
        """Take each setting from `overrides`, else from DISCLOSURE_<NAME>, else its default. Raises SettingError."""
        _must_be_known(environ)
        given = {name: environ[PREFIX + name] for name in NAMES if environ.get(PREFIX + name, "").strip()}
        given |= {name: str(value) for name, value in (overrides or {}).items() if name in NAMES and value is not None}
        data = Path(given.get("DATA", "data")).expanduser().resolve()
        return cls(
            data=data,
            database_url=_url(
                given, "DATABASE_URL", f"sqlite:///{quote(str(data))}/record.db", ("sqlite", "postgresql")
            ),
            text_index=_url(given, "TEXT_INDEX", f"whoosh://{data}/index", ("whoosh",)),
            admin_key=given.get("ADMIN_KEY"),
            rate_limit=_rate_limit(given),
            rate_limit_storage=_storage(given),
            cors_origins=_origins(given),
            max_upload_mb=_positive(given, "MAX_UPLOAD_MB", 50),
            postings_cache_mb=_positive(given, "POSTINGS_CACHE_MB", 256),
            public_url=_public(given),
            trusted_proxies=_networks(given),
            access_log=_access_log(given),
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


def _access_log(given: Mapping[str, str]) -> bool:
    text = given.get("ACCESS_LOG", "on").strip().lower()
    if text not in ("on", "off"):
        raise SettingError("ACCESS_LOG", f"{text!r} is neither on nor off")
    return text == "on"


def _url(given: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    url = given.get(name, default)
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in schemes or not rest:
        raise SettingError(name, f"{url!r} must start with one of {', '.join(s + '://' for s in schemes)}")
    return url


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
        if one != "*" and not _is_web(one):
            raise SettingError("CORS_ORIGINS", f"{one!r} is no origin; write it like https://portal.example")
    return origins


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _public(given: Mapping[str, str]) -> str | None:
    url = given.get("PUBLIC_URL")
    if url is None:
        return None
    if not _is_web(url):
        raise SettingError("PUBLIC_URL", f"{url!r} is no http(s) address")
    return url.rstrip("/")


class Services:
    """What commands and routes work with: `current_app.extensions["disclosure"]`.

    Imports stand in the properties so that `flask parse` starts without a database, a dictionary or numpy.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.warm = False
        self._warming = Lock()

    @cached_property
    def record(self) -> Record:
        from index.record.store import Record
        from index.sync import must_not_be_lost

        try:
            self.settings.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingError("DATA", f"{self.settings.data} cannot be made a folder: {error.strerror}") from error
        self._must_be_there()
        record = Record.open(self.settings.database_url)
        must_not_be_lost(record, self.text_index)
        return record

    def _must_be_there(self) -> None:
        """Raise RecordLost rather than begin an empty record beside a text index that was made from a full one."""
        from index.record.engine import database_file
        from index.record.errors import RecordLost

        file = database_file(self.settings.database_url)
        if file is None or (file.is_file() and file.stat().st_size):
            return
        try:
            newest = self.text_index.newest()
        except TextIndexError:
            newest = 1  # whatever it was made from, it was no empty record
        if newest:
            raise RecordLost(
                f"{file} is {'empty' if file.exists() else 'missing'}, but there is a text index made from it. "
                "Put it back; to begin anew without it, remove the text index's folder"
            )

    @cached_property
    def originals(self) -> Originals:
        from index.originals import Originals

        return Originals(self.settings.data / "originals")

    @cached_property
    def analyser(self) -> Analyser:
        from index.text.analyser import Analyser

        return Analyser(self.settings.data / "cache")

    @cached_property
    def text_index(self) -> TextIndex:
        from index.text.open import open_text_index

        postings_mb = self.settings.postings_cache_mb - self._answers_mb
        return open_text_index(self.settings.text_index, self.analyser, postings_mb)

    @cached_property
    def answers(self) -> Answers:
        """Answers given before; they have an eighth of the memory for postings."""
        from index.text.cache import ByteBoundedCache

        return ByteBoundedCache(self._answers_mb << 20)

    @property
    def _answers_mb(self) -> int:
        return self.settings.postings_cache_mb // ANSWERS_SHARE

    @cached_property
    def section_search(self) -> SectionSearch:
        return SectionSearch(self.record, self.text_index, self.analyser)

    @cached_property
    def suggester(self) -> Suggester:
        from search.suggest import Suggester

        return Suggester(self.record, self.text_index)

    @cached_property
    def answers_to_questions(self) -> AnswersToQuestions:
        from search.answers.answer import Answers as AnswersToQuestions

        return AnswersToQuestions(self.record)

    @cached_property
    def desk(self) -> Desk:
        from index.ingest.desk import Desk

        return Desk(self.record, self.originals, self.text_index)

    @cached_property
    def keeper(self) -> Keeper:
        from index.keeping import Keeper

        return Keeper(self.record, self.originals, self.text_index)

    def start(self) -> None:
        """Begin what every server process does beside serving: bring the text index up to the record, look for damage.

        It may be called before processes are forked and in each of them; a failure is logged, and /readyz tells it.
        """
        Thread(target=self._keep_up, name="keep-up", daemon=True).start()

    def _keep_up(self) -> None:
        try:
            self.keeper.check()
            self.keeper.heal()
        except (TextIndexError, RecordError, OriginalsError, OSError) as error:
            log.warning("%s", error)

    def warm_up(self) -> None:
        """Load the dictionary and what the commonest queries need. Raises TextIndexError where there is no index."""
        with self._warming:
            if not self.warm:
                self.record.generation()
                self.text_index.warm()
                self.suggester.warm()
                self.warm = True

    def warm_up_beside(self) -> None:
        """Do the same in a thread of its own, unless it is being done already."""
        if not self.warm and not self._warming.locked():
            Thread(target=self._warm_quietly, name="warm-up", daemon=True).start()

    def _warm_quietly(self) -> None:
        try:
            self.warm_up()
        except (TextIndexError, RecordError):
            return  # /readyz asks them itself and says why


def services() -> Services:
    """Return the services of the running application."""
    found: Services = current_app.extensions["disclosure"]
    return found
