"""The process that looks for damage as long as the server runs: one for all workers, behind everybody who is answered.

A look through a large record takes minutes of a processor. In the workers it would take the interpreter from whoever
asks, once in each of them. What is found of the record stands in memory that all of them share; a damaged index of
passages is begun anew on the disk.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable

from index.ingest.nursery import die_with_parent
from index.keeping import Keeper

NICE = 10
"""How far it stands behind the workers: beside busy ones it has about a tenth of a processor."""


def begin(keeper: Keeper, listeners: Iterable[int], signals: Iterable[int]) -> int:
    """Look for damage in a process of its own; return its id. It ends with the process that began it, however it ends.

    `listeners` are the sockets, and `signals` what this process has handlers for: neither is the new one's concern.
    """
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        for one in signals:
            signal.signal(one, signal.SIG_DFL)
        die_with_parent(parent)
        for listener in listeners:
            os.close(listener)
        os.nice(NICE)
        keeper.watch()
    finally:
        os._exit(0)


def is_alive(pid: int) -> bool:
    """Tell whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
