"""Responses as a WARC file keeps them: one by one, with their headers, each decoded apart from the others.

A record whose length lies, or that ends too early, is named, and reading goes on at the next record that can be found.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, Any, Literal
from urllib.parse import quote_from_bytes, urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from index.ingest.archives.bodies import CODINGS, PACKED, Cut, without_chunks
from index.ingest.archives.member import Blob
from index.ingest.archives.names import disposition_name, shown_name
from index.ingest.outcome import Failure
from reports.reading.read import MAX_BYTES

_MOST_HEADERS = 1 << 20
_MOST_RAW = MAX_BYTES + _MOST_HEADERS
_KEPT = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.revisit)
_HTTP = (
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
)
_NEXT = re.compile(rb"\n(WARC/[01]\.\d+\r?\nWARC-[A-Z])")
_DISPOSITION = re.compile(rb"(?im)^content-disposition:([^\r\n]*)")
_LOCATION = re.compile(rb"(?im)^location:[ \t]*([^\r\n]*)")
_REFRESH = re.compile(rb"(?im)^refresh:[ \t]*\d{1,2}[ \t]*[;,][ \t]*(?:url[ \t]*=)?[ \t]*[\"']?([^\r\n\"']*)")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_INTERIM = re.compile(rb"HTTP/\d(?:\.\d)? 1\d\d[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n(?=HTTP/)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_OF_THE_WEB = frozenset({"", "http", "https", "ftp", "file"})
"""Schemes of what was fetched. Crawlers keep pictures and texts of pages, and look-ups of names, beside the answers."""
_AS_SENT = "/:?#[]@!$&'()*+,;=%~-._"
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Response:
    """What one address answered. `body` is decoded (chunks, gzip, brotli), and None where it is too long.

    `digest` is that of the body as the file states it, else SHA-1; `record` is the record's id, `named` the file name
    of Content-Disposition, `location` where the answer leads. Where it was the same as one that was kept before,
    `refers_to` has the address of that, else the id of its record, and `first` when that was asked.
    """

    address: str
    retrieved: datetime | None
    status: int
    kind: str
    charset: str
    location: str
    body: bytes | None
    size: int = 0
    digest: str = ""
    named: str = ""
    record: str = ""
    again: bool = False
    refers_to: str = ""
    first: datetime | None = None


def responses(blob: Blob) -> Iterator[Response | Failure]:
    """Yield the responses of a WARC file in its order."""
    start: int | None = 0
    while start is not None:
        offset, begun, start = start, start, None
        try:
            for offset, found in _records(blob, begun):
                if found is not None:
                    yield found
                if isinstance(found, Failure) and found.code == "damaged_record":
                    start = _next(blob, offset + 1)
                    break
            else:
                if not _ends(blob, offset):
                    yield Failure(
                        f"{blob.name}@{offset}", "damaged_record", "the WARC file is cut short or damaged behind this"
                    )
                    start = _next(blob, offset + 1)
        except OSError as error:
            yield Failure(f"{blob.name}@{offset}", "damaged_record", f"the WARC file is damaged here: {error}")
            start = _next(blob, offset + 1)


def _records(blob: Blob, start: int) -> Iterator[tuple[int, Response | Failure | None]]:
    """Yield where each record stands with what it holds, None where it is no response."""
    with blob.open() as file:
        file.seek(start)
        for record in ArchiveIterator(file, parse_http=False, quirks_mode=True, max_header_len=_MOST_HEADERS):
            at = record.stream_pos
            yield at, _response(record, blob.name) if record.record_type in _KEPT else None


def _ends(blob: Blob, offset: int) -> bool:
    """Tell whether a WARC file ends with the record at this place; the iterator ends as quietly where it is cut."""
    with blob.open() as file:
        packed = file.read(len(PACKED)) == PACKED
        file.seek(offset)
        head = file.read(_STEP)
        if head.startswith(PACKED):
            return _unpacked_whole(head, file)
        if packed:  # one part holds several records: where each of them stands is not known
            file.seek(0)
            return _unpacked_whole(file.read(_STEP), file, several=True)
        length = re.search(rb"(?im)^content-length:\s*(\d{1,18})\s*$", head)
        body = head.find(b"\r\n\r\n")
        if length is None or body < 0:
            return False
        file.seek(offset + body + 4 + int(length[1]))
        return not file.read(_STEP).strip() and blob.size >= offset + body + 4 + int(length[1])


def _unpacked_whole(head: bytes, file: IO[bytes], *, several: bool = False) -> bool:
    """Tell whether the part of a gzip file that begins with `head` is whole and the last; with `several`, all parts."""
    part, piece = zlib.decompressobj(31), head
    try:
        while piece and not part.eof:
            part.decompress(piece, _STEP)
            piece = part.unconsumed_tail or (b"" if part.eof else file.read(_STEP))
            if several and part.eof and (rest := part.unused_data or file.read(_STEP)).startswith(PACKED):
                part, piece = zlib.decompressobj(31), rest
    except zlib.error:
        return False
    return part.eof and not part.unused_data.strip(b"\0 \r\n")


def _response(record: Any, archive: str) -> Response | Failure | None:
    """Return what a record holds, None where that is nothing of the web."""
    address = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if not _is_of_the_web(address):
        return None
    shown = f"{archive}!{shown_name(address)}"
    claimed, digest = record.content_length, (record.headers.get("WARC-Payload-Digest") or "").strip().lower()
    raw: bytes = record.reader.read(_MOST_RAW + 1)
    if len(raw) <= _MOST_RAW and len(raw) < claimed:
        return Failure(shown, "damaged_record", f"the record states {claimed} bytes and has {len(raw)}")
    if _NEXT.search(raw) and _swallows(raw):
        return Failure(shown, "damaged_record", "the record states more bytes than its own and runs over others")
    if record.record_type == WarcRecordType.revisit:
        return _revisit(record, address, raw, digest)
    identity = (record.headers.get("WARC-Record-ID") or "").strip("<> ")
    if record.record_type == WarcRecordType.resource:
        body = None if len(raw) > MAX_BYTES else raw
        kind, _, rest = (record.headers.get("Content-Type") or "").partition(";")
        charset = rest.lower().partition("charset=")[2].strip(" \"';")
        digest = digest or _digest(raw)
        kind = kind.strip().lower()
        return Response(address, _moment(record), 200, kind, charset, "", body, len(raw), digest, record=identity)
    if len(raw) > _MOST_RAW:
        return Response(address, _moment(record), 200, "", "", "", None, claimed)
    found = _http(raw, address, shown, _moment(record))
    return found if isinstance(found, Failure) else replace(found, digest=digest or found.digest, record=identity)


def _is_of_the_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in _OF_THE_WEB
    except ValueError:
        return True


def _revisit(record: Any, address: str, raw: bytes, digest: str) -> Response:
    refers = (record.headers.get("WARC-Refers-To-Target-URI") or "").strip("<> ")
    if not (refers or digest):
        refers = (record.headers.get("WARC-Refers-To") or "").strip("<> ")
    said = _STATUS.match(raw)
    return Response(
        address,
        _moment(record),
        int(said[1]) if said else 304,
        *("", "", _leads_to(raw, int(said[1]) if said else 304)),
        body=b"",
        size=len(raw),
        digest=digest,
        again=True,
        refers_to=refers,
        first=_date(record.headers.get("WARC-Refers-To-Date") or ""),
    )


def _leads_to(head: bytes, status: int) -> str:
    """Return where an answer's headers lead, as they were sent: what is not ASCII is percent-encoded byte by byte."""
    found = (_LOCATION if 300 <= status < 400 else _REFRESH).search(head)
    return quote_from_bytes(found[1].strip(), _AS_SENT) if found else ""


