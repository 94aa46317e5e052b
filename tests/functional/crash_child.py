"""An ingest to be killed: takes in a folder, and prints a line when each file is done."""

from __future__ import annotations

import sys
from pathlib import Path

from index.ingest import run
from index.ingest.outcome import Summary
from index.originals.folder import FolderOriginals
from index.record.store import Record
from index.text.analyser import Analyser
from index.text.open import open_text_index
from index.text.protocol import TextIndex
from tests.index import stubs


def open_all(data: Path, cache: Path) -> tuple[Record, FolderOriginals, TextIndex]:
    index = open_text_index(f"whoosh://{data}/index", Analyser(cache), 16)
    return Record.open(f"sqlite:///{data}/record.db"), FolderOriginals(data / "originals"), index


def take_in(data: Path, cache: Path, folder: Path) -> Summary:
    return run.ingest(
        [folder],
        *open_all(data, cache),
        read=stubs.read,
        parser="1",
        jobs=1,
        progress=lambda result, total: print(result.file, total, flush=True),
    )


if __name__ == "__main__":
    run.BATCH_REPORTS = 7  # so that kills fall between and into commits of the text index as well
    take_in(*map(Path, sys.argv[1:]))
