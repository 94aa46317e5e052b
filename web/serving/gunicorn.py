"""gunicorn's configuration: `disclosure serve` runs `gunicorn --config web/serving/gunicorn.py 'app:create_app()'`.

HOST and PORT say where to listen, WEB_CONCURRENCY how many workers and WEB_THREADS how many threads each.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from index.record.errors import RecordError
from index.text.protocol import TextIndexError
from web.http import limits
from web.http.settings import SettingError, Settings
from web.serving import checking
from web.serving.listening import Listening
from web.serving.worker import Worker

COLLECT_AFTER = 50_000, 20, 50
"""When Python looks for cycles among what came since: an answer makes some thousand objects, hardly ever a cycle, and
at Python's own 700 the looking takes 3 % of its time."""


@contextmanager
def in_one_line() -> Iterator[None]:
    """End with a line that says what has to be changed, where gunicorn would print a traceback."""
    try:
        yield
    except (SettingError, RecordError, OSError) as error:
        raise SystemExit(f"Error: {error}") from error


with in_one_line():
    limits.must_be_usable(Settings.read().rate_limit_storage)
    listening = Listening.read()

bind = listening.bind
worker_class = Worker
workers = listening.processes
threads = listening.threads
timeout = 60
graceful_timeout = 20
# No socket for gunicornc: it would stand in the home folder, one for all services of the user.
control_socket_disable = True
# The dictionary and the index are loaded once, before workers fork, so that they share the memory.
preload_app = True


def on_starting(server: Any) -> None:
    """Open the record and load what searches need, before anybody can connect: the port opens when it is answered.

    The address must be free; systemd or a former master may hold it for us. Without an index the service starts all
    the same, and /readyz says what is missing.
    """
    services = server.app.wsgi().extensions["disclosure"]
    with in_one_line():
        services.keeper.check_if_small()
        if not server.master_pid and "LISTEN_FDS" not in os.environ:
            listening.must_be_free()
    try:
        services.warm_up()
    except TextIndexError as error:
        server.log.warning("%s", error)
    services.analyser.initialize()
    # What is loaded by now stays: a collection in a worker that looked through it would copy all its pages.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def when_ready(server: Any) -> None:
    """Look for damage beside the workers, as long as they serve."""
    services = server.app.wsgi().extensions["disclosure"]
    listeners = [listener.sock.fileno() for listener in server.LISTENERS]
    checker = checking.begin(services.keeper, listeners, (*server.SIGNALS, signal.SIGCHLD))
    services.is_checked_elsewhere = partial(checking.is_alive, checker)


def post_worker_init(worker: Any) -> None:
    """Finish what a process that was killed may have left half done; this one may replace it."""
    worker.wsgi.extensions["disclosure"].start()
