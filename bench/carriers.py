"""`python -m bench.carriers [COMMIT]`: seconds and peak memory to read a report, by carrier, here and at a commit.

The shared reports (`REPORT_CORPORA`) are written anew in every carrier by LibreOffice and by `tests.carriers`, and
each side reads them in a process of its own for each carrier. Seconds are the processor's, the process's own and its
children's, so that they hold beside other work.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from bench.versus import DATA, ROOT, checked_out
from reports.model import Document
from reports.parse import parse
from tests.carriers import as_docx, as_html, as_tabs, converted
from tests.corpora import corpus

PAGES, BOUND = 6, 0.35
"""A PDF of six pages has to be read in so many seconds."""
FOLDERS = ("seeds", "reports", "reports-2")


def _by_writer(suffix: str) -> Callable[[Document, Path], bytes]:
    return lambda document, folder: converted(document, folder, suffix)


WRITERS: Mapping[str, Callable[[Document, Path], bytes]] = {
    "html": lambda document, _: as_html(document),
    "txt": lambda document, _: as_tabs(document),
    "docx": lambda document, _: as_docx(document),
    **{suffix: _by_writer(suffix) for suffix in ("doc", "odt", "rtf", "pdf")},
}
MEASURE = """
import json, pathlib, resource, sys
from reports.errors import ReportError
from reports.parse import parse
def spent():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own = pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]  # ru_maxrss counts the parent's
    return sum(one.ru_utime + one.ru_stime for one in used), max(int(own), used[1].ru_maxrss)
warm, *files = [pathlib.Path(name) for name in sys.argv[1:]]
parse(warm.read_bytes(), warm.name, "某某县水利局", 2022)
before, refused = spent()[0], []
for path in files:
    try:
        parse(path.read_bytes(), path.name, "某某县水利局", 2022)
    except ReportError as error:
        refused.append(f"{path.name}: {error}")
seconds, peak = spent()
print(json.dumps({"seconds": seconds - before, "peak": peak / 1024, "refused": refused}))
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """Processor seconds and peak MB of a process that read all files of a carrier, and what it `refused` to read."""

    files: int
    seconds: float
    peak: float
    refused: tuple[str, ...]

    @property
    def each(self) -> float:
        return self.seconds / self.files


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.carriers", description=__doc__)
    parser.add_argument("commit", nargs="?", help="an earlier commit to measure beside this code")
    commit = parser.parse_args().commit
    files = _written()
    sides = {"this code": (ROOT, Path(sys.executable))}
    if commit:
        old = checked_out(commit)
        sides = {commit: (old, old / ".venv/bin/python"), **sides}
    rows = {
        carrier: {name: _read(files["txt"][0], paths, *side) for name, side in sides.items()}
        for carrier, paths in files.items()
    }
    print(table(rows, tuple(sides)))
    refused = [f"- {name} refuses {why}" for row in rows.values() for name, one in row.items() for why in one.refused]
    print("", *refused, sep="\n")
    pages = sum(len(pypdfium2.PdfDocument(path)) for path in files["pdf"])
    six = rows["pdf"]["this code"].seconds / pages * PAGES
    print(f"\nPDF, seconds for {PAGES} pages: {six:.3f} (≤ {BOUND}{'' if six <= BOUND else ', SHORT'})")
    return int(six > BOUND)


def table(rows: Mapping[str, Mapping[str, Reading]], sides: tuple[str, ...]) -> str:
    """Return a Markdown table of seconds a file and peak memory, a row for each carrier."""
    heads = [f"{name}: s a file | peak MB" for name in sides]
    lines = [f"| carrier | files | {' | '.join(heads)} |", "| --- |" + " ---: |" * (1 + 2 * len(sides))]
    for carrier, readings in rows.items():
        cells = [f"{readings[name].each:.3f} | {readings[name].peak:.0f}" for name in sides]
        lines.append(f"| {carrier} | {next(iter(readings.values())).files} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _read(warm: Path, files: list[Path], tree: Path, python: Path) -> Reading:
    command = [str(python), "-c", MEASURE, str(warm), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tree)
    said = json.loads(done.stdout.splitlines()[-1])
    return Reading(len(files), said["seconds"], said["peak"], tuple(said["refused"]))


def _written() -> dict[str, list[Path]]:
    """Return the shared reports with tables in every carrier, written at the first run."""
    files: dict[str, list[Path]] = {suffix: [] for suffix in WRITERS}
    for source in sorted(path for folder in FOLDERS for path in corpus(folder).glob("*") if path.name != "SOURCES.md"):
        if source.suffix not in {".txt", ".html", ".md", ".pdf"}:
            continue
        document = parse(source.read_bytes(), source.name).document
        if not any(block.table for block in document.blocks):
            continue
        for suffix, write in WRITERS.items():
            path = DATA / "carriers" / f"{source.name.replace('.', '-')}.{suffix}"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory() as folder:
                    path.write_bytes(write(document, Path(folder)))
            files[suffix].append(path)
    return files


if __name__ == "__main__":
    sys.exit(main())
