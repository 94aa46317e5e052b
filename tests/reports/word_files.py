"""Word files written part by part for tests, as Word, WPS and others write them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SPACES = {
    "w": W,
    "r": OFFICE,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in SPACES.items())


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(inner: str, properties: str = "") -> str:
    whole = inner if inner.startswith(("<w:p>", "<w:altChunk")) else paragraph(inner)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{whole}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def beside(value: str) -> str:
    """Return a small table whose last cell holds `value`."""
    return table(
        row(cell(run("受理")), cell(run("件")), cell(value)), row(cell(run("答复")), cell(run("件")), cell(run("3")))
    )


def document(body: str, lead: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {DECLARED}>{lead}<w:body>{body}</w:body></w:document>'


def styles(inner: str) -> str:
    return f"<w:styles {DECLARED}>{inner}</w:styles>"


def relations(*entries: tuple[str, str, str], mode: str = "") -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"{mode}/>' for key, kind, target in entries
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def types(overrides: Mapping[str, str]) -> str:
    inner = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inner}'
        "</Types>"
    )


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(
    body: str,
    style: str = "",
    *,
    lead: str = "",
    main: str = MAIN,
    name: str = "word/document.xml",
    target: str | None = None,
    chunks: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return a Word file. `chunks` are embedded parts by name; their relation is `c` and their number, from 1."""
    own = [("s", f"{OFFICE}/styles", "styles.xml")] if style else []
    own += [(f"c{i}", f"{OFFICE}/aFChunk", f"/word/{chunk}") for i, chunk in enumerate(chunks or {}, 1)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types({name: main}),
        "_rels/.rels": relations(("r", f"{OFFICE}/officeDocument", target or name)),
        name: document(body, lead),
        f"word/_rels/{name.rsplit('/', 1)[-1]}.rels": relations(*own),
        **{f"word/{chunk}": content for chunk, content in (chunks or {}).items()},
    }
    return packed({**parts, "word/styles.xml": styles(style)} if style else parts)
