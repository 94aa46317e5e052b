"""Opens the text index a URL names."""

from __future__ import annotations

from pathlib import Path

from index.text.analyser import Analyser
from index.text.protocol import TextIndex
from index.text.whoosh_index import WhooshIndex

MEGABYTE = 1024 * 1024


def open_text_index(url: str, analyser: Analyser, cache_mb: int) -> TextIndex:
    """Open the index at `whoosh://FOLDER` (a relative folder stands in the working directory).

    `cache_mb` bounds what scored postings may hold. Raises ValueError for a URL that names no engine there is.
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "opensearch":
        raise ValueError(f"{url}: OpenSearch is not built in yet; use whoosh://FOLDER")
    if scheme != "whoosh" or not separator or not rest:
        raise ValueError(f"{url}: no text index by that name; use whoosh://FOLDER")
    return WhooshIndex(Path(rest), analyser, cache_mb * MEGABYTE)
