"""What every command needs: the application around it, plain words for errors."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask.cli import with_appcontext

from index.originals.protocol import OriginalsError
from index.passages.errors import PassagesError
from index.record.errors import RecordError
from index.text.protocol import TextIndexError

P = ParamSpec("P")
T = TypeVar("T")


def in_app(command: Callable[P, T]) -> Callable[P, T]:
    """Run a command inside the application; what storage cannot do is said in one line, without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with _terminable():
                return command(*args, **kwargs)
        except BrokenPipeError:
            raise  # whoever read our output has seen enough; click ends the command without a word
        except (RecordError, OriginalsError, TextIndexError, PassagesError, OSError) as error:
            raise click.ClickException(str(error)) from error

    return with_appcontext(run)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end a command as Ctrl-C does: what is half done is undone or finished on the way out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
