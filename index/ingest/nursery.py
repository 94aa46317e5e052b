"""Starts reading processes from one that has everything imported, and lets none of them outlive us.

`multiprocessing`'s fork server does the first only: its children hold the pipe that tells it of our end, it ends on a
SIGTERM meant for the whole service, and killed it leaves a folder behind. Here the kernel keeps the order: the nursery
ends when the one socket that we hold closes, however we end, and each reader is killed when the nursery ends.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from index.ingest.interruption import uninterrupted

LATE = ("pypinyin",)
"""What reading imports only when it needs it: imported here once, not by each reader."""
_MAIN = "import sys; sys.path[:] = {path!r}; from index.ingest.nursery import main; main({modules!r})"
_MOST = 1 << 16
_PR_SET_PDEATHSIG = 1
_LAST_WORDS_SECONDS = 1.0
"""How long a reader that closed its pipe may take to end by itself, so that its own status is told."""

Serve = Callable[..., None]


class Nursery:
    """The parent's end. Threads may share it; it is started when first needed, and again where somebody ended it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def start(self, serve: Serve, *arguments: Any) -> tuple[int, Connection]:
        """Run `serve(pipe, *arguments)` in a process of its own; return its id and our end of the pipe."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            request = ("start", serve.__module__, serve.__qualname__, arguments)
            pid = self._ask(request, theirs.fileno(), modules=_modules(serve, *arguments))
            return pid, Connection(ours.detach())

    def end(self, pid: int, *, now: bool) -> int | None:
        """End a reader with all it started; return its exit status, None where it went with its nursery.

        Unless `now`, it gets a moment to end by itself.
        """
        with suppress(OSError, EOFError):
            return self._ask(("end", pid, now))
        return None

    def close(self) -> None:
        """End the nursery and every reader."""
        with self._lock:
            self._close()

    def forget(self) -> None:
        """Let go of what was inherited: a fork of this process may not keep its readers alive."""
        self._lock = threading.Lock()
        if self._socket is not None:
            self._socket.close()
        self._socket = self._process = None

    def _ask(self, request: tuple[Any, ...], handed: int | None = None, modules: tuple[str, ...] = ()) -> int:
        """Send one request and return its answer; a new reader gets a new nursery where the old one is gone."""
        with self._lock:
            try:
                answer = self._exchange(request, handed, modules)
            except (OSError, EOFError):
                self._close()
                if handed is None:
                    raise
                answer = self._exchange(request, handed, modules)
        if isinstance(answer, OSError):
            raise answer
        return answer

    def _exchange(self, request: tuple[Any, ...], handed: int | None, modules: tuple[str, ...]) -> int | OSError:
        if self._socket is None:
            if handed is None:
                raise EOFError
            self._open(modules)
        assert self._socket is not None
        with uninterrupted():
            self._asked += 1
            numbered = pickle.dumps((self._asked, *request))
            socket.send_fds(self._socket, [numbered], [] if handed is None else [handed])
            while True:
                answer = self._socket.recv(_MOST)
                if not answer:
                    raise EOFError
                number: int
                said: int | OSError
                number, said = pickle.loads(answer)
                if number == self._asked:  # others are answers that somebody interrupted did not take
                    return said

    def _open(self, modules: tuple[str, ...]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-c", _MAIN.format(path=sys.path, modules=modules)]
        with uninterrupted(), theirs:
            self._process = subprocess.Popen(
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, start_new_session=True
            )
            self._socket = ours
        try:
            ready = ours.recv(_MOST)  # importing takes seconds on a busy machine: a signal need not wait for it
        except BaseException:
            self._close()
            raise
        if not ready:
            raise EOFError

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            try:
                self._process.wait(_LAST_WORDS_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._socket = self._process = None


NURSERY = Nursery()
atexit.register(NURSERY.close)
os.register_at_fork(after_in_child=NURSERY.forget)


def main(modules: tuple[str, ...]) -> None:
    """Be the nursery: import, then start and end readers as asked on standard input until that closes."""
    for number in (signal.SIGINT, signal.SIGTERM):  # these are for who asked; its end is ours
        signal.signal(number, signal.SIG_IGN)
    connection = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    with _ending_with(connection):
        for module in modules:
            import_module(module)
    with suppress(OSError):
        connection.send(pickle.dumps((0, 0)))
        while True:
            message, handed, _, _ = socket.recv_fds(connection, _MOST, 1)
            if not message:
                break
            answer = _answer(connection, message, handed)
            for one in handed:
                os.close(one)
            connection.send(pickle.dumps(answer))
    os._exit(0)


@contextmanager
def _ending_with(asked: socket.socket) -> Iterator[None]:
    """End at once where who asked ends while this process imports."""
    over = threading.Event()
    poll = select.poll()
    poll.register(asked, 0)  # the other end's closing is told unasked

    def watch() -> None:
        while not over.is_set():
            if poll.poll(50):
                os._exit(0)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()  # nothing may run beside when readers are forked


def _modules(*used: Any) -> tuple[str, ...]:
    return (*{one.__module__: None for one in used if callable(one)}, *LATE)


def _answer(asked: socket.socket, message: bytes, handed: list[int]) -> tuple[int, int | OSError]:
    number, kind, *request = pickle.loads(message)
    try:
        return number, _fork(asked, handed[0], *request) if kind == "start" else _end(*request)
    except OSError as error:
        return number, error


def _fork(connection: socket.socket, pipe: int, module: str, name: str, arguments: tuple[Any, ...]) -> int:
    nursery = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        die_with_parent(nursery)
        connection.close()
        os.setsid()
        getattr(import_module(module), name)(Connection(os.dup(pipe)), *arguments)
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        os._exit(code)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; `parent` is whom it was started by."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we could ask
        os.kill(os.getpid(), signal.SIGKILL)


def _end(pid: int, now: bool) -> int:
    until = time.monotonic() + (0 if now else _LAST_WORDS_SECONDS)
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        if time.monotonic() >= until:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            break
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # what it may have started
    return os.waitstatus_to_exitcode(status)
