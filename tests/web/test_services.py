from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.text.opensearch.address import address
from web.http.services import Services
from web.http.settings import PREFIX, SettingError, Settings


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_every_setting_has_a_working_default() -> None:
    settings = Settings.read({}, {})
    assert settings.data == Path("data").resolve()
    assert settings.database_url == f"sqlite:///{settings.data}/record.db"
    assert settings.cors_origins == ("*",)
    assert settings.public_url is None


def test_what_the_code_says_goes_before_the_environment() -> None:
    environment = {f"{PREFIX}PUBLIC_URL": "https://a.example", f"{PREFIX}MAX_UPLOAD_MB": "7"}
    settings = Settings.read({"PUBLIC_URL": "https://b.example/"}, environment)
    assert (settings.public_url, settings.max_upload_mb) == ("https://b.example", 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMIT", "often"),
        ("PUBLIC_URL", "example.org"),
        ("MAX_UPLOAD_MB", "0"),
        ("POSTINGS_CACHE_MB", "much"),
        ("DATABASE_URL", "mysql://x"),
        ("TEXT_INDEX", "/tmp/index"),
        ("TEXT_INDEX", "opensearch://localhost:9200"),
        ("TEXT_INDEX", "opensearch://localhost:port/name"),
        ("TEXT_INDEX", "opensearch://user:secret@localhost:9200/name"),
        ("TEXT_INDEX", "opensearch://localhost:9200/Name"),
        ("TEXT_INDEX", "opensearch://localhost:9200/name?shard=2"),
        ("OPENSEARCH_USER", "somebody"),
        ("OPENSEARCH_CA_FILE", "/no/such/file"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    named = "OPENSEARCH_" if name.startswith("OPENSEARCH_") else name
    with pytest.raises(SettingError, match=f"{PREFIX}{named}") as refused:
        Settings.read({name: value}, {})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "url", "extra"),
    [
        ("TEXT_INDEX", "opensearch://localhost:9200/name", "opensearch"),
        ("TEXT_INDEX", "opensearchs://localhost:9200/name", "opensearch"),
        ("ORIGINALS", "s3://bucket/prefix", "s3"),
        ("DATABASE_URL", "postgresql+psycopg://localhost/name", "postgresql"),
    ],
)
def test_a_package_that_is_not_installed_is_named_with_the_setting_that_needs_it(
    name: str, url: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert url in (Settings.read({name: url}, {}).text_index, Settings.read({name: url}, {}).originals) or extra in url
    monkeypatch.setattr("web.http.settings.find_spec", lambda name: None)
    with pytest.raises(SettingError, match=f"{PREFIX}{name}: .*disclosure-reports.{extra}."):
        Settings.read({name: url}, {})
    assert Settings.read({}, {}).data.name == "data"


def test_a_clusters_password_may_stand_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    given = {"OPENSEARCH_USER": "searcher", "OPENSEARCH_PASSWORD_FILE": str(tmp_path / "password")}
    settings = Settings.read({**given, "TEXT_INDEX": "opensearchs://one:9200,two/reports?shards=6"}, {})
    assert settings.cluster.password == "s3cret"
    assert "s3cret" not in repr(settings)
    found = address(settings.text_index, settings.cluster)
    assert (found.hosts, found.name, found.tls, found.shards) == ((("one", 9200), ("two", 9200)), "reports", True, 6)
    assert "s3cret" not in repr(found)


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    services = Services(Settings.read({"DATA": tmp_path / "data"}, {}))
    assert not (tmp_path / "data").exists()
    assert services.record.counts().reports == 0
