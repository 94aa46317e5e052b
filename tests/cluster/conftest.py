"""Real servers for the tests of this folder, started here unless a variable names one that runs already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.text.analyser import Analyser
from tests.cluster import nodes, postgresql
from tests.cluster.nodes import Cluster


@pytest.fixture(scope="session")
def analyser(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    made = Analyser(Path(tmp_path_factory.getbasetemp().parent) / "tokeniser")
    made.initialize()
    return made


@pytest.fixture(scope="session")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The hosts of a cluster that no test harms."""
    if url := os.environ.get("TEST_OPENSEARCH_URL"):
        yield url.split("://")[1].split("/")[0]
        return
    with nodes.running(tmp_path_factory.mktemp("one")) as cluster:
        yield cluster.hosts


@pytest.fixture(scope="session")
def database() -> Iterator[postgresql.Server]:
    """A PostgreSQL server in which tests make databases of their own."""
    if url := os.environ.get("TEST_POSTGRESQL_URL"):
        yield postgresql.Server(Path(), int(url.split(":")[-1].split("/")[0]))
        return
    with TemporaryDirectory(prefix="postgresql-") as folder, postgresql.running(Path(folder)) as server:
        yield server


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three nodes that tests may harm; each leaves all of them running."""
    with nodes.running(tmp_path_factory.mktemp("three"), 3) as cluster:
        yield cluster
