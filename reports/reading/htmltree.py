"""An HTML page as a tree without scripts, comments, marks of notes and the page's furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree, html

from reports.data import toml
from reports.errors import NotAReport
from reports.reading.noise import is_note_mark

_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]*\?>")
_REVEALED = re.compile(r"<!\[(?:if|endif)[^\]<>]*\]>", re.I)
_CONTROL = re.compile(r"&#(?:x0*(?:[0-8be-f]|1[0-9a-f])|0*(?:[0-8]|1[1245-9]|2\d|3[01])|x0*7f|0*127)\b;?", re.I)
_DIGIT = re.compile(r"[\d\uff10-\uff19]")
_LONGEST_MARK = 16
"""Characters of a note's mark, blanks included."""
_LINES = 10
_CELLS = 40
"""Cells: a form that holds more holds a report's table, which its sender filled in."""
_NAMES = re.compile(r"[\s,]+")


@cache
def containers() -> dict[str, list[str]]:
    data: dict[str, list[str]] = toml("containers.toml")
    return data


RAISED, BOLD = "reading-raised", "reading-bold"
"""Marks left on the tree: what the page's styles set above or below the line, and what they print in bold."""
BLOCKS = frozenset(containers()["blocks"])


def tree(text: str, file: str) -> html.HtmlElement:
    """Parse a page, however broken. Raises NotAReport where there is no element in it."""
    text = _CONTROL.sub("", _REVEALED.sub("", _DECLARATION.sub("", text, count=1)))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotAReport(file, "the page holds no text") from error
    return root


def prune(root: html.HtmlElement) -> None:
    """Take marks of notes and the furniture around every article out of the tree."""
    for mark in _glued_marks(root):
        silence(mark)
    furniture = set(containers()["furniture"])
    held = _held(root)
    gone: set[html.HtmlElement] = set()
    for element in list(root.iter()):
        parent = element.getparent()
        if element is not root and (parent is None or parent in gone):
            gone.add(element)  # what stands in furniture that is out goes with it
        elif element.tag in furniture and not held[element].is_article(element.tag):
            _drop(element)


def _glued_marks(root: html.HtmlElement) -> list[html.HtmlElement]:
    """Return raised and lowered numbers beside a digit, which would pass for a part of it: 12 and its note 1."""
    found, last = [], ""
    raised = _raised(root)
    for event, element, own in walk(root):
        if event == "start" and is_note_mark(text := raised.get(element, "")):
            after = (element.tail or "").lstrip()[:1]
            if _DIGIT.match(last) or (_DIGIT.search(text) and _DIGIT.match(after)):
                found.append(element)
        last = own.rstrip()[-1:] or ("" if element.tag in BLOCKS else last)
    return found


def _raised(root: html.HtmlElement) -> dict[html.HtmlElement, str]:
    """Return the elements above or below the line with their text, as far as a mark of a note may be long."""
    texts: dict[html.HtmlElement, str] = {}
    short: list[html.HtmlElement] = []
    for event, element, own in walk(root):
        if event == "start" and (element.tag in {"sup", "sub"} or element.get(RAISED) is not None):
            texts[element] = ""
            short.append(element)
        elif event == "end" and short and short[-1] is element:
            short.pop()
        for around in short if own else ():
            texts[around] += own[: _LONGEST_MARK + 1]
        short = [around for around in short if len(texts[around]) <= _LONGEST_MARK] if own else short
    return texts


@dataclass(slots=True)
class _Held:
    """How many lines and cells an element holds."""

    lines: int = 0
    cells: int = 0

    def is_article(self, tag: str) -> bool:
        """Old ASP.NET sites put the whole page into one form."""
        return tag in {"form", "header", "aside"} and (self.lines > _LINES or self.cells > _CELLS)


def _held(root: html.HtmlElement) -> dict[html.HtmlElement, _Held]:
    held: dict[html.HtmlElement, _Held] = {}
    for element in reversed(list(root.iter())):
        own = held.setdefault(element, _Held())
        if (parent := element.getparent()) is not None:
            above = held.setdefault(parent, _Held())
            above.lines += own.lines + (element.tag in {"p", "br"})
            above.cells += own.cells + (element.tag == "td")
    return held


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None and element.tag not in {"html", "body"}:
        silence(element)
        element.tag = "span"
        element.attrib.clear()


def silence(element: html.HtmlElement) -> None:
    """Take an element's text; taking out thousands of elements would join their tails over and over."""
    element.text = None
    for child in list(element):
        element.remove(child)


def names(element: html.HtmlElement) -> set[str]:
    """Return an element's id and classes in lower case."""
    joined = f"{element.get('id', '')} {element.get('class', '')}"
    return {name for name in _NAMES.split(joined.lower()) if name}


def is_furniture(element: html.HtmlElement) -> bool:
    return not names(element).isdisjoint(containers()["furniture_names"])


def walk(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement, str]]:
    """Yield ("start", element, its text), ("end", element, its tail); the root's tail is not part of it."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            own = (element.text if event == "start" else element.tail if element is not root else "") or ""
            yield event, element, own
