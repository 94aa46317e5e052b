"""How fast a server process does what it does beside answering: searching for damage, catching up.

Both need the interpreter as answers do, so each second of such work at full speed would be taken from whoever asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable

Rest = Callable[[], None]
"""Called between two steps of such work, a few milliseconds each; it may take a while."""
RECENT_SECONDS = 0.5
"""For so long after a request more are expected."""
SHARE = 4
"""While requests come, one part in so many of the time is worked."""


def no_rest() -> None:
    """Go on at once: for commands, which do nothing else."""


class Pace:
    """Knows whether anybody asks; threads may share it. Without requests the work goes on at full speed."""

    def __init__(self) -> None:
        self._asked = float("-inf")
        self._worked_since = 0.0

    def asked(self) -> None:
        """Note that a request has come."""
        self._asked = time.monotonic()

    def rest(self) -> None:
        """Sleep as long as the last step took, and more, where somebody asked just now."""
        now = time.monotonic()
        if now - self._asked < RECENT_SECONDS:
            time.sleep(min((now - self._worked_since) * (SHARE - 1), RECENT_SECONDS))
        self._worked_since = time.monotonic()
