"""Whether the database's file is as it was written: looked through once, by one of the processes that serve it.

What is found is kept by engine, because all that read the record share one, in memory that forked processes share:
damage of the file or of agencies takes the whole record out of service, damage of one version that version alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from threading import Lock, get_ident
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from index.pace import Rest, no_rest
from index.record.engine import damage
from index.record.errors import RecordDamaged, RecordError
from index.record.findings import Findings
from index.record.read_only import is_closed
from index.record.sums import look

log = logging.getLogger(__name__)
_FINDINGS: WeakKeyDictionary[Engine, Findings] = WeakKeyDictionary()

SOURCES = -1
"""In the place of a revision: where any original was published."""


class Soundness:
    """Refuses every connection once the file is known to be damaged: what it answers is not to be relied on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._findings = _FINDINGS.setdefault(engine, Findings())
        self._busy = Lock()
        self._checker: int | None = None
        event.listen(engine, "checkout", self._refuse)

    @property
    def checked(self) -> float:
        """How much was looked through, from 0 to 1."""
        return self._findings.share

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to look for."""
        return self._findings.share == 1 or self._findings.harm is not None

    def check(self, rest: Rest = no_rest, *, again: bool = False) -> None:
        """Look at every page, every index and every sum. Raises RecordDamaged where all of it is out of service.

        It is done once, unless it is asked for `again`: then all is read from the file, nothing from what is at hand.
        What cannot be read again just now, for want of an open file or a lock, is no damage: RecordError.
        """
        with self._busy:
            if again:
                self._engine.dispose()
            if not self.is_settled or (again and self._findings.harm is None):
                self._checker = get_ident()
                try:
                    if (harm := self._look(rest)) is not None:
                        self._findings.harm = harm
                finally:
                    self._checker = None
        self._refuse()

    def _look(self, rest: Rest) -> str | None:
        try:
            with self._engine.connect() as connection:
                if said := damage(connection):
                    return said[0]
                for one in look(connection):
                    rest()
                    if one.harm is not None and not one.revision:
                        return one.harm
                    if one.harm is not None:
                        log.warning("the record is damaged: %s; what needs it answers 503", one.harm)
                        self._findings.add(one.revision)
                        if one.sources:
                            self._findings.add(SOURCES)
                    if one.share < 1:
                        self._findings.share = max(self._findings.share, one.share)
        except (DBAPIError, RecordError) as error:
            if self._findings.share == 1 and is_closed(error.__cause__):
                raise
            return str(error)
        self._findings.share = 1.0
        return None

    def _refuse(self, *_: object) -> None:
        harm = self._findings.harm
        if harm is not None and self._checker != get_ident():
            raise RecordDamaged(f"the record is damaged: {harm}. Put back a copy that is sound")


def known(engine: Engine) -> object:
    """Return something that changes with all that is found damaged."""
    findings = _FINDINGS.get(engine)
    return findings.mark if findings else None


def trust(engine: Engine, revisions: Iterable[int]) -> None:
    """Raise RecordDamaged where one of these revisions is known to be damaged."""
    findings = _FINDINGS.get(engine)
    damaged = findings.revisions if findings else None
    if damaged and not damaged.isdisjoint(revisions):
        raise RecordDamaged("what was recorded of a report that this answer needs is damaged")
