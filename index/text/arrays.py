"""Named arrays in one file, laid out to be mapped: processes share the pages, nothing is read before it is touched.

Layout: the arrays, each at a multiple of 64 bytes; a JSON directory; its offset and a magic number at the very end.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.disk import Sum, sum_of

Array = NDArray[Any]
MAGIC = b"ARRAYS01"
ALIGNMENT = 64
TAIL = struct.Struct("<Q8s")


def write_arrays(path: Path, arrays: Mapping[str, Array], notes: Mapping[str, object]) -> None:
    """Write the arrays and `notes` (anything JSON can hold) and wait until the disk has them."""
    directory: dict[str, list[object]] = {}
    with path.open("wb") as file:
        for name, array in arrays.items():
            file.write(b"\0" * (-file.tell() % ALIGNMENT))
            directory[name] = [file.tell(), array.dtype.str, len(array)]
            file.write(np.ascontiguousarray(array).data)
        end = file.tell()
        file.write(json.dumps({"arrays": directory, "notes": notes}, ensure_ascii=False).encode())
        file.write(TAIL.pack(end, MAGIC))
    sync(path)


class ArrayFile:
    """A mapped file of arrays; the views are read-only and live as long as something holds them."""

    def __init__(self, path: Path) -> None:
        """Map `path`. Raises ValueError where it is no whole file of arrays."""
        self.path, self._descriptor = path, os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor).atexit = False  # threads may search until the very end
        self.known = self.changed_at()
        """When it was changed last before somebody looked whether it is sound."""
        self.size = size = os.fstat(self._descriptor).st_size
        if size < TAIL.size:
            raise ValueError(f"{path}: cut short")
        self.mapped = mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ)
        end, magic = TAIL.unpack_from(self.mapped, size - TAIL.size)
        if magic != MAGIC:
            raise ValueError(f"{path}: no file of arrays")
        directory = json.loads(self.mapped[end : size - TAIL.size])
        self.notes: dict[str, Any] = directory["notes"]
        self._views = {
            name: np.frombuffer(self.mapped, np.dtype(kind), count, offset)
            for name, (offset, kind, count) in directory["arrays"].items()
        }

    def changed_at(self) -> int:
        """Return the nanosecond at which anything about the file was changed last, its name and rights included."""
        return os.fstat(self._descriptor).st_ctime_ns

    def is_touched(self) -> bool:
        """Tell whether that was after somebody looked whether it is sound."""
        return os.fstat(self._descriptor).st_ctime_ns != self.known

    def summed(self) -> Sum:
        """Return the sum of what is mapped now, whatever stands at the path. For one thread at a time."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with open(self._descriptor, "rb", closefd=False) as file:
            return sum_of(file)

    def __getitem__(self, name: str) -> Array:
        return self._views[name]

    def __contains__(self, name: str) -> bool:
        return name in self._views


def sync(path: Path) -> None:
    """Wait until the disk has a file, or a folder's list of files."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
