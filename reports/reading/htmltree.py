"""An HTML page as a tree without what nobody sees: scripts, comments, hidden elements, the page's furniture."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree, html

from reports.errors import NotAReport
from reports.reading.noise import is_note_mark

_DATA = Path(__file__).parent.parent / "data" / "containers.toml"
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_REVEALED = re.compile(r"<!\[(?:if|endif)[^\]>]*\]>", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|sub)", re.I)
_DIGIT = re.compile(r"[\d\uff10-\uff19]")
_NAMES = re.compile(r"[\s,]+")


@cache
def containers() -> dict[str, list[str]]:
    data: dict[str, list[str]] = tomllib.loads(_DATA.read_text("utf-8"))
    return data


BLOCKS = frozenset(containers()["blocks"])


def tree(text: str, file: str) -> html.HtmlElement:
    """Parse a page, however broken. Raises NotAReport where there is no element in it."""
    text = _REVEALED.sub("", _DECLARATION.sub("", text, count=1))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotAReport(file, "the page holds no text") from error
    return root


def prune(root: html.HtmlElement) -> None:
    """Take out of the tree what is not seen or struck out, marks of notes, and the furniture around every article."""
    for mark in _glued_marks(root):
        _silence(mark)
    furniture = set(containers()["furniture"])
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if (
            (element.tag in furniture and not _holds_article(element))
            or element.tag in {"s", "strike", "del"}
            or _HIDDEN.search(element.get("style", ""))
            or _STRUCK.search(element.get("style", ""))
            or element.get("hidden") is not None
        ):
            _drop(element)


def _glued_marks(root: html.HtmlElement) -> list[html.HtmlElement]:
    """Return raised and lowered numbers beside a digit, which would pass for a part of it: 12 and its note 1."""
    found, last = [], ""
    for event, element, own in walk(root):
        raised = element.tag in {"sup", "sub"} or _RAISED.search(element.get("style", ""))
        if event == "start" and raised and is_note_mark(text := element.text_content()):
            after = (element.tail or "").lstrip()[:1]
            if _DIGIT.match(last) or (_DIGIT.search(text) and _DIGIT.match(after)):
                found.append(element)
        last = own.rstrip()[-1:] or ("" if element.tag in BLOCKS else last)
    return found


def _holds_article(element: html.HtmlElement) -> bool:
    """Old ASP.NET sites put the whole page into one form."""
    return (
        element.tag in {"form", "header", "aside"} and len(element.findall(".//p")) + len(element.findall(".//br")) > 10
    )


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None and element.tag not in {"html", "body"}:
        element.drop_tree()


def _silence(element: html.HtmlElement) -> None:
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
