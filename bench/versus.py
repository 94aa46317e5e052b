"""`python -m bench.versus COMMIT`: this code and an earlier commit's, served by turns over the same reports in one run.

The commit is checked out beside the data with an environment of its own. Each code takes the same made-up reports in by
itself, since neither reads the other's record, and keeps them for the next run. Each part of the run loads the earlier
code, this code and the bare framework for the same time with the same questions; the mixes of `bench.questions`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.http import Load, Served, load
from bench.questions import half_repeating, unasked

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "bench" / "data"
MAKE = """
import sys
from pathlib import Path
from bench.ingest import measure
from index.text.analyser import Analyser

folder = Path(sys.argv[1])
analyser = Analyser(folder.parent)
analyser.initialize()
measure(folder, int(sys.argv[2]), analyser)
try:
    from index.passages import Passages
except ImportError:
    sys.exit()
from index.record.store import Record
Passages(folder / "passages.db").sync(Record.open(f"sqlite:///{folder / 'record.db'}"))
"""
"""What a tree's code runs to make the data that it serves; older commits have no command for it, and no passages."""
MIXES: dict[str, Callable[[int], Iterator[str]]] = {"never asked before": unasked, "half repeating": half_repeating}


@dataclass(frozen=True, slots=True)
class Row:
    """What one side did with one mix: the median of its parts, the worst p99 and memory, all errors."""

    rate: float
    p99: float
    errors: int
    memory: float

    @classmethod
    def of(cls, loads: list[Load]) -> Row:
        rate, p99 = median(one.rate for one in loads), max(one.p99 for one in loads)
        return cls(rate, p99, sum(one.errors for one in loads), max(one.memory for one in loads))


def main() -> int:
    asked = _arguments()
    old = checked_out(asked.commit)
    old_python, python = old / ".venv/bin/python", Path(sys.executable)
    data = _data(ROOT, python, DATA / f"service-{asked.size}", asked.size)
    old_data = _data(old, old_python, old.with_name(f"{asked.commit}-{asked.size}"), asked.size)
    sides = (
        Served(asked.commit, old, old_python, old_data),
        Served("this code", ROOT, python, data),
        Served("bare framework", ROOT, python, data, "bench.bare:create_app()"),
    )
    short = 0
    for name, questions in MIXES.items():
        loads: dict[str, list[Load]] = {side.name: [] for side in sides}
        for part in range(asked.parts):
            for side in sides:
                loads[side.name].append(load(side, asked.seconds // asked.parts, questions(part + 1)))
        rows = {side.name: Row.of(loads[side.name]) for side in sides}
        print(f"## {name}\n\n{table(rows)}\n", flush=True)
        short += sum(row.errors for row in rows.values())
    return 1 if short else 0


def table(rows: dict[str, Row]) -> str:
    """Return a Markdown table, each row set against the first."""
    first = next(iter(rows.values()))
    lines = [
        "| | requests/s | × | p99, ms | × | errors | own MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, row in rows.items():
        figures = f"{row.rate:,.0f} | {row.rate / first.rate:.2f} | {row.p99:.1f} | {row.p99 / first.p99:.2f}"
        lines.append(f"| {name} | {figures} | {row.errors} | {row.memory:.0f} |")
    return "\n".join(lines)


def checked_out(commit: str) -> Path:
    """Return a work tree of a commit with an environment as it asks for."""
    tree = DATA / "versus" / commit
    if not tree.exists():
        tree.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "worktree", "add", "--detach", str(tree), commit], check=True, cwd=ROOT)
    if not (tree / ".venv" / "ready").exists():
        venv.create(tree / ".venv", with_pip=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"]
        subprocess.run([str(tree / ".venv/bin/python"), *install], check=True, cwd=tree)
        (tree / ".venv" / "ready").touch()
    return tree


def _data(tree: Path, python: Path, folder: Path, size: int) -> Path:
    """Return a data folder with `size` sections, which the code of a tree made at the first run."""
    if not (folder / "record.db").exists():
        made = folder.with_name(f"{folder.name}-new")
        subprocess.run([str(python), "-c", MAKE, str(made), str(size)], check=True, cwd=tree)
        made.rename(folder)
    return folder


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.versus", description=__doc__)
    parser.add_argument("commit", help="what to measure against")
    parser.add_argument("--size", type=int, default=90_000, help="sections of the corpus")
    parser.add_argument("--seconds", type=int, default=60, help="how long each side is loaded with each mix")
    parser.add_argument("--parts", type=int, default=3, help="turns these seconds are cut into")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
