from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from web.services import NAMES, PREFIX, Services, SettingError, Settings


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
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{PREFIX}{name}"):
        Settings.read({name: value}, {})


def test_nothing_is_opened_before_it_is_asked_for(tmp_path: Path) -> None:
    services = Services(Settings.read({"DATA": tmp_path / "data"}, {}))
    assert not (tmp_path / "data").exists()
    assert services.record.counts().reports == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_explains_every_setting(name: str) -> None:
    readme = Path(__file__).resolve().parents[2] / "README.md"
    if not readme.exists():
        pytest.skip("no README yet")
    assert f"DISCLOSURE_{name}" in readme.read_text("utf-8")
