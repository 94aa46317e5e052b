"""What every command needs: the application around it, plain words for errors, a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask.cli import with_appcontext
from tqdm import tqdm

from index.originals import OriginalsError
from index.record.errors import RecordError
from index.text.protocol import TextIndexError

P = ParamSpec("P")
T = TypeVar("T")


def in_app(command: Callable[P, T]) -> Callable[P, T]:
    """Run a command inside the application; what storage cannot do is said in one line, without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except (RecordError, OriginalsError, TextIndexError, OSError) as error:
            raise click.ClickException(str(error)) from error

    return with_appcontext(run)


@contextmanager
def progress_bar(unit: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how many of how many are done; it draws only where somebody sits at a terminal."""
    with tqdm(unit=unit, disable=None, dynamic_ncols=True) as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield advance
