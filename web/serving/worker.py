"""The server process: uvicorn's event loop under gunicorn's master, with our connections and our bridge to WSGI."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import socket
import sys
import time
from threading import Thread
from typing import Any, ClassVar

from uvicorn_worker import UvicornWorker

from web.http.bodies import Bodies
from web.http.kept import AT_ONCE
from web.resources.writing import allowed_body
from web.serving import accesslog
from web.serving.bridge import Bridge
from web.serving.connections import IDLE_SECONDS, UNREAD_SECONDS, Connection

STOP_SECONDS = 15
"""How long answers may take to their end when the server stops; gunicorn's `graceful_timeout` is a little more."""
LOOK_SECONDS = 0.5
"""Seconds between two looks for the master."""
SWITCH_SECONDS = 0.0005
"""After so long a thread gives the interpreter to one that waits for it. An answer asks for it several times, so beside
other work a fresh search took 18 ms at Python's own 5 ms and takes 13."""
FILES = 65_536
"""Open files a process asks for, as far as the system lets it."""
RESERVED = 512
"""Of these for everything that is no connection."""


class Worker(UvicornWorker):  # type: ignore[misc]
    """Answers with the threads that gunicorn's settings name."""

    CONFIG_KWARGS: ClassVar[dict[str, Any]] = {
        "loop": "uvloop",
        "http": Connection,
        "ws": "none",
        "interface": "asgi3",
        "lifespan": "off",
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
        "timeout_keep_alive": IDLE_SECONDS,
        "timeout_graceful_shutdown": STOP_SECONDS,
    }

    wsgi: Any

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)

    def _install_sigquit_handler(self) -> None:
        """End on SIGQUIT as on SIGTERM: the master sends it when it is interrupted, and waits for us to leave."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGQUIT, os.kill, os.getpid(), signal.SIGTERM)

    async def _serve(self) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        Thread(target=_end_with, args=(self.ppid,), name="end-with-master", daemon=True).start()
        Connection.most = max(_files() - RESERVED, 64)
        for listener in self.sockets:
            # The kernel itself ends a connection whose client takes nothing; accepted ones inherit this.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
        application = self.wsgi
        if application.extensions["disclosure"].settings.access_log:
            accesslog.to_stdout()
        kept = application.extensions[AT_ONCE]
        self.wsgi = Bridge(application, self.cfg.threads, Bodies(allowed_body(application)), kept)
        await super()._serve()


def _end_with(master: int) -> None:
    """End as on a SIGTERM once the master is gone: killed, it tells nobody, and we would keep its port for ever."""
    while os.getppid() == master:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS + LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _files() -> int:
    """Raise how many files the process may open, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted) if soft != resource.RLIM_INFINITY else FILES
