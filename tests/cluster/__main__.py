"""`python -m tests.cluster`: the suites that need a cluster and PostgreSQL, over servers started for them.

With --quick one node, fewer tests and tries and no failures: what fits before every change. Without, all of it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.cluster import nodes, postgresql

QUICK = {"PARITY_TRIES": "10", "HOSTS_FILES": "30"}
RECORD = ("tests/index", "-k", "postgresql and not test_text")
CONTRACT = ("tests/index", "-k", "test_text_contract and opensearch")
CLUSTER = ("-m", "cluster", "-s", *(f"tests/cluster/test_{name}.py" for name in ("parity", "hosts", "tls")))
QUICK_RECORD = ("tests/index", "-k", "postgresql and test_record")
QUICK_CONTRACT = (*CONTRACT[:-1], f"{CONTRACT[-1]} and not many_small_commits and not all_pages_are_of_one_state")
QUICK_CLUSTER = (*CLUSTER, "-k", "not one_shard and not three_nodes")
FAILURES = ("-m", "cluster", "-s", "tests/cluster/test_failures.py")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--version", default=nodes.VERSION, help="of OpenSearch")
    asked = parser.parse_args()
    nodes.fetch(asked.version)
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder, ExitStack() as servers:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else where we are root
        database = servers.enter_context(postgresql.running(Path(folder, "postgresql")))
        environ = os.environ | {
            "TEST_OPENSEARCH_VERSION": asked.version,
            "TEST_POSTGRESQL_URL": database.create("records"),
            **(QUICK if asked.quick else {}),
        }
        failed = 0
        with nodes.running(Path(folder, "one"), version=asked.version) as one:
            for suite in (QUICK_RECORD, QUICK_CONTRACT, QUICK_CLUSTER) if asked.quick else (RECORD, CONTRACT, CLUSTER):
                failed |= _pytest(environ | {"TEST_OPENSEARCH_URL": one.url()}, suite)
        if not asked.quick:
            failed |= _pytest(environ, FAILURES)
    return failed


def _pytest(environ: dict[str, str], arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "--durations=12", *arguments]
    return subprocess.run(command, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
