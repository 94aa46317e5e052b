"""Which declarations of a page's own style sheets and attributes win for each element (CSS Cascading, level 5).

Only what stands in the page counts: sheets that it links to are not there. Queries are decided for a desk's screen.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

import tinycss2
from cssselect2 import ElementWrapper, Matcher
from lxml import html

from reports.errors import TooLarge
from reports.reading.csslengths import words
from reports.reading.cssvalues import PROPERTIES, parsed
from reports.reading.media import applies
from reports.reading.selectors import compiled

Style = Mapping[str, Any]
"""Values by property, as `cssvalues` reads them."""
_EMPTY: Style = {}
_PSEUDO = ("before", "after")
_SECONDS = 10.0
"""Seconds of the processor: a page of 250 KB with its site's sheets in it takes a tenth of one."""
_LONGEST = 1_000_000
"""Characters of all sheets of a page; those of a whole site have about a third of that."""
_USUAL = 500
"""Characters of a style attribute that is worth keeping."""
_NESTED = 20
"""How deep rules may stand in each other."""


@dataclass(frozen=True, slots=True)
class _Declaration:
    name: str
    value: Any
    important: bool


class Styles:
    """The declared values of elements; `of` gives an element's, `pseudo` those of what stands before or after it."""

    def __init__(self, root: html.HtmlElement, file: str) -> None:
        """Resolve the page's sheets. Raises TooLarge where they ask for more work than any page's do."""
        matcher = Matcher()
        rules = 0
        for layered, prelude, declarations in _rules(root, file):
            for selector in compiled(prelude):
                if selector.pseudo_element in (None, *_PSEUDO):
                    matcher.add_selector(selector, (layered, declarations))
                    rules += 1
        self._of: dict[html.HtmlElement, Style] = {}
        self._pseudo: dict[tuple[html.HtmlElement, str], Style] = {}
        if rules:
            self._match(root, matcher, file)
        for element in root.iter():
            if isinstance(element.tag, str) and element.get("style"):
                self._of[element] = _inlined(self._of.get(element, _EMPTY), element.get("style"))

    def of(self, element: html.HtmlElement) -> Style:
        return self._of.get(element, _EMPTY)

    def pseudo(self, element: html.HtmlElement, name: str) -> Style:
        return self._pseudo.get((element, name), _EMPTY)

    def _match(self, root: html.HtmlElement, matcher: Matcher, file: str) -> None:
        until = time.process_time() + _SECONDS
        for wrapper in ElementWrapper.from_html_root(root).iter_subtree():
            found = matcher.match(wrapper)
            if time.process_time() > until:
                raise TooLarge(file, "its style sheets ask for more work than those of any page")
            if not found:
                continue
            for pseudo in {one[2] for one in found}:
                own = [payload for _, _, name, payload in found if name == pseudo]
                won = _cascaded((layered, one) for layered, ones in own for one in ones)
                if pseudo is None:
                    self._of[wrapper.etree_element] = won
                else:
                    self._pseudo[wrapper.etree_element, pseudo] = won


_IMPORTANT = "!"
"""The key under which a style keeps the names of its important declarations."""


def _cascaded(declared: Iterable[tuple[bool, _Declaration]]) -> Style:
    """Return the values that win. They come from the weakest to the strongest selector; layers are weaker still."""
    ranked = sorted(declared, key=lambda pair: (pair[1].important, pair[0] == pair[1].important))
    important = {one.name for _, one in ranked if one.important}
    return {**_named(one for _, one in ranked), _IMPORTANT: important}


def _inlined(style: Style, attribute: str) -> Style:
    """Return the style with what the element's own attribute says, which only important rules withstand."""
    own = _of_attribute(attribute) if len(attribute) <= _USUAL else _of_attribute.__wrapped__(attribute)
    held = style.get(_IMPORTANT, frozenset())
    return {**style, **_named(one for one in own if one.important or one.name not in held)}


