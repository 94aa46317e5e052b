"""A real OpenSearch cluster on loopback, each node a process of its own: `python -m tests.cluster.nodes start DIR`.

Jars come from Maven's repositories, once for each version; `kill` is a lost machine, `freeze` one that hangs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCES = HERE / "node"
JARS = HERE / "jars"
VERSION = os.environ.get("TEST_OPENSEARCH_VERSION", "2.19.6")
START_SECONDS = 240
PLAIN = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# Small nodes on few cores: the serial collector and the first compiler start fastest.
JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-Dlog4j2.formatMsgNoLookups=true")


@dataclass
class Cluster:
    """Nodes in a folder. `pids` and `ports` are in the order of their numbers."""

    folder: Path
    ports: list[int]
    transports: list[int]
    version: str = VERSION
    heap: str = "512m"
    settings: dict[str, str] = field(default_factory=dict)
    pids: dict[int, int] = field(default_factory=dict)
    children: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)

    @classmethod
    def create(cls, folder: Path, nodes: int = 1, **others: Any) -> Cluster:
        ports = free_ports(2 * nodes)
        return cls(folder, ports[:nodes], ports[nodes:], **others)

    @property
    def hosts(self) -> str:
        """The nodes as they stand in a URL of the text index."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def url(self, name: str = "sections") -> str:
        return f"opensearch://{self.hosts}/{name}"

    def start(self) -> None:
        """Start every node and wait until all have found each other."""
        fetch(self.version)
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        for number in range(len(self.ports)):
            self.revive(number)
        self.wait(len(self.ports))

    def revive(self, number: int) -> None:
        """Start one node on the data it has."""
        home = self.folder / f"node-{number}"
        (home / "config").mkdir(parents=True, exist_ok=True)
        settings = self._settings(number, home) | self.settings
        command = [
            *(str(java(self.version)), f"-Xms{self.heap}", f"-Xmx{self.heap}", *JVM),
            *(f"-Djava.io.tmpdir={self.folder / 'tmp'}", "-cp", f"{JARS / self.version}:{JARS / self.version}/*"),
            *("ClusterNode", str(home), *(f"{name}={value}" for name, value in settings.items())),
        ]
        with (home / "out.log").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd=self.folder
            )
        self.pids[number], self.children[number] = process.pid, process
        self.save()

    def _settings(self, number: int, home: Path) -> dict[str, str]:
        names = [f"node-{one}" for one in range(len(self.ports))]
        found = {
            "cluster.name": "disclosure-tests",
            "node.name": names[number],
            "network.host": "127.0.0.1",
            "http.port": str(self.ports[number]),
            "transport.port": str(self.transports[number]),
            "path.data": str(home / "data"),
            "path.logs": str(home / "logs"),
            "http.type": "netty4",
            "transport.type": "netty4",
            "action.auto_create_index": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            # What is lost is to be noticed, and begun anew, within the tests' patience.
            "indices.recovery.recovery_activity_timeout": "15s",
            "indices.recovery.internal_action_timeout": "15s",
        }
        if len(names) == 1:
            return found | {"discovery.type": "single-node"}
        seeds = ",".join(f"127.0.0.1:{port}" for port in self.transports)
        return found | {"discovery.seed_hosts": seeds, "cluster.initial_cluster_manager_nodes": ",".join(names)}

    def wait(self, nodes: int, status: str = "yellow", seconds: float = START_SECONDS) -> None:
        """Wait until so many nodes are in the cluster and every shard is at hand."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._must_live()
            for number in list(self.pids):
                health = self.ask(number, "/_cluster/health")
                good = health is not None and health["status"] in (status, "green")
                if health is not None and good and health["number_of_nodes"] >= nodes:
                    return
            time.sleep(0.2)
        raise TimeoutError(f"the cluster in {self.folder} did not come up: see node-*/out.log")

    def _must_live(self) -> None:
        for number, child in self.children.items():
            if child.poll() is not None:
                raise ChildProcessError(f"node {number} ended: see {self.folder}/node-{number}/out.log")

    def ask(self, number: int, path: str, method: str = "GET", body: object = None) -> Any:
        """Ask a node for JSON; None where it does not answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.ports[number]}{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with PLAIN.open(request, timeout=10) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def manager(self) -> int:
        """Return the number of the node that manages the cluster."""
        for number in self.pids:
            found = self.ask(number, "/_cat/cluster_manager?format=json")
            if found:
                return int(found[0]["node"].removeprefix("node-"))
        raise ConnectionError("no node answers")

    def kill(self, number: int) -> None:
        """Lose a node at once."""
        self._end(number, signal.SIGKILL)

    def stop(self) -> None:
        """Stop every node and wait for its end."""
        for number in list(self.pids):
            self._end(number, signal.SIGTERM, wait=False)
        for number in list(self.pids):
            self._wait_for(number)
        self.save()

    def _wait_for(self, number: int) -> None:
        pid, child = self.pids.pop(number), self.children.pop(number, None)
        if child is None:
            _wait(pid)
        else:
            child.wait(60)

    def freeze(self, number: int) -> None:
        """Let a node hang, with its connections open."""
        os.kill(self.pids[number], signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        os.kill(self.pids[number], signal.SIGCONT)

    def _end(self, number: int, with_signal: signal.Signals, *, wait: bool = True) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pids[number], with_signal)
        if wait:
            self._wait_for(number)
            self.save()

    def save(self) -> None:
        """Write down what another process needs to stop this cluster."""
        self.folder.mkdir(parents=True, exist_ok=True)
        said = {name: getattr(self, name) for name in ("ports", "transports", "version", "heap", "settings", "pids")}
        (self.folder / "cluster.json").write_text(json.dumps(said))

    @classmethod
    def load(cls, folder: Path) -> Cluster:
        said = json.loads((folder / "cluster.json").read_text())
        said["pids"] = {int(number): pid for number, pid in said["pids"].items()}
        return cls(folder, **said)


def fetch(version: str) -> None:
    """Get the jars and compile the launcher, once."""
    folder = JARS / version
    if (folder / "ClusterNode.class").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    copying = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-Dopensearch.version={version}"]
    subprocess.run([*copying, "-DincludeScope=runtime", f"-DoutputDirectory={folder}"], cwd=SOURCES, check=True)
    shutil.copy(SOURCES / "log4j2.properties", folder)
    compiler = java(version).with_name("javac")
    subprocess.run(
        [str(compiler), "-cp", f"{folder}/*", "-d", str(folder), "ClusterNode.java"], cwd=SOURCES, check=True
    )


def java(version: str) -> Path:
    """Return the java command: 2.x runs on 17 and newer, 3.x on 21 and newer; JAVA_HOME names one."""
    if home := os.environ.get("JAVA_HOME"):
        return Path(home) / "bin/java"
    least = 21 if version.startswith("3") else 17
    for command in sorted(Path("/usr/lib/jvm").glob("*/bin/java")):
        if (command.with_name("javac")).is_file() and _release(command) >= least:
            return command
    raise FileNotFoundError(f"OpenSearch {version} needs a JDK of {least} or newer; JAVA_HOME may name it")


def _release(command: Path) -> int:
    said = subprocess.run([str(command), "-version"], capture_output=True, text=True, check=True).stderr
    return int(said.split('"')[1].split(".")[0])


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _wait(pid: int) -> None:
    """Wait for a process to end, whether or not it is our child."""
    for _ in range(600):
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
        except ChildProcessError:
            if not Path(f"/proc/{pid}").exists():
                return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)


@contextmanager
def running(folder: Path, nodes: int = 1, **others: Any) -> Iterator[Cluster]:
    """Start a cluster and stop it after the block."""
    cluster = Cluster.create(folder, nodes, **others)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["fetch", "start", "stop"])
    parser.add_argument("folder", type=lambda text: Path(text).resolve(), nargs="?")
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--version", default=VERSION)
    parser.add_argument("--heap", default="512m")
    asked = parser.parse_args()
    if asked.verb == "fetch":
        fetch(asked.version)
        return
    if asked.folder is None:
        parser.error("which folder?")
    if asked.verb == "stop":
        Cluster.load(asked.folder).stop()
        return
    cluster = Cluster.create(asked.folder, asked.nodes, version=asked.version, heap=asked.heap)
    cluster.start()
    print(cluster.url())


if __name__ == "__main__":
    main()
