"""A cache bounded in bytes, from which the longest unused goes first; safe for many threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteBoundedCache(Generic[Value]):
    """Holds values of stated sizes, together never more than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held = 0
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    @property
    def held(self) -> int:
        """Bytes held now."""
        return self._held

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def get_several(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Return those of the keys that are held, with their values."""
        entries = self._entries
        with self._lock:
            found = {key: entries[key][0] for key in keys if key in entries}
            for key in found:
                entries.move_to_end(key)
        return found

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Hold a value of `size` bytes; one larger than the whole cache is not held."""
        if size > self.limit:
            return
        with self._lock:
            self._held += size - self._entries.pop(key, (None, 0))[1]
            self._entries[key] = (value, size)
            while self._held > self.limit:
                self._held -= self._entries.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()
            self._held = 0
