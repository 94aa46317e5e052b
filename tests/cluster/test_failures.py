"""Nodes are lost, hang, refuse and fill up while clients ask and send: no answer is wrong, nothing is lost.

16 clients ask all the time. What they were told while all was well is what they must be told, or that it cannot be
told now.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from index.text.analyser import Analyser
from index.text.opensearch.address import address
from index.text.opensearch.engine import OpenSearchIndex
from index.text.protocol import ColumnFilter, IndexFull, IndexUnavailable, TextQuery
from tests.cluster import nodes, postgresql
from tests.cluster.nodes import Cluster
from tests.cluster.reports import reports
from tests.cluster.served import FLASK, ROOT, Served, Watch, environment, questions, serving
from tests.index.text_corpora import section

pytestmark = pytest.mark.cluster
FILES = 12


@pytest.fixture(scope="module")
def service(three: Cluster, database: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service over three shards with a copy each, and some reports in it."""
    folder, files = tmp_path_factory.mktemp("service"), tmp_path_factory.mktemp("files")
    for name, text, _ in reports(FILES):
        (files / name).write_text(text)
    settings = {
        "TEXT_INDEX": f"{three.url('failures')}?shards=3",
        "DATABASE_URL": database.create(f"failures{uuid4().hex[:8]}"),
    }
    command = [str(FLASK), "--app", "app", "ingest", str(files), "--jobs", "1"]
    subprocess.run(command, cwd=ROOT, env=environment(folder, **settings), check=True, stdout=subprocess.DEVNULL)
    three.wait(3, "green")
    with serving(folder, **settings) as served:
        yield served


@pytest.fixture
def watch(service: Served, three: Cluster) -> Iterator[Watch]:
    """Clients that know what the answers are; after the test everything is as before."""
    made = Watch(service, questions(service))
    yield made
    for number in range(3):
        if number not in three.pids:
            three.revive(number)
    three.wait(3, "green")
    service.wait()
    assert questions(service) == made.questions


def nothing_was_wrong(watch: Watch) -> None:
    print(f"\n{dict(watch.statuses)}, slowest {watch.slowest:.1f} s, Retry-After {watch.retry_after}")
    assert watch.wrong == []
    assert set(watch.statuses) <= {200, 503}
    assert watch.statuses[200] > 0
    assert watch.retry_after <= {"5", "10"}


def test_nodes_lost_one_by_one_the_manager_first(three: Cluster, watch: Watch) -> None:
    with watch.looking():
        for _ in range(3):
            lost = three.manager()
            three.kill(lost)
            time.sleep(8)
            three.revive(lost)
            three.wait(3, "green")
    nothing_was_wrong(watch)


def test_with_two_of_three_nodes_lost_no_part_of_an_answer_is_given(three: Cluster, watch: Watch) -> None:
    with watch.looking():
        lost = [three.manager()]
        lost.append(next(number for number in range(3) if number not in lost))
        for number in lost:
            three.kill(number)
        time.sleep(15)
        for number in lost:
            three.revive(number)
        three.wait(3, "green")
    nothing_was_wrong(watch)
    assert watch.statuses[503] > 0


def test_a_node_that_hangs_is_passed_over(three: Cluster, watch: Watch) -> None:
    frozen = three.manager()
    with watch.looking():
        three.freeze(frozen)
        time.sleep(20)
        three.thaw(frozen)
        time.sleep(5)
    nothing_was_wrong(watch)


