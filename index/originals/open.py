"""Opens the originals that an address names."""

from __future__ import annotations

from pathlib import Path

from index.originals.folder import FolderOriginals
from index.originals.protocol import OriginalsError, Store


def open_originals(place: str) -> Store:
    """Open the originals in a folder, which hosts may share, or under `s3://bucket/prefix`.

    Raises OriginalsError where the packages for that are not installed.
    """
    if not place.startswith("s3://"):
        return FolderOriginals(Path(place).expanduser())
    try:
        from index.originals.objects import ObjectOriginals
    except ImportError as error:
        raise OriginalsError(f"{place} needs `pip install disclosure-reports[s3]`") from error
    return ObjectOriginals(place)
