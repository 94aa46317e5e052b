"""From bytes to text: byte order marks, then UTF-8, UTF-16, GB18030 and Big5 by what the bytes can be."""

from __future__ import annotations

import codecs
import re

from reports.errors import UndecodableText
from reports.text.wording import patterns

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EXPECTED = patterns("carrier_patterns.toml")("everyday")
_SIGNS = "\u00a0\u00a7\u00b0\u00b1\u00b7\u00d7\u00f7\u2010-\u2027\u2030-\u203f\u2150-\u22ff\u2460-\u27bf"
"""Signs that lists, forms and patterns are full of, in any number: ×, □, ■, ①, ─, →."""
_ORDINARY = re.compile(f"[\\s\\x20-\\x7e{_SIGNS}\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_NO_LETTERS = re.compile(f"[\\x20-\\x7e{_SIGNS}]+")
_MAX_LOST = 0.003
"""Share of characters that may be damaged: a cut last character must not cost the report."""
_SAMPLE = 20_000
_FAMILIAR = 0.1
"""Share of everyday characters in Chinese text: about a third in reports, one in fifty where bytes are misread."""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_MAX_CONTROLS = 0.02
"""Share of characters that may be stray control characters, which nobody sees; more of them is no text."""


def decode(data: bytes, file: str, declared: str | None = None) -> str:
    """Return the text; `declared` is the charset a page names, tried when the bytes allow it.

    Raises UndecodableText when no encoding gives plausible text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _lenient(data[len(mark) :], encoding)
            # A NUL behind the mark of UTF-16 makes it that of UTF-32.
            if text is not None and _plausible(text):
                return _without_controls(text)
    text = _strict(data, "utf-8")
    if text is not None and _plausible(text):
        return _without_controls(text)
    for encoding in _utf16(data):
        text = _strict(data, encoding)
        if text is not None and _plausible(text) and "\0" not in text:
            return _without_controls(text)
    if declared and _legacy(declared)[0].startswith(declared.lower()[:2]):
        text = _strict(data, _legacy(declared)[0])
        if text is not None and _plausible(text):
            return _without_controls(text)
    candidates = [text for name in ("utf-8", *_legacy(declared)) if (text := _lenient(data, name)) is not None]
    best = max(candidates, key=_familiar, default=None)
    return _required(best if best is not None and _familiar(best) > _FAMILIAR else None, file)


def _required(text: str | None, file: str) -> str:
    if text is None or not _plausible(text):
        raise UndecodableText(file, "the bytes are no text in UTF-8, UTF-16, GB18030 or Big5")
    return _without_controls(text)


def _without_controls(text: str) -> str:
    """Take out control characters: libxml2 ends a page at a NUL, and no reader sees any of them."""
    return _CONTROLS.sub("", text)


def _legacy(declared: str | None) -> list[str]:
    """Return encodings to compare, best guess first: pages that declare GB2312 hold GB18030."""
    names = ["gb18030", "big5hkscs"]
    if declared and declared.lower().startswith("big5"):
        names.reverse()
    return names


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _lenient(data: bytes, encoding: str) -> str | None:
    text = data.decode(encoding, "replace")
    return text if text.count("\ufffd") <= max(1, len(text) * _MAX_LOST) else None


def _utf16(data: bytes) -> list[str]:
    """Return the UTF-16 byte orders the NULs point to: digits and line ends have a zero upper byte."""
    if len(data) < 4 or b"\0" not in data:
        return []
    even, odd = data[0::2].count(0), data[1::2].count(0)
    return ["utf-16-le"] if odd > even else ["utf-16-be"]


def _plausible(text: str) -> bool:
    """Tell text from bytes that merely decode: hardly a control character or one outside the usual ranges."""
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > _MAX_CONTROLS * len(sample):
        return False
    return len(_ORDINARY.findall(sample)) >= 0.9 * len(sample)


def _familiar(text: str) -> float:
    sample = _NO_LETTERS.sub("", text[:_SAMPLE])
    return len(_EXPECTED.findall(sample)) / max(1, len(sample))
