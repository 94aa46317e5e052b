"""A process that writes to a cluster's index until it is killed; run by test_hosts."""

from __future__ import annotations

import sys
from pathlib import Path

from index.text.analyser import Analyser
from index.text.opensearch.address import address
from index.text.opensearch.engine import OpenSearchIndex
from tests.index.text_corpora import section


def main(hosts: str, name: str, cache: str) -> None:
    analyser = Analyser(Path(cache))
    analyser.initialize()
    index = OpenSearchIndex(address(f"opensearch://{hosts}/{name}"), analyser)
    print("ready", flush=True)
    revision = 1 + max(dict(index.revisions()).values(), default=0)
    while True:
        body = f"第{revision}版公开" * 20
        places = [(n, place) for n in range(40) for place in range(2 + revision % 3)]
        index.apply(section(f"r{n}-2017", place, body, revision=revision) for n, place in places)
        print(revision, flush=True)
        revision += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
