"""A Word file as a package of parts (ECMA-376 part 2): which parts there are, and what each one refers to.

Word goes by relationships, not by names: the text may stand in `word/document2.xml`, targets may be absolute or be
written with backslashes, and the namespaces may be those of Strict Open XML, which are read as the transitional ones.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from lxml import etree

from reports.errors import DamagedFile, EncryptedFile, TooLarge

_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_XML = 40 * 1024 * 1024
"""A report's text unpacks to one or two megabytes; beyond this it is made to exhaust memory."""
_TYPES = "[content_types].xml"
_MAIN = re.compile(r"wordprocessingml\.(?:document|template)\.main\+xml$|ms-word\.(?:document|template)\.macroEnabled")
_ENCRYPTED = 0x1
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": _W.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_CONTROLS = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[1245-9]|2\d|3[01]));", re.I
)
_LONGEST_REASON = 200


@cache
def w(name: str) -> str:
    """Return the qualified name of an element or attribute of WordprocessingML."""
    return f"{{{_W}}}{name}"


def inside(element: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those inside content controls, none of a table within."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in {w("tr"), w("tc"), w("tbl"), w("p")} and len(child):
            yield from inside(child, tag)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to. `kind` is the last word of its type; an external `target` is an address."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of one Word file, by name in lower case without the leading slash."""

    def __init__(self, file: str, parts: Mapping[str, bytes], types: Mapping[str, str]) -> None:
        self._file, self._parts, self._types = file, parts, types

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def data(self, name: str) -> bytes:
        return self._parts[name.lower()]

    def type_of(self, name: str) -> str:
        """Return a part's media type, "" where the package states none."""
        name = name.lower()
        return self._types.get(name) or self._types.get("." + name.rsplit(".", 1)[-1], "")

    def main(self) -> str:
        """Return the part that holds the text. Raises DamagedFile where there is none."""
        named = [relation.target for relation in self.relations("") if relation.kind == "officeDocument"]
        typed = [name for name in self._parts if _MAIN.search(self.type_of(name))]
        usual = [name for name in self._parts if re.fullmatch(r"word/document\d*\.xml", name)]
        found = next((name for name in (*named, *typed, *usual) if name in self), None)
        if found is None:
            raise DamagedFile(self._file, "the Word file is damaged: the part that holds its text is missing")
        return found

    def relations(self, part: str) -> Sequence[Relation]:
        """Return what `part` refers to; "" is the package itself."""
        folder, name = posixpath.split(part.lower())
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing not in self:
            return ()
        return [
            Relation(one.get("Id", ""), one.get("Type", "").rsplit("/", 1)[-1], target, external)
            for one in self.root(listing)
            if isinstance(one.tag, str)
            for external in [one.get("TargetMode", "").lower() == "external"]
            for target in [one.get("Target", "") if external else _resolved(folder, one.get("Target", ""))]
        ]

    def related(self, part: str, kind: str) -> Any | None:
        """Return the root of the first part of this kind that `part` refers to, None where there is none."""
        names = [one.target for one in self.relations(part) if one.kind == kind and not one.external]
        return next((self.root(name) for name in names if name in self), None)

    def root(self, name: str) -> Any:
        """Parse a part. Raises DamagedFile, which names it, where it is not XML."""
        return _parsed(self.data(name), name, self._file)


def open_package(data: bytes, file: str) -> Package:
    """Open a Word file, zipped or as one XML file (Flat OPC).

    Raises DamagedFile, EncryptedFile, or TooLarge where it unpacks to more than any report.
    """
    parts, types = (
        _flat(data, file) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else (_unzipped(data, file), {})
    )
    if _TYPES in parts:
        types = _listed(_parsed(parts[_TYPES], _TYPES, file))
    return Package(file, parts, types)


def _unzipped(data: bytes, file: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if any(member.flag_bits & _ENCRYPTED for member in members):
                raise EncryptedFile(file, "the Word file is protected by a password; save it without one")
            _bound({_part_name(member.filename): member.file_size for member in members}, file)
            return {
                _part_name(member.filename): archive.read(member) for member in members if _is_text(member.filename)
            }
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise DamagedFile(file, "the Word file is cut short or damaged: it cannot be unpacked") from error


def _bound(sizes: Mapping[str, int], file: str) -> None:
    largest = max((size for name, size in sizes.items() if name.endswith((".xml", ".rels"))), default=0)
    if sum(sizes.values()) > _MAX_UNPACKED or largest > _MAX_XML:
        raise TooLarge(file, f"unpacked it takes {sum(sizes.values()) // 1024 // 1024} MB, more than a report can be")


def _is_text(name: str) -> bool:
    """Tell parts that may hold text from pictures, fonts and macros, which are not unpacked."""
    return not name.lower().startswith(("word/media/", "word/fonts/")) and not name.lower().endswith(
        (".bin", ".jpeg", ".png")
    )


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _resolved(folder: str, target: str) -> str:
    target = unquote(target).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/").lower()


def _listed(root: Any) -> dict[str, str]:
    """Return media types by part name, and by extension with its dot."""
    types: dict[str, str] = {}
    for one in root:
        if isinstance(one.tag, str):
            name = one.get("PartName")
            types[_part_name(name) if name else "." + one.get("Extension", "").lower()] = one.get("ContentType", "")
    return types


def _flat(data: bytes, file: str) -> tuple[dict[str, bytes], dict[str, str]]:
    parts: dict[str, bytes] = {}
    types: dict[str, str] = {}
    if len(data) > _MAX_XML:
        raise TooLarge(file, f"it takes {len(data) // 1024 // 1024} MB, more than a report can be")
    for part in _parsed(data, file, file).iter(f"{_PKG}part"):
        name = _part_name(part.get(f"{_PKG}name", ""))
        types[name] = part.get(f"{_PKG}contentType", "")
        xml, binary = part.find(f"{_PKG}xmlData/*"), part.findtext(f"{_PKG}binaryData")
        if xml is not None:
            parts[name] = etree.tostring(xml)
        elif binary and not types[name].startswith("image/"):
            try:
                parts[name] = base64.b64decode(binary)
            except binascii.Error as error:
                raise DamagedFile(file, f"the Word file is damaged: {name} is not what it says") from error
    return parts, types


def _parsed(data: bytes, name: str, file: str) -> Any:
    data = _in_utf8(data)
    for strict, usual in _STRICT.items():
        data = data.replace(strict, usual)
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        reason = str(error)[:_LONGEST_REASON]
    # A stray control character, which XML forbids, must not cost the report.
    try:
        return etree.fromstring(_CONTROLS.sub(b"", data), _parser())
    except etree.XMLSyntaxError as error:
        raise DamagedFile(file, f"the Word file is damaged: {name} is not well-formed ({reason})") from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=False,
    )


def _in_utf8(data: bytes) -> bytes:
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    text = data.decode("utf-16", "replace")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode("utf-8", "ignore")