@lru_cache(maxsize=2048)
def _of_attribute(attribute: str) -> tuple[_Declaration, ...]:
    """Return what a style attribute declares; pages that a word processor wrote repeat a few thousands of times."""
    return tuple(sorted(_declarations(tinycss2.parse_blocks_contents(attribute)), key=lambda one: one.important))


def _named(declarations: Iterable[_Declaration]) -> dict[str, Any]:
    """Return the last value of each property; a shorthand sets what it stands for."""
    found: dict[str, Any] = {}
    for one in declarations:
        if one.name == "font":
            found["font-size"] = one.value
        elif one.name == "background":
            found["background-color"], found["background-image"] = one.value, "none"
        elif one.name == "overflow":
            found["overflow-x"] = found["overflow-y"] = one.value
        elif one.name == "margin":
            sides = one.value if isinstance(one.value, list) else [one.value]
            found["margin-top"] = sides[0]
            found["margin-left"] = sides[{1: 0, 2: 1, 3: 1}.get(len(sides), 3)]
        else:
            found[one.name] = one.value
    return found


def _rules(root: html.HtmlElement, file: str) -> Iterator[tuple[bool, Any, list[_Declaration]]]:
    left = _LONGEST
    for sheet, media in _sheets(root):
        left -= len(sheet)
        if left < 0:
            raise TooLarge(file, "its style sheets are longer than those of any page")
        if applies(tinycss2.parse_component_value_list(media)):
            yield from _of_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), False, 0)


def is_sheet(element: html.HtmlElement) -> bool:
    """Tell a link to a style sheet."""
    return element.tag == "link" and "stylesheet" in (element.get("rel") or "").lower()


def embed_sheets(root: html.HtmlElement, sheet_at: Callable[[str], str | None]) -> None:
    """Put sheets that the page links to into it, as far as `sheet_at` has them by their address."""
    for link in list(root.iter("link")):
        if is_sheet(link) and (sheet := sheet_at(link.get("href") or "")) is not None:
            link.tag, link.text = "style", sheet
            link.attrib.pop("type", None)


def _sheets(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the page's own sheets and the media they are for, also such as stand in the address of a link."""
    for element in root.iter("style", "link"):
        if next(element.iterancestors("noscript", "template"), None) is not None:
            continue
        if element.tag == "style" and (element.get("type") or "text/css").lower() == "text/css":
            yield "".join(element.itertext()), element.get("media") or ""
        elif is_sheet(element) and (element.get("href") or "").startswith("data:text/css"):
            head, _, data = element.get("href").partition(",")
            raw = unquote_to_bytes(data)
            try:
                sheet = base64.b64decode(raw) if head.endswith(";base64") else raw
            except ValueError:
                continue
            yield sheet.decode("utf-8", "replace"), element.get("media") or ""


def _of_rules(rules: Iterable[Any], layered: bool, depth: int) -> Iterator[tuple[bool, Any, list[_Declaration]]]:
    for rule in rules if depth < _NESTED else ():
        if rule.type == "qualified-rule":
            yield layered, rule.prelude, list(_declarations(tinycss2.parse_blocks_contents(rule.content)))
        elif rule.type == "at-rule" and rule.content is not None and _holds(rule):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _of_rules(inner, layered or rule.lower_at_keyword == "layer", depth + 1)


def _holds(rule: Any) -> bool:
    if rule.lower_at_keyword == "media":
        return applies(rule.prelude)
    if rule.lower_at_keyword == "supports":
        return not any(token.type == "ident" and token.lower_value == "not" for token in words(rule.prelude)[:1])
    return rule.lower_at_keyword in {"layer", "scope", "container", "starting-style"}


def _declarations(contents: Iterable[Any]) -> Iterator[_Declaration]:
    for one in contents:
        if one.type == "declaration" and one.lower_name in PROPERTIES:
            value = parsed(one.lower_name, one.value)
            if value is not None:
                yield _Declaration(one.lower_name, value, one.important)
