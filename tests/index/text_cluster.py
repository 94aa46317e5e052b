"""Indices on a cluster that tests make and leave nothing of."""

from __future__ import annotations

from index.text.opensearch.engine import OpenSearchIndex


class Dropped(OpenSearchIndex):
    """An index on a cluster that is gone when it is closed."""

    def close(self) -> None:
        for name in [*self._aliased(), *self._others()]:
            self._drop(name)
        super().close()
