"""A private PostgreSQL on loopback, from the system's packages: `python -m tests.cluster.postgresql start DIR`."""

from __future__ import annotations

import argparse
import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.nodes import free_ports

OWNER = "postgres"
"""Who runs the server where the tests run as root, which it refuses to be."""
ROLE = "disclosure"


@dataclass(frozen=True)
class Server:
    """A server whose data lie in a folder."""

    folder: Path
    port: int

    def url(self, database: str = ROLE) -> str:
        return f"postgresql+psycopg://{ROLE}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the data where there are none, start, and make the database."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.folder, pwd.getpwnam(OWNER).pw_uid, -1)
        if not (self.folder / "data").is_dir():
            _run("initdb", "-D", str(self.folder / "data"), "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "''",
            "max_connections": 60,
            "fsync": "off",  # clients are killed here, the machine is not
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        _run(
            *("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log")),
            *("-o", options, "-w", "-t", "120", "start"),
        )
        self.create(ROLE, missing_ok=True)

    def create(self, database: str, *, missing_ok: bool = False) -> str:
        """Make a database and return its URL."""
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", ROLE)
        _run("createdb", *where, database, check=not missing_ok)
        return self.url(database)

    def stop(self) -> None:
        _run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop")


def _run(command: str, *arguments: str, check: bool = True) -> None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not folders:
        raise FileNotFoundError("PostgreSQL is not installed: on Debian, apt-get install postgresql")
    as_owner = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    full = [*as_owner, str(folders[-1] / command), *arguments]
    subprocess.run(full, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=None if check else subprocess.DEVNULL)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Start a server and stop it after the block."""
    server = Server(folder, free_ports(1)[0])
    server.start()
    try:
        yield server
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["start", "stop"])
    parser.add_argument("folder", type=lambda text: Path(text).resolve())
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    if asked.verb == "stop":
        Server(asked.folder, 0).stop()
        return
    server = Server(asked.folder, asked.port or free_ports(1)[0])
    server.start()
    print(server.url())


if __name__ == "__main__":
    main()
