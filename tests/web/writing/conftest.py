"""A service that may be written to, new for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from index.text.analyser import Analyser
from web.http.services import Services


@pytest.fixture(scope="module")
def analyser(tmp_path_factory: pytest.TempPathFactory) -> Analyser:
    """One dictionary for all services: loading it takes longer than a test."""
    return Analyser(Path(tmp_path_factory.getbasetemp().parent) / "tokeniser")


@pytest.fixture
def client(tmp_path: Path, analyser: Analyser) -> FlaskClient:
    app = create_app({"DATA": tmp_path, "ADMIN_KEY": "钥匙-k3y", "MAX_UPLOAD_MB": 1})
    app.extensions["disclosure"].__dict__["analyser"] = analyser
    return app.test_client()


@pytest.fixture
def services(client: FlaskClient) -> Services:
    found: Services = client.application.extensions["disclosure"]
    return found
