"""The record: the truth about every report taken in. The text index is derived from it."""

from __future__ import annotations

import weakref
from contextlib import AbstractContextManager
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from index.pace import Rest, no_rest
from index.record.agencies import Agencies
from index.record.audit import Audit
from index.record.check_rows import Checks
from index.record.comparison import Comparison
from index.record.dump import Dump, dump
from index.record.engine import connect, database_file, record_error
from index.record.errors import RecordClosed, RecordError
from index.record.figures import Figures
from index.record.hits import Hits
from index.record.migrate import migrate
from index.record.reading import Reports
from index.record.soundness import Soundness
from index.record.sources import Sources
from index.record.writing import Writing

__all__ = ["Record"]


class Record(Reports, Agencies, Hits, Audit, Sources, Writing):
    """A database of reports. Safe to share among threads; each process opens its own or inherits one by fork."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._closer = weakref.finalize(self, engine.dispose)
        self._soundness = Soundness(engine)
        self.figure_rows = Figures(engine)
        self.check_rows = Checks(engine)
        self.comparison = Comparison(engine)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database behind an SQLAlchemy URL and bring its layout up to date.

        Raises RecordTooNew for a database that a later release wrote, RecordError where it cannot be opened.
        """
        engine = connect(url)
        try:
            migrate(engine)
        except DBAPIError as error:
            engine.dispose()
            raise RecordError(f"{_shown(engine)} cannot be opened: {record_error(error, engine)}") from error
        except OSError as error:
            engine.dispose()
            raise RecordClosed(f"{_shown(engine)} cannot be opened: {error.strerror}: {error.filename}") from error
        except RecordError as error:
            engine.dispose()
            raise type(error)(f"{_shown(engine)} cannot be opened: {error}") from error
        return cls(engine)

    @property
    def checked(self) -> float:
        """How much of the record was looked through since it was opened, from 0 to 1."""
        return self._soundness.checked

    @property
    def is_settled(self) -> bool:
        """Whether the whole record was looked through, or is known to be damaged."""
        return self._soundness.is_settled

    def check(self, rest: Rest = no_rest, *, again: bool = False) -> None:
        """Look through the whole record, once or `again`.

        Raises RecordDamaged, and so does everything else from then on.
        """
        self._soundness.check(rest, again=again)

    def bytes_on_disk(self) -> int:
        """Return the size of the database's file, 0 for other databases."""
        file = database_file(self._engine.url.render_as_string(hide_password=False))
        return file.stat().st_size if file is not None else 0

    def dump(self) -> AbstractContextManager[Dump]:
        """Open one state of the record for reading it whole."""
        return dump(self._engine)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
