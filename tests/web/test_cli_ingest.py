"""The commands that keep reports: ingest, index, verify, search."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from web.cli.search import read_years

SAMPLES = Path(__file__).parents[2] / "samples"
Run = Callable[..., Result]


def runner(data: Path) -> Run:
    flask = create_app({"DATA": str(data)}).test_cli_runner()
    return lambda *arguments: flask.invoke(args=[str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, taken in once; tests work on copies."""
    data = tmp_path_factory.mktemp("data")
    result = runner(data)("ingest", SAMPLES)
    assert (result.exit_code, result.stdout) == (0, "5 new\n")
    return data


@pytest.fixture
def run(filled: Path, tmp_path: Path) -> Run:
    return runner(shutil.copytree(filled, tmp_path / "data"))


def test_the_samples_again_are_unchanged(run: Run) -> None:
    result = run("ingest", SAMPLES)
    assert (result.exit_code, result.stdout) == (0, "5 unchanged\n")


def test_a_bad_file_is_reported_and_skipped_and_the_status_is_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").touch()
    text = next(SAMPLES.glob("2017-hangzhou*")).read_text("utf-8")
    (tmp_path / "in" / "good.txt").write_text(text + "\n补充说明。\n", "utf-8")
    result = run("ingest", tmp_path / "in", tmp_path / "gone.txt")
    assert result.exit_code == 1
    first, *reasons = result.stdout.splitlines()
    assert first == "1 new versions of known reports, 2 failed"
    assert [reason.split("]")[0].split("[")[1] for reason in reasons] == ["file_not_found", "empty_file"]


@pytest.mark.parametrize("option", [("--year", "1850"), ("--year", "x"), ("--jobs", "0"), ("--nonsense", "1")])
def test_a_bad_option_is_refused_before_anything_is_read(run: Run, option: tuple[str, str]) -> None:
    assert run("ingest", SAMPLES, *option).exit_code == 2


def test_a_given_agency_and_year_overrule_the_file(run: Run) -> None:
    file = next(SAMPLES.glob("2017-hangzhou*"))
    told, moved = run("ingest", file, "--agency", "宁波市科学技术局", "--year", "2016").stdout.splitlines()
    assert told == "1 new"
    assert "hangzhoushi-kexuejishuweiyuanhui-2017 is now ningboshi-kexuejishuju-2016" in moved
    assert "宁波市科学技术局 2016" in run("search", "--agency", "宁波市科学技术局").output
    assert run("verify").exit_code == 0


def test_search_finds_and_narrows(run: Run) -> None:
    every = run("search", "依申请公开", "--limit", "100").output
    of_2017 = run("search", "依申请公开", "--year", "2017", "--limit", "100").output
    assert "杭州市科学技术局 2020" in every
    assert "杭州市科学技术委员会 2017" in of_2017
    assert " 2020  " not in of_2017
    assert run("search", '"没有这样的句子"').output.startswith("0 sections")


def test_an_unknown_agency_is_said_with_what_was_perhaps_meant(run: Run) -> None:
    result = run("search", "公开", "--agency", "杭州科学技术")
    assert result.exit_code == 1
    assert "agency" in result.output


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("2017", ((2017, 2017),)),
        ("2017,2019", ((2017, 2017), (2019, 2019))),
        ("2015..2019, 2021..", ((2015, 2019), (2021, None))),
        ("..2010", ((None, 2010),)),
    ],
)
def test_years_are_read_as_the_api_reads_them(run: Run, text: str, ranges: object) -> None:
    assert read_years(None, None, text) == ranges  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["..", "17", "2017-2019", "x", "2017,"])
def test_a_year_that_is_none_is_refused(run: Run, text: str) -> None:
    result = run("search", "公开", "--year", text)
    assert result.exit_code == 2
    assert "is no year" in result.output


def test_sync_rebuild_stats_and_verify_agree(run: Run) -> None:
    assert run("index", "sync").stdout == "the text index was up to date\n"
    assert run("index", "rebuild").stdout == "5 reports indexed\n"
    assert run("index", "stats").output.endswith("the two agree\n")
    assert run("verify").stdout == "record, originals and text index agree on 5 reports, 5 versions\n"


def test_a_lost_text_index_is_told_and_made_again(run: Run, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data" / "index")
    assert run("verify").exit_code == 1
    assert run("index", "sync").stdout == "5 added, 0 renewed, 0 removed\n"
    assert run("verify").exit_code == 0


def test_a_damaged_original_is_told_by_name(run: Run, tmp_path: Path) -> None:
    original = next((tmp_path / "data" / "originals").glob("??/*"))
    original.write_bytes(b"other bytes")
    result = run("verify")
    assert result.exit_code == 1
    assert "[original_damaged]" in result.output


def test_an_index_of_other_code_is_told_and_ingest_still_records(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.text.whoosh_index.LAYOUT", "of-tomorrow")
    later = runner(tmp_path / "data")
    assert "run `disclosure index rebuild`" in later("index", "sync").output
    text = next(SAMPLES.glob("2017-hangzhou*")).read_text("utf-8")
    (tmp_path / "more.txt").write_text(text + "\n补充说明。\n", "utf-8")
    result = later("ingest", tmp_path / "more.txt")
    assert result.exit_code == 1
    assert "recorded, but not all can be found yet" in result.output
    assert later("index", "rebuild").stdout == "5 reports indexed\n"
    assert later("verify").stdout.startswith("record, originals and text index agree on 5 reports, 6 versions")


def test_a_data_folder_that_cannot_be_used_is_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "record.db").write_text("no database at all, just some text" * 50)
    result = runner(tmp_path / "data")("index", "stats")
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: sqlite:///{tmp_path}/data/record.db cannot be opened")
    assert len(result.output.splitlines()) == 1
    (tmp_path / "in-the-way").touch()
    result = runner(tmp_path / "in-the-way")("index", "stats")
    assert result.output == f"Error: DISCLOSURE_DATA: {tmp_path}/in-the-way cannot be made a folder: File exists\n"


def test_a_file_given_to_another_agency_is_told(tmp_path: Path) -> None:
    run, sample = runner(tmp_path / "data"), next(SAMPLES.glob("2017-hangzhou*"))
    run("ingest", sample)
    output = run("ingest", sample, "--agency", "杭州市科学技术局", "--year", "2018").stdout
    assert "moved: what was hangzhoushi-kexuejishuweiyuanhui-2017 is now hangzhoushi-kexuejishuju-2018" in output
