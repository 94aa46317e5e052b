"""Fifty hostile office files of ten kinds: each tries to have something fetched, opened, computed, run or exhausted."""

# ruff: noqa: E501

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from tests.reports.compound import compound

FILES = Path(__file__).parents[1] / "reports" / "files"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing")),
        *(
            ("fo", "xsl-fo-compatible"),
            ("svg", "svg-compatible"),
            ("script", "script"),
            ("presentation", "presentation"),
        ),
        *(("form", "form"), ("manifest", "manifest"), ("chart", "chart")),
    )
)
_NAMESPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
SAID = "杭州市财政局2019年政府信息公开工作年度报告"


def odt(
    body: str, styles: str = "", automatic: str = "", before: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    """Return an OpenDocument text with this body."""
    head = '<?xml version="1.0" encoding="UTF-8"?>' + before
    content = (
        f"{head}<office:document-content {_NAMESPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text><text:p>{SAID}</text:p>{body}</office:text></office:body></office:document-content>"
    )
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
        "styles.xml": f"{head}<office:document-styles {_NAMESPACES}>{styles}</office:document-styles>".encode(),
        "META-INF/manifest.xml": f"<manifest:manifest {_NAMESPACES}/>".encode(),
        **(extra or {}),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def rtf(body: str, head: str = "") -> bytes:
    """Return an RTF file with this body; its first line is a report's title."""
    said = "".join(f"\\u{ord(one)}?" for one in SAID)
    return (f"{{\\rtf1\\ansi\\ansicpg936{head}\\pard " + said + "\\par " + body + "\\par}").encode("gb18030")


def doc(code: str) -> bytes:
    """Return an old Word file with a field of this code in place of its second paragraph's beginning."""
    whole = (FILES / "2022-water-bureau.doc").read_bytes()
    old = "本报告依据《中华人民共和国政府信息公开条例》编制，统计期限自".encode("utf-16-le")
    new = f"\x13{code}\x14\x15"[: len(old) // 2].ljust(len(old) // 2, "。").encode("utf-16-le")
    assert old in whole
    return whole.replace(old, new, 1)


def hostile(base: str, secret: Path, pipe: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield kind, name and bytes; `base` is an address that counts who asks, `secret` and `pipe` are local files."""
    targets = {"net": f"{base}/a.png", "file": secret.as_uri(), "pipe": pipe.as_uri()}
    for where, to in targets.items():
        link = f'xlink:href="{to}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
        frame = f'<text:p><draw:frame svg:width="5cm" svg:height="5cm"><draw:%s {link}/></draw:frame></text:p>'
        yield "linked picture", f"picture-{where}.odt", odt(frame % "image")
        yield "linked object", f"object-{where}.odt", odt(frame % "object")
        yield "linked object", f"ole-{where}.odt", odt(frame % "object-ole")
        yield "linked object", f"plugin-{where}.odt", odt(frame % "plugin")
        yield "linked object", f"floating-{where}.odt", odt(frame % "floating-frame")
        fill = f'<style:style style:name="P" style:family="paragraph"><style:paragraph-properties><style:background-image {link}/>'
        fill += "</style:paragraph-properties></style:style>"
        yield (
            "background picture",
            f"background-{where}.odt",
            odt('<text:p text:style-name="P">1</text:p>', automatic=fill),
        )
        page = f'<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties><style:background-image {link}/>'
        page += "</style:page-layout-properties></style:page-layout></office:automatic-styles>"
        yield "background picture", f"page-{where}.odt", odt("", styles=page)
        section = f'<text:section text:name="s"><text:section-source {link}/><text:p>old</text:p></text:section>'
        yield "linked section", f"section-{where}.odt", odt(section)
        bullet = (
            f'<text:list-style style:name="B"><text:list-level-style-image text:level="1" {link}/></text:list-style>'
        )
        yield "linked picture", f"bullet-{where}.odt", odt("", automatic=bullet)
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{to}">]>'
        yield "entity", f"entity-{where}.odt", odt("<text:p>&e;</text:p>", before=entity)
        yield "entity", f"dtd-{where}.odt", odt("", before=f'<!DOCTYPE x SYSTEM "{to}">')
        plain = to.removeprefix("file://")
        for field in ("INCLUDEPICTURE", "INCLUDETEXT", "LINK Word.Document.8", "DDEAUTO soffice", "IMPORT"):
            code = f'{field} "{plain}"'
            name = f"{field.split()[0].lower()}-{where}"
            yield "field", f"{name}.rtf", rtf(f"{{\\field{{\\*\\fldinst {code} \\\\d}}{{\\fldrslt 9}}}}")
            yield "field", f"{name}.doc", doc(f'{field.split()[0]} "{plain}"')
        yield (
            "template",
            f"template-{where}.rtf",
            rtf("", f"{{\\*\\template {plain}}}{{\\*\\background {{\\pict {plain}}}}}"),
        )
        yield (
            "font",
            f"font-{where}.rtf",
            rtf(
                "", f"{{\\fonttbl{{\\f0{{\\*\\fontemb{{\\*\\fontfile {plain}}}}}X;}}}}{{\\filetbl{{\\file {plain};}}}}"
            ),
        )
        source = f"<svg:font-face-src><svg:font-face-uri {link}/></svg:font-face-src>"
        font = f'<office:font-face-decls><style:font-face style:name="F">{source}</style:font-face></office:font-face-decls>'
        yield "font", f"font-{where}.odt", odt("", styles=font)
    dde = '<text:dde-connection-decls><text:dde-connection-decl office:name="d" office:dde-application="sh"/></text:dde-connection-decls>'
    yield "macro", "dde.odt", odt(dde)
    script = '<office:scripts><office:event-listeners><script:event-listener script:event-name="dom:load"/></office:event-listeners></office:scripts>'
    yield (
        "macro",
        "macro.odt",
        odt(script, extra={"Basic/Standard/Module1.xml": b'Sub Main\nShell("touch /tmp/x")\nEnd Sub'}),
    )
    yield "macro", "vba.doc", compound("WordDocument", "1Table", "VBA", below="Macros")
    lol = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    yield "bomb", "entities.odt", odt("<text:p>&a11;</text:p>", before=f'<!DOCTYPE x [<!ENTITY a0 "ha">{lol}]>')
    yield "bomb", "unpacked.odt", odt("", extra={"styles.xml": b" " * (60 << 20)})
    yield "bomb", "deep.odt", odt("<text:p>" + "<text:span>" * 3000 + "</text:span>" * 3000 + "</text:p>")
    yield "bomb", "sections.odt", odt("<text:section>" * 200 + "</text:section>" * 200)
    yield (
        "bomb",
        "repeated.odt",
        odt(
            '<table:table><table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"><text:p>1</text:p></table:table-cell></table:table-row></table:table>'
        ),
    )
    yield "bomb", "groups.rtf", rtf("{" * 100_000)
    yield "bomb", "binary.rtf", rtf("\\bin999999999 x")
    yield (
        "bomb",
        "cells.rtf",
        rtf("\\trowd" + "".join(f"\\cellx{n}" for n in range(5000)) + "\\intbl 1" + "\\cell" * 5000 + "\\row"),
    )
    yield "spaces", "spaces.odt", odt('<text:p>1<text:s text:c="2000000000"/>2</text:p>')
    yield "spaces", "spaces-many.odt", odt("<text:p>1" + '<text:s text:c="99999"/>' * 20_000 + "2</text:p>")
    yield "spaces", "spaces-huge.odt", odt(f'<text:p>1<text:s text:c="{"9" * 6000}"/>2</text:p>')
