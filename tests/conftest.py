"""The whole service on the five sample reports, made once; tests only read from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from app import create_app

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample reports taken in."""
    data = tmp_path_factory.mktemp("data")
    result = create_app({"DATA": data}).test_cli_runner().invoke(args=["ingest", str(SAMPLES), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    return data


@pytest.fixture(scope="session")
def app(sample_data: Path) -> Flask:
    return create_app({"DATA": sample_data})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