def test_what_was_acknowledged_is_found_after_all_nodes_were_gone(
    three: Cluster, watch: Watch, service: Served
) -> None:
    acknowledged, more = [], list(reports(FILES + 12))[FILES:]
    with watch.looking(4):
        for number, (name, text, mark) in enumerate(more):
            if number == 3:
                for node in range(3):
                    three.kill(node)
            if number == 9:
                for node in range(3):
                    three.revive(node)
                three.wait(3)
            status = service.upload(name, text)
            assert status in (200, 201, 503), status
            if status != 503:
                acknowledged.append(mark)
        three.wait(3, "green")
    # Answers grow as reports come in: none may have fewer hits than before.
    assert [path for path, (total, *_) in watch.wrong if total < watch.questions[path][0]] == []
    assert set(watch.statuses) <= {200, 503}
    service.wait()
    assert len(acknowledged) >= 6
    found = {mark: service.ask(f"/search?q={quote(chr(34) + mark + chr(34))}")[1]["total"] for _, _, mark in more}
    assert {mark: found[mark] for mark in acknowledged} == dict.fromkeys(acknowledged, 1)
    # The record has those too that nobody was told of, as it was written before the cluster was asked.
    assert set(found.values()) == {1}
    watch.questions = questions(service)


def test_refused_writes_are_sent_again(tmp_path: Path, analyser: Analyser) -> None:
    settings = {"thread_pool.write.queue_size": "1", "node.processors": "1"}
    with nodes.running(tmp_path, settings=settings) as cluster:
        index = OpenSearchIndex(address(cluster.url()), analyser)
        index.apply([section("first-2017", 0, "公开")])

        def write(number: int) -> None:
            index.apply(section(f"r{number}x{one}-2017", 0, "公开" * 50, revision=one + 1) for one in range(20))

        with ThreadPoolExecutor(24) as pool:
            list(pool.map(write, range(48)))
        rejected = cluster.ask(0, "/_nodes/stats/thread_pool")["nodes"].values()
        print("\nrejected:", [one["thread_pool"]["write"]["rejected"] for one in rejected])
        assert index.search(TextQuery(words=("公开",), limit=0)).total == 48 * 20 + 1
        assert index.damage() == ()


def test_a_full_disk_is_told_and_what_is_there_stays(tmp_path: Path, analyser: Analyser) -> None:
    """The cluster closes an index to writers when a disk is nearly full: here, when less than a petabyte is free."""
    with nodes.running(tmp_path) as cluster:
        index = OpenSearchIndex(address(cluster.url()), analyser)
        index.apply([section("a-2017", 0, "公开")])
        full = {"cluster.routing.allocation.disk.threshold_enabled": "true", "cluster.info.update.interval": "10s"}
        marks = {f"cluster.routing.allocation.disk.watermark.{name}": "1pb" for name in ("low", "high", "flood_stage")}
        assert cluster.ask(0, "/_cluster/settings", "PUT", {"transient": full | marks})
        until = time.monotonic() + 90
        while "read_only_allow_delete" not in str(cluster.ask(0, "/_all/_settings")):
            assert time.monotonic() < until, "the cluster never found its disk full"
            time.sleep(1)
        with pytest.raises(IndexFull):
            index.apply([section("b-2017", 0, "公开")])
        assert index.search(TextQuery(words=("公开",))).total == 1
        gone = dict.fromkeys((*full, *marks), None)
        assert cluster.ask(0, "/_cluster/settings", "PUT", {"transient": gone})
        assert cluster.ask(0, "/_all/_settings", "PUT", {"index.blocks.read_only_allow_delete": None})
        index.apply([section("b-2017", 0, "公开")])
        assert index.search(TextQuery(words=("公开",))).total == 2


def test_a_cluster_that_is_not_there_is_told_at_once(analyser: Analyser) -> None:
    (port,) = nodes.free_ports(1)
    index = OpenSearchIndex(address(f"opensearch://127.0.0.1:{port}/sections"), analyser)
    for act in (index.generation, index.stats, lambda: index.search(TextQuery(filters=(ColumnFilter("year"),)))):
        with pytest.raises(IndexUnavailable, match=f"opensearch://127.0.0.1:{port}/sections"):
            act()
    with pytest.raises(IndexUnavailable):
        index.apply([section("a-2017", 0, "公开")])
