"""Texts that cost an unguarded reader more than their length, by family (hostile_texts.toml), and what they cost.

    python -m tests.reports.hostile_texts [SIZE] [FAMILY…]

prints each family's CPU seconds at SIZE and twice SIZE characters, and their ratio, the dearest first.
"""

from __future__ import annotations

import gc
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reports.errors import ReportError
from reports.model import Report
from reports.parse import parse
from tests.reports.word_files import paragraph, run, word

OPENING = (
    "杭州市水利局2022年政府信息公开工作年度报告\n一、总体情况\n"
    "2022年，本局认真贯彻落实条例，坚持以公开为常态、不公开为例外，主动公开政府信息12条，回应社会关切。\n"
)
_MARKUP = 20
"""Characters of a Word file's markup for one of text."""
SUFFIXES = {"html": "html", "word": "docx"}
CLOSING = "\n二、存在的问题\n无。\n"


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    repeat: str
    opening: str = ""
    closing: str = ""
    carrier: str = "text"
    style: str = ""

    def body(self, size: int, between: str = "") -> str:
        """Return the family's text of about `size` characters."""
        count = max(1, size // len(self.repeat))
        return self.opening + between.join(_repeated(self.repeat, count)) + self.closing

    def file(self, size: int, carrier: str) -> bytes:
        """Return a report with the text in it, as plain text, one repetition a line, as a page or as a Word file."""
        if carrier in {"text", "lines"}:
            body = self.body(size, "\n" if carrier == "lines" else "")
            return (OPENING + body + CLOSING).encode("utf-8", "surrogatepass")
        if carrier == "word":
            lines = "".join(paragraph(run(line)) for line in OPENING.splitlines())
            count = max(1, size // len(self.repeat))
            return word(lines + self.body(size), "".join(_repeated(self.style, count)) if self.style else "")
        paragraphs = "".join(f"<p>{line}</p>" for line in OPENING.splitlines())
        page = f"<html><body>{paragraphs}<div>{self.body(size)}</div><p>二、存在的问题</p><p>无。</p></body></html>"
        return page.encode("utf-8", "surrogatepass")


def _repeated(text: str, count: int) -> list[str]:
    """Return the text `count` times, with the number of each time for {i}, of the one before for {h}."""
    if "{" not in text:
        return [text] * count
    return [text.replace("{i}", str(i)).replace("{h}", str(i - 1)) for i in range(count)]


def families() -> list[Family]:
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return [Family(**entry) for entry in tables["family"]]


def cases() -> Iterator[tuple[Family, str]]:
    """Yield each family with the carriers it is read as; what is text is read line by line and in a page too."""
    for family in families():
        carriers = ("text", "lines", "html") if family.carrier == "text" else (family.carrier,)
        yield from ((family, carrier) for carrier in carriers if carrier != "lines" or "\n" not in family.repeat)


def outcome(data: bytes, carrier: str) -> Report | ReportError:
    """Read the file; any error but a named refusal is a fault."""
    try:
        return parse(data, f"hostile.{SUFFIXES.get(carrier, 'txt')}")
    except ReportError as error:
        return error


def seconds(family: Family, carrier: str, size: int, enough: float, most_runs: int = 5) -> tuple[float, float]:
    """Return the CPU seconds for a text of `size` and of twice that, each the least of the readings so far.

    One reading of each decides where it takes less than `enough` times as long; else others may have been in its way,
    and it is measured again.
    """
    scale = _MARKUP if carrier == "word" else 1
    files = [family.file(times * scale * size, carrier) for times in (1, 2)]
    least = [float("inf"), float("inf")]
    for _ in range(most_runs):
        least = [min(known, _seconds(data, carrier)) for known, data in zip(least, files, strict=True)]
        if least[1] <= enough * least[0]:
            break
    return least[0], least[1]


def _seconds(data: bytes, carrier: str) -> float:
    """Return the CPU seconds of one reading, without the garbage collector, whose cost comes in steps."""
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        outcome(data, carrier)
        return time.process_time() - started
    finally:
        gc.enable()


def main(size: int, names: list[str]) -> None:
    rows = []
    for family, carrier in cases():
        if names and not any(name in f"{family.name}-{carrier}" for name in names):
            continue
        once, twice = seconds(family, carrier, size, enough=2.3)
        rows.append((twice / max(once, 1e-4), once, twice, carrier, family.name))
        print(f"{rows[-1][0]:6.2f} {once:8.3f} {twice:8.3f} {carrier} {family.name}", file=sys.stderr, flush=True)
    for ratio, once, twice, carrier, name in sorted(rows, reverse=True):
        print(f"{ratio:6.2f} {once:8.3f} {twice:8.3f} {carrier} {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 4000, sys.argv[2:])
