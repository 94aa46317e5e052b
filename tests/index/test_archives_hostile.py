"""Archives made to hurt: what can be read of them is taken in, limits hold, and each fault has a name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import resource
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import pytest

from index.ingest.archives import Member, Passed, is_archive, member, members
from index.ingest.outcome import Failure

PAGE = "<html><head><meta charset=utf-8></head><body><p>政府信息公开{}</p></body></html>"


def zipped(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return made.getvalue()


def tarred(files: Iterable[tuple[str, bytes]], mode: Literal["w:", "w:gz", "w:bz2", "w:xz"] = "w:gz") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def answer(body: bytes, headers: str = "Content-Type: text/html", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def record(payload: bytes, address: str = "http://a.example/x.html", length: int | None = None) -> bytes:
    length = len(payload) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length}"
    )
    return head.encode() + b"\r\n\r\n" + payload + b"\r\n\r\n"


def page(number: int) -> bytes:
    return record(answer(PAGE.format(number).encode()), f"http://a.example/{number}.html")


def apart(data: bytes, folder: Path, name: str = "in.bin") -> list[Member | Passed | Failure]:
    path = folder / name
    path.write_bytes(data)
    assert is_archive(path)
    return list(members(path, name))


def counted(found: list[Member | Passed | Failure]) -> tuple[int, list[str]]:
    """Return how many members came out, and the codes of failures."""
    return sum(isinstance(one, Member) for one in found), [one.code for one in found if isinstance(one, Failure)]


SHORT = answer(b"<html>2")
OVER = len(SHORT) + 4 + len(page(3))
LIES: dict[str, tuple[Callable[[], bytes], int, set[str]]] = {
    "a length past the end": (
        lambda: page(1) + record(SHORT, length=10**9) + page(3),
        2,
        {"damaged_record"},
    ),
    "a length past the end, packed": (
        lambda: b"".join(map(gzip.compress, (page(1), record(SHORT, length=10**9), page(3)))),
        2,
        {"damaged_record"},
    ),
    "a length over the next record": (
        lambda: page(1) + record(SHORT, length=OVER) + page(3) + page(4),
        3,
        {"damaged_record"},
    ),
    "a length too short": (lambda: page(1) + record(SHORT, length=30) + page(3), 2, {"damaged_response"}),
    "a negative length": (lambda: page(1) + record(SHORT, length=-5) + page(3), 2, {"damaged_response"}),
    "a length of 64 bits": (lambda: page(1) + record(SHORT, length=2**64) + page(3), 2, set()),
    "no HTTP": (lambda: page(1) + record(b"garbage") + page(3), 2, {"damaged_response"}),
    "no status": (lambda: page(1) + record(b"HTTP/1.1 abc\r\n\r\nx") + page(3), 2, {"damaged_response"}),
    "no gzip": (lambda: page(1) + record(answer(b"<html>2", "Content-Encoding: gzip")) + page(3), 3, set()),
    "no chunks": (lambda: page(1) + record(answer(b"<html>2", "Transfer-Encoding: chunked")) + page(3), 3, set()),
    "HTTP that was cut": (
        lambda: page(1) + record(answer(b"<html>2" * 9)[:-20]) + page(3),
        2,
        {"damaged_response"},
    ),
    "a member of gzip that is damaged": (
        lambda: gzip.compress(page(1)) + _flipped(gzip.compress(page(2))) + gzip.compress(page(3)),
        2,
        {"damaged_record"},
    ),
    "noise between": (lambda: page(1) + random.Random(3).randbytes(5000) + b"\r\n" + page(3), 2, set()),
}


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 12]) + data[middle + 12 :]


@pytest.mark.parametrize("kind", LIES)
def test_a_record_that_lies_costs_itself_alone(kind: str, tmp_path: Path) -> None:
    make, sound, codes = LIES[kind]
    found = apart(make(), tmp_path)
    names = {one.name for one in found if isinstance(one, Member)}
    assert {"in.bin!http://a.example/1.html", "in.bin!http://a.example/3.html"} <= names
    assert counted(found)[0] == sound
    assert codes <= set(counted(found)[1])


@pytest.mark.parametrize("kind", ["warc", "warc.gz", "zip", "tar.gz", "tar", "tar.xz", "tar.bz2"])
def test_an_archive_cut_anywhere_gives_what_came_before_and_says_so(kind: str, tmp_path: Path) -> None:
    rng = random.Random(5)
    files = [(f"{n}.html", PAGE.format(rng.randbytes(300).hex()).encode()) for n in range(12)]
    records = [record(answer(data), f"http://a.example/{name}") for name, data in files]
    whole = {
        "warc": lambda: b"".join(records),
        "warc.gz": lambda: b"".join(map(gzip.compress, records)),
        "zip": lambda: zipped(files),
        "tar": lambda: tarred(files, "w:"),
        "tar.gz": lambda: tarred(files),
        "tar.xz": lambda: lzma.compress(tarred(files, "w:")),
        "tar.bz2": lambda: bz2.compress(tarred(files, "w:")),
    }[kind]()
    assert counted(apart(whole, tmp_path)) == (12, [])
    outcome = Counter[str]()
    for cut in range(600, len(whole), max(1, len(whole) // 60)):
        path = tmp_path / "cut"
        path.write_bytes(whole[:cut])
        if not is_archive(path):
            outcome["no archive"] += 1
            continue
        came, codes = counted(list(members(path, "cut")))
        outcome["said" if codes else "silent"] += 1
        assert came <= 12
        assert codes or came == 12 or (kind.startswith("warc") and came == _records(whole[:cut], kind))
    assert outcome["said"] + outcome["no archive"] >= 30, outcome


def _records(data: bytes, kind: str) -> int:
    """Count the records of a WARC file that ends between two of them; one that does not raises."""
    return (gzip.decompress(data) if kind.endswith("gz") else data).count(b"WARC/1.0")


def test_names_lead_nowhere(tmp_path: Path) -> None:
    names = [
        "../../etc/passwd",
        "/etc/cron.d/x",
        "..\\..\\x.html",
        "a/../../b.html",
        "con\0.html",
        "‮lmth.x",
        "n" * 5000,
        "..",
        ".",
    ]
    names += ["年报/报告.html".encode("gbk").decode("cp437")]
    for data in (
        zipped((name, b"<html>1") for name in names),
        tarred((name[:90], b"<html>1") for name in names if "\0" not in name),
    ):
        before = set(tmp_path.rglob("*"))
        for one in apart(data, tmp_path):
            assert isinstance(one, Member)
            assert "/" not in one.file
            assert "\\" not in one.file
            assert one.file.strip(".")
            assert one.file.isprintable()
            assert len(one.file) <= 255
        assert set(tmp_path.rglob("*")) - before <= {tmp_path / "in.bin"}


def test_a_name_in_gbk_is_read(tmp_path: Path) -> None:
    data = zipped([("x" * 8 + ".html", b"<html>1")]).replace(b"x" * 8, "年度报告".encode("gbk"))
    assert [one.file for one in apart(data, tmp_path) if isinstance(one, Member)] == ["年度报告.html"]


def test_links_and_devices_of_a_tar_file_are_passed_over(tmp_path: Path) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            entry = tarfile.TarInfo(f"x{kind!r}")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    assert [one.code for one in apart(made.getvalue(), tmp_path) if isinstance(one, Passed)] == ["no_regular_file"] * 4


def test_bombs_are_named_and_what_stands_beside_them_is_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = bytes(60 << 20)
    bomb = gzip.compress(blank)
    cases = {
        "zip": zipped([("1.html", b"<html>1"), ("bomb", blank), ("2.html", b"<html>2")]),
        "tar": tarred([("1.html", b"<html>1"), ("bomb", blank), ("2.html", b"<html>2")]),
        "warc": page(1) + record(answer(bomb, "Content-Encoding: gzip")) + page(2),
        "warc.gz": b"".join(map(gzip.compress, (page(1), record(answer(blank)), page(2)))),
        "gzip in zip": zipped([("1.html", b"<html>1"), ("bomb.gz", bomb), ("2.html", b"<html>2")]),
    }
    for kind, data in cases.items():
        came, codes = counted(apart(data, tmp_path))
        assert (kind, came, codes) == (kind, 2, ["too_large"])
    monkeypatch.setattr(member, "MOST_UNPACKED", 100 << 20)
    many = zipped((f"{n}.html", bytes(40 << 20)) for n in range(5))
    came, codes = counted(apart(many, tmp_path))
    assert (came, codes) == (2, ["archive_bomb"])


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    data = b"<html>1"
    for depth in range(8):
        data = zipped([(f"{depth}.zip", data), (f"{depth}.html", b"<html>")])
    came, codes = counted(apart(data, tmp_path))
    assert (came, codes) == (3, ["archive_too_deep"])


def test_members_without_number_are_cut_off_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member.Budget, "of", classmethod(lambda cls, size: cls(1 << 40, 1000)))
    for data in (
        tarred((f"{n}", b"") for n in range(3000)),
        zipped((f"{n}", b"") for n in range(3000)),
        b"".join(gzip.compress(page(n)) for n in range(1100)),
    ):
        came, codes = counted(apart(data, tmp_path))
        assert codes == ["too_many_members"]
        assert came in (1000, 0)


TEN_MILLION = """
import struct, sys
from pathlib import Path
from index.ingest.archives import members
path = Path(sys.argv[1])
print([(type(one).__name__, one.code) for one in members(path, "many.zip")])
"""


def test_a_zip_file_of_ten_million_members_is_refused_in_little_memory(tmp_path: Path) -> None:
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    path = tmp_path / "many.zip"
    with path.open("wb") as file:
        file.write(struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"x")
        start = file.tell()
        for _ in range(10):
            file.write(entry * 1_000_000)
        size = file.tell() - start
        file.write(struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**7, 10**7, size, start))
        file.write(struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1))
        file.write(struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    command = [sys.executable, "-c", TEN_MILLION, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, cwd=Path(__file__).parents[2])
    assert (run.stdout.strip(), run.returncode) == ("[('Failure', 'too_many_members')]", 0)


def test_noise_never_raises(tmp_path: Path) -> None:
    rng = random.Random(14)
    seeds = [
        zipped([("1.html", b"<html>1"), ("sources.csv", b"file,address\n1.html,http://a.example/1\n")]),
        tarred([("1.html", b"<html>1" * 99), ("sources.csv", b"file,address\nx")]),
        b"".join(gzip.compress(page(n)) for n in range(3)),
        b"".join(page(n) for n in range(3)),
        gzip.compress(b"<html>1" * 99),
    ]
    tries = 0
    for seed in seeds:
        for _ in range(200):
            data = bytearray(seed)
            for _ in range(rng.randint(1, 12)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            path = tmp_path / "noise"
            path.write_bytes(data)
            if is_archive(path):
                list(members(path, "noise"))
            tries += 1
    assert tries == 1000


def test_a_document_that_is_a_zip_file_is_no_archive(tmp_path: Path) -> None:
    for inner in ("[Content_Types].xml", "mimetype", "word/document.xml", "OFD.xml"):
        path = tmp_path / "x"
        path.write_bytes(zipped([(inner, b"x")]))
        assert not is_archive(path)


def test_what_a_manifest_says_wrongly_is_named_row_by_row(tmp_path: Path) -> None:
    rows = [
        "file,address,retrieved,title",
        "1.html,http://a.example/1,2024-01-02,好",
        ",http://a.example/2,,",
        "2.html,javascript:alert(1),,",
        "2.html,http://a.example/2,yesterday,",
        "../../etc/passwd,http://a.example/3,,",
    ]
    found = apart(
        zipped([("1.html", b"<html>1"), ("2.html", b"<html>2"), ("sources.csv", "\n".join(rows).encode("gb18030"))]),
        tmp_path,
    )
    came, codes = counted(found)
    assert (came, codes) == (2, ["invalid_manifest"] * 3)
    first = next(one for one in found if isinstance(one, Member))
    assert [(one.address, one.title) for one in first.sources] == [("http://a.example/1", "好")]
