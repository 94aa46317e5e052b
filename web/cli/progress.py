"""Says how far a long command is: a bar where somebody sits at a terminal, lines with the same in a log."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from tqdm import tqdm

Advance = Callable[[int, int], None]
"""Told how many of how many are done."""
LINE_SECONDS = 10.0
"""Between two lines of a log: a day's ingest is then some thousand lines."""


@contextmanager
def progress(doing: str, unit: str) -> Iterator[Advance]:
    """Say on standard error what is `doing` at once, and then how far it is until the block ends."""
    if sys.stderr.isatty():
        with tqdm(desc=doing, unit=unit, dynamic_ncols=True) as bar:

            def advance(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)
                bar.refresh()

            yield advance
        return
    log = _Log(doing, unit)
    log.start()
    try:
        yield log.advance
    finally:
        log.stop()


class _Log:
    """Writes a line at the start, when the number is known, and every ten seconds, also while one file takes long."""

    def __init__(self, doing: str, unit: str) -> None:
        self._doing, self._unit = doing, unit
        self._began = time.monotonic()
        self._done = self._total = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def start(self) -> None:
        click.echo(f"{self._doing} …", err=True)
        self._thread.start()

    def advance(self, done: int, total: int) -> None:
        if total != self._total:
            click.echo(f"{self._doing}: {total} {self._unit}s to do", err=True)
        self._done, self._total = done, total

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._over.wait(LINE_SECONDS):
            click.echo(self.line(time.monotonic() - self._began), err=True)

    def line(self, seconds: float) -> str:
        """Return how far it is after so many seconds; what is left is reckoned from the mean rate so far."""
        said = f"{self._doing}: {self._done} of {self._total or 'yet unknown'} {self._unit}s in {_clock(seconds)}"
        if not self._done:
            return said
        left = (self._total - self._done) * seconds / self._done
        return f"{said}, {self._done / seconds:.1f} a second, about {_clock(left)} left"


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
