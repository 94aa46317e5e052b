"""Web archives written record by record, and a record they are taken into."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from pathlib import Path

import docx
from fastwarc.warc import WarcRecord, WarcRecordType

from index.ingest.outcome import Summary
from index.ingest.run import ingest
from index.originals.folder import FolderOriginals
from index.record.store import Record
from tests.crawl.writing import Written, as_page
from tests.index.stubs import MemoryIndex

REPORT = Written("杭州市科学技术局", 2023, "html", 5, 120)
ID, TITLE = "hangzhoushi-kexuejishuju-2023", REPORT.title
SITE = "http://kjj.a.example"
PAGE, FILE = f"{SITE}/art/1.html", f"{SITE}/files/P0201.docx"
HTML = {"Content-Type": "text/html"}
BODY = as_page(REPORT, "<div>首页</div>")


def answer(address: str, body: bytes, headers: dict[str, str] | None = None, date: str = "2024-03-01") -> bytes:
    """Write a record of an answer, with the digest of its body, as fastwarc does."""
    told = {"Content-Length": str(len(body))} | (HTML if headers is None else headers)
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.headers["WARC-Target-URI"], record.headers["WARC-Date"] = address, f"{date}T08:00:00Z"
    record.set_bytes_content(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode("latin-1") + body)
    record.is_http = True
    record.parse_http(auto_decode="none")
    made = io.BytesIO()
    record.write(made, checksum_data=True)
    return gzip.compress(made.getvalue())


def revisit(address: str, refers_to: str, first: str, digest: str = "", date: str = "2024-06-01") -> bytes:
    """Write a record that says: the same as before."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.revisit)
    told = {
        "WARC-Target-URI": address,
        "WARC-Date": f"{date}T08:00:00Z",
        "WARC-Refers-To-Target-URI": refers_to,
        "WARC-Refers-To-Date": first and f"{first}T08:00:00Z",
        "WARC-Payload-Digest": digest,
    }
    for name, value in told.items():
        if value:
            record.headers[name] = value
    record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    made = io.BytesIO()
    record.write(made)
    return gzip.compress(made.getvalue())


def written(lines: Sequence[str]) -> bytes:
    made, buffer = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(buffer)
    return buffer.getvalue()


def nameless() -> bytes:
    """Write the report without its title and opening, and without its agency's name and year."""
    return written([line.replace(REPORT.agency, "本机关").replace("2023年", "全年") for line in REPORT.lines()[2:]])


def linking(link: str, title: str = TITLE) -> bytes:
    page = f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>{link}</body></html>"
    return page.encode()


class Taken:
    """A record and what goes with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = Record.open(f"sqlite:///{folder}/record.db")
        self.originals, self.index = FolderOriginals(folder / "originals"), MemoryIndex()
        self.files = 0

    def ingest(self, *archives: bytes) -> Summary:
        paths = []
        for data in archives:
            self.files += 1
            paths.append(self.folder / f"{self.files}.bin")
            paths[-1].write_bytes(data)
        return ingest(paths, self.record, self.originals, self.index, jobs=1)

    def held(self) -> dict[str, list[set[str]]]:
        """Return for each report its versions' addresses."""
        return {
            one.id: [self._addresses(version.sha256) for version in one.versions]
            for one in self.record.reports(limit=99).items
        }

    def _addresses(self, sha256: str) -> set[str]:
        return {source.address for source in self.record.sources_of([sha256]).get(sha256, ())}

    def page_of(self, address: str) -> str:
        (version,) = self.record.reports(limit=99).items[0].versions
        return next(
            source.page
            for source in self.record.sources_of([version.sha256])[version.sha256]
            if source.address == address
        )


def raw_record(kind: str, address: str, block: bytes, *, date: str = "2024-03-01", told: Sequence[str] = ()) -> bytes:
    """Write a record by hand: fastwarc would not write what some crawlers do."""
    http = ["Content-Type: application/http; msgtype=response"] if block.startswith(b"HTTP/") else []
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        *([f"WARC-Target-URI: {address}"] if address else []),
        f"WARC-Date: {date}T08:00:00Z",
        *(http if not any(line.startswith("Content-Type") for line in told) else []),
        *told,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
