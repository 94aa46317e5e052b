"""The whole service on the five sample reports, made once; tests only read from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from app import create_app
from index.disk import Sum, summed
from index.text.analyser import Analyser

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

SAMPLES = Path(__file__).parent.parent / "samples"


LOAD = Analyser.initialize


@pytest.fixture(scope="session", autouse=True)
def _one_dictionary() -> Iterator[None]:
    """Load the tokeniser's dictionary once a process: it is the same for all, and most tests take less time than it.

    A data folder without a cache of it gets none; one with a cache that is not as the first was written is loaded as
    the service loads it. Tests of the cache ask for `own_dictionary`.
    """
    loaded: list[tuple[Analyser, Sum]] = []

    def initialize(analyser: Analyser) -> None:
        cache = analyser._folder / f"{analyser.fingerprint}.cache"
        if loaded and _is_as(cache, loaded[0][1]):
            first = loaded[0][0]
            analyser._tokeniser.FREQ, analyser._tokeniser.total = first._tokeniser.FREQ, first._tokeniser.total
            analyser._tokeniser.initialized = True
            analyser.__dict__["_cutter"] = first._cutter
            return
        LOAD(analyser)
        if not loaded and cache.exists():
            loaded.append((analyser, summed(cache)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Analyser, "initialize", initialize)
        yield


def _is_as(cache: Path, first: Sum) -> bool:
    try:
        return summed(cache) == first
    except OSError as error:
        return isinstance(error, FileNotFoundError)


@pytest.fixture
def own_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the dictionary and keep its cache as the service does."""
    monkeypatch.setattr(Analyser, "initialize", LOAD)


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample reports taken in."""
    data = tmp_path_factory.mktemp("data")
    LOAD(Analyser(data / "cache"))
    result = create_app({"DATA": data}).test_cli_runner().invoke(args=["ingest", str(SAMPLES), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    return data


@pytest.fixture(scope="session")
def app(sample_data: Path) -> Flask:
    return create_app({"DATA": sample_data})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
