"""A process that writes to a text index until it is killed; run by test_text_durability."""

from __future__ import annotations

import sys
from pathlib import Path

from index.text.analyser import Analyser
from index.text.whoosh_index import WhooshIndex
from tests.index.text_corpora import section


def main(folder: str, cache: str, mode: str) -> None:
    analyser = Analyser(Path(cache))
    analyser.initialize()
    index = WhooshIndex(Path(folder), analyser, 0)
    print("ready", flush=True)
    revision = 1 + max(dict(index.revisions()).values(), default=0)
    while True:
        parts = [
            section(f"r{n}-2017", place, f"第{revision}版公开", revision=revision) for n in range(9) for place in (0, 1)
        ]
        if mode == "apply":
            index.apply(parts)
        else:
            with index.rebuild() as fresh:
                fresh.apply(parts[:8])
                fresh.apply(parts[8:])
        print(revision, flush=True)
        revision += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
