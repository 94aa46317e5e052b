"""The services that the settings describe, each opened when it is first asked for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cached_property
from threading import Lock, Thread
from typing import TYPE_CHECKING

from flask import current_app

from index.originals.protocol import OriginalsError
from index.pace import Pace
from index.passages.errors import PassagesError
from index.record.errors import RecordError
from index.text.protocol import TextIndexError
from search.omission import short
from search.sections import SectionSearch
from web.http.settings import SettingError, Settings

if TYPE_CHECKING:
    from index.ingest.drafts import Drafts
    from index.ingest.single import SingleIngest
    from index.keeping import Keeper
    from index.originals.protocol import Store
    from index.passages import Passages
    from index.record.store import Record
    from index.text.analyser import Analyser
    from index.text.protocol import TextIndex
    from search.answers.answer import Answers
    from search.suggest import Suggester
    from web.http.kept_answers import KeptAnswers

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
"""Seconds between two looks whether the search for damage has ended."""
ANSWERS_SHARE = 8
"""Of the memory for postings one part in so many holds answers given before."""


class Services:
    """What commands and routes work with: `current_app.extensions["disclosure"]`.

    Imports stand in the properties so that `disclosure parse` starts without a database, a dictionary or numpy.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.warm = False
        self._warming = Lock()
        self.pace = Pace()
        self.is_checked_elsewhere: Callable[[], bool] = lambda: False
        """Whether another process is looking for damage, and will tell this one."""

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

    @property
    def has_record(self) -> bool:
        """Whether there is a record, without beginning one."""
        from index.record.engine import database_file

        file = database_file(self.settings.database_url)
        return file is None or (file.is_file() and bool(file.stat().st_size))

    def _must_be_there(self) -> None:
        """Raise RecordLost rather than begin an empty record beside a text index that was made from a full one."""
        from index.record.engine import database_file
        from index.record.errors import RecordLost

        if self.has_record:
            return
        file = database_file(self.settings.database_url)
        try:
            newest = self.text_index.newest()
        except TextIndexError:
            newest = 1  # whatever it was made from, it was no empty record
        if newest:
            raise RecordLost(
                f"{file} is {'empty' if file and file.exists() else 'missing'}, but there is a text index made from it."
                " Put it back; to begin anew without it, remove the text index's folder"
            )

    @cached_property
    def originals(self) -> Store:
        from index.originals.open import open_originals

        return open_originals(self.settings.originals)

    @cached_property
    def analyser(self) -> Analyser:
        from index.text.analyser import Analyser

        return Analyser(self.settings.data / "cache")

    @cached_property
    def text_index(self) -> TextIndex:
        from index.text.open import open_text_index

        postings_mb = self.settings.postings_cache_mb - self._answers_mb
        return open_text_index(self.settings.text_index, self.analyser, postings_mb, self.settings.cluster)

    @cached_property
    def answers(self) -> KeptAnswers:
        """Answers given before; they have an eighth of the memory for postings."""
        from web.http.kept_answers import KeptAnswers

        return KeptAnswers(self._answers_mb << 20)

    @property
    def _answers_mb(self) -> int:
        return self.settings.postings_cache_mb // ANSWERS_SHARE

    @cached_property
    def passages(self) -> Passages:
        """What repeats; derived from the record, beside the text index."""
        from index.passages import Passages

        return Passages(self.settings.data / "passages.db")

    @cached_property
    def section_search(self) -> SectionSearch:
        return SectionSearch(self.record, self.text_index, self.analyser, passages=self.passages)

    @cached_property
    def suggester(self) -> Suggester:
        from search.suggest import Suggester

        return Suggester(self.record, self.text_index)

    @cached_property
    def answers_to_questions(self) -> Answers:
        from search.answers.answer import Answers

        return Answers(self.record)

    @cached_property
    def single_ingest(self) -> SingleIngest:
        from index.ingest.single import SingleIngest

        return SingleIngest(self.record, self.originals, self.text_index)

    @cached_property
    def drafts(self) -> Drafts:
        from index.ingest.drafts import Drafts

        return Drafts()

    @cached_property
    def keeper(self) -> Keeper:
        from index.keeping import Keeper

        return Keeper(self.record, self.originals, self.text_index, self.passages)

    def follow(self) -> None:
        """Bring the index of passages up to the record; where that fails, the next write or start does it."""
        try:
            self.passages.sync(self.record, rest=self.pace.rest)
        except PassagesError as error:
            log.warning("%s", error)

    def start(self) -> None:
        """Begin what every server process does beside serving: bring the text index up to the record, look for damage.

        It may be called before processes are forked and in each of them; a failure is logged, and /readyz tells it.
        """
        Thread(target=self._keep_up, name="keep-up", daemon=True).start()

    def _keep_up(self) -> None:
        for step in (self._look_for_damage, self.keeper.heal, self.follow):
            try:
                step()
            except (TextIndexError, RecordError, OriginalsError, OSError) as error:
                log.warning("%s", error)

    def _look_for_damage(self) -> None:
        while not self.keeper.is_settled and self.is_checked_elsewhere():
            time.sleep(LOOK_SECONDS)
        if not self.keeper.is_settled:
            self.keeper.check(self.pace.rest)

    def warm_up(self) -> None:
        """Load the dictionary and what the commonest queries need. Raises TextIndexError where there is no index."""
        with self._warming:
            if not self.warm:
                self.record.generation()
                self.text_index.warm()
                self.suggester.warm()
                self.answers_to_questions.warm()
                short("")  # compiles the patterns of what is left out
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
