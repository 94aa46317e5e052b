"""`python -m tests.cluster`: the suites that need a cluster and PostgreSQL, over servers started for them.

With --quick one node, fewer tries and no failures: what fits before every change. Without, all of it.
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

QUICK = {"PARITY_TRIES": "30", "HOSTS_FILES": "60"}
RECORD = ("tests/index", "-k", "postgresql and not test_text")
CONTRACT = ("tests/index/test_text_contract.py", "-k", "opensearch")
CLUSTER = ("-m", "cluster", "tests/cluster/test_parity.py", "tests/cluster/test_hosts.py")
FAILURES = ("-m", "cluster", "tests/cluster/test_failures.py", "-s")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--version", default=nodes.VERSION, help="of OpenSearch")
    asked = parser.parse_args()
    nodes.fetch(asked.version)
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder, ExitStack() as servers:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else where we are root
        database = servers.enter_context(postgresql.running(Path(folder, "postgresql")))
        environ = os.environ | {"TEST_OPENSEARCH_VERSION": asked.version, **(QUICK if asked.quick else {})}
        with nodes.running(Path(folder, "one"), version=asked.version) as one:
            on_one = environ | {"TEST_OPENSEARCH_URL": one.url()}
            shared = {"TEST_POSTGRESQL_URL": database.create("records")}
            failed = _pytest(on_one | shared, RECORD) | _pytest(on_one, CONTRACT)
            failed |= _pytest(on_one | {"TEST_POSTGRESQL_URL": database.url()}, CLUSTER)
        if not asked.quick:
            failed |= _pytest(environ | {"TEST_POSTGRESQL_URL": database.url()}, FAILURES)
    return failed


def _pytest(environ: dict[str, str], arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
