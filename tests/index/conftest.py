"""What tests of the index work with: one tokeniser for all, and a record, originals and a text index new for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from index.originals.folder import FolderOriginals
from index.record.store import Record
from index.text.analyser import Analyser
from index.text.protocol import TextIndex
from tests.index.stubs import MemoryIndex
from tests.index.text_engines import MAKERS


@pytest.fixture(scope="session")
def analyser(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    """One tokeniser for all tests; its cache stays in the system's temporary folder from run to run."""
    made = Analyser(Path(tmp_path_factory.getbasetemp().parent) / "tokeniser")
    made.initialize()
    return made


POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL")
"""Where set (postgresql+psycopg://…, a database that may be emptied), every test of the record runs there as well."""


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/record.db" if request.param == "sqlite" else emptied(str(POSTGRESQL))


def emptied(postgresql: str) -> str:
    """Take everything out of a PostgreSQL database and return its URL."""
    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgresql


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/record.db"


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    record = Record.open(url)
    yield record
    record.close()


@pytest.fixture
def originals(tmp_path: Path) -> FolderOriginals:
    return FolderOriginals(tmp_path / "originals")


@pytest.fixture
def memory() -> MemoryIndex:
    return MemoryIndex()


@pytest.fixture(params=MAKERS)
def index(request: pytest.FixtureRequest, tmp_path: Path, analyser: Analyser) -> Iterator[TextIndex]:
    made = MAKERS[request.param](tmp_path, analyser)
    yield made
    made.close()


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path, analyser: Analyser, index: TextIndex) -> Iterator[TextIndex]:
    """Another index of the same engine: scores of two engines may differ by their rounding."""
    made = MAKERS[request.node.callspec.params["index"]](tmp_path / "other", analyser)
    yield made
    made.close()
