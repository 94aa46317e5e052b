"""Opens the text index a URL names."""

from __future__ import annotations

from pathlib import Path

from index.text.analyser import Analyser
from index.text.opensearch.address import NOBODY, SCHEMES, Credentials, address
from index.text.protocol import TextIndex
from index.text.whoosh_index import WhooshIndex

MEGABYTE = 1024 * 1024


def open_text_index(url: str, analyser: Analyser, cache_mb: int, credentials: Credentials = NOBODY) -> TextIndex:
    """Open the index at `whoosh://FOLDER` (a relative folder stands in the working directory) or on a cluster.

    `cache_mb` bounds what scored postings may hold; a cluster holds its own. `opensearch://HOST:PORT,…/NAME` names one,
    `opensearchs://` one that speaks TLS. Raises ValueError for a URL that names no engine there is.
    """
    scheme, separator, rest = url.partition("://")
    if scheme in SCHEMES:
        try:
            from index.text.opensearch.engine import OpenSearchIndex
        except ImportError as error:
            raise ValueError(f"{scheme}:// needs `pip install disclosure-reports[opensearch]`") from error
        return OpenSearchIndex(address(url, credentials), analyser)
    if scheme != "whoosh" or not separator or not rest:
        raise ValueError(f"{url}: no text index by that name; use whoosh://FOLDER or opensearch://HOST:PORT/NAME")
    return WhooshIndex(Path(rest), analyser, cache_mb * MEGABYTE)
