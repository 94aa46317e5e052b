"""What tests of the index work with: one tokeniser for all, and a record, originals and a text index new for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.originals import Originals
from index.record.store import Record
from index.text.analyser import Analyser
from tests.index.stubs import MemoryIndex


@pytest.fixture(scope="session")
def analyser(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    """One tokeniser for all tests; its cache stays in the system's temporary folder from run to run."""
    made = Analyser(Path(tmp_path_factory.getbasetemp().parent) / "tokeniser")
    made.initialize()
    return made


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/record.db"


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    record = Record.open(url)
    yield record
    record.close()


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


@pytest.fixture
def memory() -> MemoryIndex:
    return MemoryIndex()
