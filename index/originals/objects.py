"""Originals in a store of objects that several hosts share (S3 and what speaks like it), by the hash of their bytes.

The store's own address and keys come from the variables its clients know (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, …). An
object is there whole or not at all; its bytes are checked whenever they are read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from threading import Lock
from typing import Any

import s3fs

from index.originals.protocol import OriginalDamaged, OriginalMissing, OriginalsError, StorageFull

SCHEME = "s3://"
LIMITS = {"connect_timeout": 10, "read_timeout": 20, "retries": {"max_attempts": 3}}
"""Seconds for which a store may keep silent, and how often its client tries by itself."""
_FULL = ("QuotaExceeded", "XMinioStorageFull", "InsufficientCapacity", "EntityTooLarge")


class ObjectOriginals:
    """The originals under `s3://bucket/prefix`. Threads may share it; forked processes make clients of their own."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._lock = Lock()
        self._held: tuple[int, Any] = (0, None)

    def key(self, sha256: str) -> str:
        """Return where the original with this hash stands, or would stand."""
        return f"{self.url.removeprefix(SCHEME)}/{sha256[:2]}/{sha256[2:]}"

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their hash; what was lost is put right by it. Raises OriginalsError."""
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            if not self._holds(sha256, len(data)):
                self._store.pipe_file(self.key(sha256), data)
        except Exception as error:
            raise self._refused(error, sha256) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises OriginalMissing, OriginalDamaged where they changed, or OriginalsError."""
        try:
            data: bytes = self._store.cat_file(self.key(sha256))
        except FileNotFoundError as error:
            raise OriginalMissing(f"original {sha256} is not in {self.url}") from error
        except Exception as error:
            raise self._refused(error, sha256) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OriginalDamaged(f"original {sha256} was changed or cut short in {self.url}")
        return data

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every original that is kept. Raises OriginalsError."""
        try:
            found = self._store.find(self.url.removeprefix(SCHEME))
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._refused(error, "") from error
        for name in sorted(found):
            folder, _, rest = name.rpartition("/")
            yield f"{folder.rpartition('/')[2]}{rest}"

    def tidy(self) -> int:
        """An object that was not written to its end is not there: nothing is ever left behind."""
        return 0

    def _holds(self, sha256: str, size: int) -> bool:
        try:
            return bool(self._store.info(self.key(sha256))["size"] == size)
        except FileNotFoundError:
            return False

    @property
    def _store(self) -> Any:
        """The client of this process. Listings are not held: other hosts write too."""
        process, client = self._held
        if process != os.getpid():
            with self._lock:
                process, client = self._held
                if process != os.getpid():
                    client = s3fs.S3FileSystem(
                        anon=False, use_listings_cache=False, skip_instance_cache=True, config_kwargs=LIMITS
                    )
                    self._held = (os.getpid(), client)
        return client

    def _refused(self, error: Exception, sha256: str) -> OriginalsError:
        """Name what a store refused, whatever kind of error its client makes of it."""
        if any(mark in f"{type(error).__name__} {error}" for mark in _FULL):
            return StorageFull(f"{self.url} takes no more: {type(error).__name__}")
        return OriginalsError(f"{self.url} cannot be used for original {sha256}: {type(error).__name__}")