def _digest(body: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}".lower()


def _http(raw: bytes, address: str, shown: str, retrieved: datetime | None) -> Response | Failure:
    """Undo what HTTP did to a body. What claims to be encoded and is not is taken as it stands: tools decode it."""
    while interim := _INTERIM.match(raw):
        raw = raw[interim.end() :]
    end = _HEAD_END.search(raw)
    if not (end and raw.startswith(b"HTTP/")):
        return Failure(shown, "damaged_response", "this is no answer of HTTP")
    head, plain = raw[: end.start()], raw[end.end() :]
    if end[0] != b"\r\n\r\n" or b"\r" not in head:
        raw = b"\r\n".join(head.splitlines()) + b"\r\n\r\n" + plain
    try:
        record = _parsed(raw, "none")
        headers: Any = record.http_headers
        status = int(headers.status_code)
    except (OSError, ValueError, TypeError) as error:
        return Failure(shown, "damaged_response", f"its headers cannot be read: {error}")
    try:
        body = _body(raw, plain, headers)
    except Cut as error:
        return Failure(shown, "damaged_response", f"only a part of it came: {error}")
    length = headers.get("Content-Length") or ""
    whole = not (length.isascii() and length.isdigit()) or int(length) <= len(plain) or int(length) == len(body)
    if not (whole or headers.get("Transfer-Encoding")):
        return Failure(shown, "damaged_response", f"only {len(plain)} of {length} bytes came")
    return Response(
        address,
        retrieved,
        status,
        (record.http_content_type or "").lower(),
        record.http_charset or "",
        _leads_to(head, status),
        None if len(body) > MAX_BYTES else body,
        len(body),
        _digest(plain),
        named=disposition_name(said[1]) if (said := _DISPOSITION.search(head)) else "",
    )


