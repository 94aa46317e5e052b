"""Whether the database's file is as it was written: looked through once by each process that serves it.

What is found is kept by engine, because all that read the record share one: damage of the file or of agencies takes the
whole record out of service, damage of one version that version alone.
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
from index.record.sums import look

log = logging.getLogger(__name__)
_DAMAGED: WeakKeyDictionary[Engine, set[int]] = WeakKeyDictionary()

SOURCES = -1
"""In the place of a revision: where any original was published."""


class Soundness:
    """Refuses every connection once the file is known to be damaged: what it answers is not to be relied on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._harm: str | None = None
        self._busy = Lock()
        self._checker: int | None = None
        self.checked = 0.0
        event.listen(engine, "checkout", self._refuse)

    def check(self, rest: Rest = no_rest) -> None:
        """Look at every page, every index and every sum. Raises RecordDamaged where all of it is out of service."""
        with self._busy:
            if self.checked < 1 and self._harm is None:
                self._checker = get_ident()
                try:
                    self._harm = self._look(rest)
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
                        harmed = _DAMAGED.setdefault(self._engine, set())
                        harmed |= {one.revision, SOURCES} if one.sources else {one.revision}
                    self.checked = one.share
        except (DBAPIError, RecordError) as error:
            return str(error)
        self.checked = 1.0
        return None

    def _refuse(self, *_: object) -> None:
        if self._harm is not None and self._checker != get_ident():
            raise RecordDamaged(f"the record is damaged: {self._harm}. Put back a copy that is sound")


def trust(engine: Engine, revisions: Iterable[int]) -> None:
    """Raise RecordDamaged where one of these revisions is known to be damaged."""
    damaged = _DAMAGED.get(engine) if _DAMAGED else None
    if damaged and not damaged.isdisjoint(revisions):
        raise RecordDamaged("what was recorded of a report that this answer needs is damaged")
