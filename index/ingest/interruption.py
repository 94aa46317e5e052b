"""Puts Ctrl-C and SIGTERM off while something must not stop half-way.

Python raises KeyboardInterrupt between any two steps, in a commit of SQLAlchemy too, which then fails as if it were
broken; and what is recorded but not yet noted for the text index would not be found until the next sync.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PUT_OFF = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Run the block to its end; a signal that came meanwhile counts afterwards. Other threads get no signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {one: signal.signal(one, lambda number, _: came.append(number)) for one in _PUT_OFF}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        if came:
            signal.raise_signal(came[0])
