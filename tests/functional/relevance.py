"""Ranks the sections that answer the judged queries: `python -m tests.functional.relevance` prints what fails."""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from app import create_app
from tests.corpora import SAMPLES, corpus

FOLDERS = (SAMPLES, corpus("reports"))
_ORDINAL = re.compile(r"^(第?[一二三四五六七八九十]+[、.．章]|[（(][一二三四五六七八九十]+[)）]|\d+[.、．])")


@dataclass(frozen=True, slots=True)
class Judgement:
    q: str
    file: str
    headings: frozenset[str]


def judgements() -> tuple[list[Judgement], list[Judgement]]:
    """Return those looked at while tuning and those held out."""
    rows = tomllib.loads((Path(__file__).parent / "relevance.toml").read_text("utf-8"))["judgements"]
    every = [Judgement(q, file, frozenset(map(_fold, heading.split("|")))) for q, file, heading in rows]
    return every[::2], every[1::2]


def place(client: FlaskClient, wanted: Judgement) -> int | None:
    """Return where the wanted section stands among the first ten, from 1; None where it does not."""
    hits = client.get("/search", query_string={"q": wanted.q, "limit": 10}).json["hits"]
    for number, hit in enumerate(hits, 1):
        path = {_fold(one) for one in (*hit["section"]["path"], hit["section"]["heading"])}
        if hit["report"]["file"] == wanted.file and path & wanted.headings:
            return number
    return None


def mean_reciprocal_rank(places: Sequence[int | None]) -> float:
    return sum(1 / one for one in places if one) / len(places)


def ingested(data: Path) -> FlaskClient:
    """Take the judged reports in and return a client of their service."""
    app = create_app({"DATA": data})
    app.test_cli_runner().invoke(args=["ingest", *(str(folder) for folder in FOLDERS), "--jobs", "2"])
    return app.test_client()


def _fold(heading: str) -> str:
    return _ORDINAL.sub("", re.sub(r"\s+", "", heading)).strip("：:。；;，,、.．*#")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        client = ingested(Path(folder))
        for name, part in zip(("tuned", "held out"), judgements(), strict=True):
            places = [place(client, one) for one in part]
            for one, found in zip(part, places, strict=True):
                if found != 1:
                    print(f"{found!s:>6}  {one.q}  →  {one.file} / {'|'.join(one.headings)}")
            top = sum(found == 1 for found in places) / len(places)
            print(
                f"{name}: {len(part)} queries · mrr {mean_reciprocal_rank(places):.3f} · hit1 {top:.3f}",
                file=sys.stderr,
            )


if __name__ == "__main__":
    main()
