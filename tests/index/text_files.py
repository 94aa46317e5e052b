"""Whoosh's index in a folder, for tests that look at its files."""

from pathlib import Path

from index.text.analyser import Analyser
from index.text.whoosh_index import WhooshIndex
from tests.index.text_corpora import section


def open_index(folder: Path, analyser: Analyser, lock_seconds: float = 20) -> WhooshIndex:
    return WhooshIndex(folder, analyser, 1 << 20, lock_seconds)


def many(folder: Path, analyser: Analyser, name: str = "a-2017") -> WhooshIndex:
    index = open_index(folder, analyser)
    index.apply(section(name, place, f"第{place}段依申请公开政府信息") for place in range(40))
    return index