def _body(raw: bytes, plain: bytes, headers: Any) -> bytes:
    """Undo what HTTP did to a body, at most MAX_BYTES + 1 of it. Raises Cut."""
    told = f"{headers.get('Content-Encoding') or ''},{headers.get('Transfer-Encoding') or ''}".lower().split(",")
    codings = [coding.strip() for coding in told if coding.strip()]
    if "br" in codings:
        try:
            body: bytes = _parsed(raw, "all").reader.read(MAX_BYTES + 1)
        except OSError:
            return without_chunks(plain) if "chunked" in codings else plain
        return body
    for coding in reversed(codings):
        plain = CODINGS.get(coding, bytes)(plain)
    return plain[: MAX_BYTES + 1]


def _parsed(raw: bytes, decoding: Literal["none", "all"]) -> Any:
    record = WarcRecord.from_bytes(_HTTP % len(raw) + raw + b"\r\n\r\n")
    record.parse_http(auto_decode=decoding, max_header_len=_MOST_HEADERS)
    return record


def _swallows(raw: bytes) -> bool:
    """Tell whether a record holds the beginning of another: its body is longer than HTTP says it is."""
    head, _, body = raw.partition(b"\r\n\r\n")
    said = re.search(rb"(?im)^content-length:\s*(\d{1,18})\s*$", head)
    return said is None or len(body) > int(said[1])


def _moment(record: Any) -> datetime | None:
    found = record.record_date
    return found.astimezone(UTC) if isinstance(found, datetime) else None


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None


def _next(blob: Blob, after: int) -> int | None:
    """Return where the next record begins, for a file in gzip where the next of its parts does; None at the end."""
    with blob.open() as file:
        packed = file.read(3) == PACKED
        file.seek(after)
        place, held = after, b""
        while piece := file.read(_STEP):
            held += piece
            if packed and (found := held.find(PACKED)) >= 0:
                return place + found
            if not packed and (begun := _NEXT.search(held)):
                return place + begun.start(1)
            place, held = place + max(0, len(held) - 64), held[-64:]
    return None
