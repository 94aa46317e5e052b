"""gunicorn's configuration: `gunicorn --config web/gunicorn.py 'app:create_app()'`.

HOST and PORT say where to listen, WEB_CONCURRENCY how many workers and WEB_THREADS how many threads each.
"""

from __future__ import annotations

import os
from threading import Thread
from typing import Any

from index.record.errors import RecordError
from index.text.protocol import TextIndexError
from web.worker import Worker

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = Worker
workers = int(os.environ.get("WEB_CONCURRENCY") or min(os.cpu_count() or 1, 4))
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 20
keepalive = 15
limit_request_line = 8190
# No socket for gunicornc: it would stand in the home folder, one for all services of the user.
control_socket_disable = True
# The dictionary and the index are loaded once, before workers fork, so that they share the memory.
preload_app = True


def when_ready(server: Any) -> None:
    """Load what searches need. Without an index the service starts all the same, and /readyz says what is missing."""
    services = server.app.wsgi().extensions["disclosure"]
    try:
        services.warm_up()
    except TextIndexError as error:
        server.log.warning("%s", error)
    services.analyser.initialize()


def post_worker_init(worker: Any) -> None:
    """Where writing is on, finish what a worker that was killed may have left half done; this one may replace it."""
    services = worker.wsgi.extensions["disclosure"]
    if services.settings.admin_key is not None:
        Thread(target=_heal, args=(services, worker.log), name="heal", daemon=True).start()


def _heal(services: Any, log: Any) -> None:
    try:
        services.desk.heal()
    except (TextIndexError, RecordError, OSError) as error:
        log.warning("%s", error)
