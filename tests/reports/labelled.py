"""The labelled sentences of sentences/labelled: own wordings, with what a careful reader takes of them.

A file's line `@ agency year` says whose report the sentences under it are of, `[trap …]` which trap they hold. A
sentence is `heading | sentence => field=value … ~ field=value …`: what stands after ~ may be read as well, what stands
nowhere is wrong. `\\n` is a line end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.reports.prose_builders import expected, figures, said

FOLDER = Path(__file__).parent / "sentences" / "labelled"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence under its heading in a report of an agency; `trap` is empty where it is there for its fields."""

    agency: str
    year: int
    trap: str
    heading: str
    sentence: str
    want: dict[str, str]
    may: dict[str, str]

    def read(self) -> dict[str, str]:
        """Return the values read, roughness left out."""
        got = said(figures(self.sentence, self.agency, self.year, self.heading))
        return {field: value.rstrip("~+") for field, value in got.items()}


def labelled() -> Iterator[Labelled]:
    for path in sorted(FOLDER.glob("*.txt")):
        agency, year, trap = "", 0, ""
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("@ "):
                agency, year = line[2:].split()[0], int(line.split()[-1])
            elif line.startswith("["):
                trap = line.strip("[]").removeprefix("fields").removeprefix("trap ")
            elif line and not line.startswith("#"):
                told, _, notation = line.partition(" =>")
                heading, _, sentence = told.partition(" | ")
                want, _, may = notation.partition("~")
                sentence = sentence.replace("\\n", "\n")
                yield Labelled(agency, year, trap, heading, sentence, expected(want), expected(may))
