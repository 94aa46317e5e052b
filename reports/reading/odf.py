"""The package of an OpenDocument file: its parts, unpacked within bounds and parsed without opening anything else."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from reports.errors import DamagedFile, EncryptedFile, TooLarge

MOST_XML = 40 * 1024 * 1024
"""As for Word files: a report's text unpacks to one or two megabytes."""
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "field": "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_UNREAD = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError),
    etree.XMLSyntaxError,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The text's body, and the roots that hold styles, the file's own first and those of the text after."""

    body: Any
    roots: tuple[Any, ...]


def q(name: str) -> str:
    """Return a name as lxml has it, `text:p` for instance."""
    prefix, local = name.split(":")
    return f"{{{_NAMES[prefix]}}}{local}"


def unpack(data: bytes, file: str) -> Parts:
    """Return the parts. Raises EncryptedFile, TooLarge or DamagedFile."""
    try:
        if not data.startswith(b"PK"):
            roots = (_parse(data),)
        else:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                _refuse_encrypted(archive, file)
                roots = tuple(_parse(_member(archive, name, file)) for name in ("styles.xml", "content.xml"))
    except _UNREAD as error:
        raise DamagedFile(file, "the OpenDocument file is cut short or damaged") from error
    return Parts(roots[-1].find(f"{q('office:body')}/{q('office:text')}"), roots)


def _refuse_encrypted(archive: zipfile.ZipFile, file: str) -> None:
    names = set(archive.namelist())
    manifest = _member(archive, "META-INF/manifest.xml", file) if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise EncryptedFile(file, "the OpenDocument file is protected by a password; save it without one")


def _member(archive: zipfile.ZipFile, name: str, file: str) -> bytes:
    if name == "styles.xml" and name not in archive.namelist():
        return b"<none/>"
    with archive.open(name) as member:
        data = member.read(MOST_XML + 1)
    if len(data) > MOST_XML:
        raise TooLarge(file, f"unpacked it takes more than {MOST_XML >> 20} MB, more than a report can be")
    return data


def _parse(data: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)
