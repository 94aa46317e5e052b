"""The report among navigation, boxes and footers: the element that holds the page's sentences and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from reports.reading.htmltable import is_data
from reports.reading.htmltree import containers, is_furniture, names, walk
from reports.text.wording import patterns

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[，。；：、]")
_OF_A_REPORT = patterns("carrier_patterns.toml")("of_a_report")
_CONTAINER_SHARE = 0.6
_DENSE_SHARE = 0.85


@dataclass(slots=True)
class _Weight:
    """How deep an element stands, whether nothing in it counts, and the 汉字 that do of all that is inside it."""

    depth: int
    light: bool
    han: int = 0


def find_article(body: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the elements that make up the article, in document order: one container and data tables outside it."""
    tables = [table for table in body.iter("table") if is_data(table)]
    weights = _weights(body, tables)
    total = weights[body].han
    container = _container(weights, total)
    chosen = container if container is not None else _densest(body, weights, total)
    within = set(chosen.iter())
    outside = [table for table in tables if table not in within and _OF_A_REPORT.search(table.text_content())]
    wanted = {chosen, *outside}
    return [element for element in body.iter() if element in wanted]


def _weights(body: html.HtmlElement, tables: list[html.HtmlElement]) -> dict[html.HtmlElement, _Weight]:
    """Weigh every element by the 汉字 of its sentences and data tables; links and furniture weigh nothing."""
    weights: dict[html.HtmlElement, _Weight] = {}
    heavy = set(tables)
    path: list[html.HtmlElement] = []
    skipping = in_table = 0
    for event, element, own in walk(body):
        if event == "start":
            path.append(element)
            weight = weights[element] = _Weight(len(path), element.tag == "a" or is_furniture(element))
            skipping += weight.light
            in_table += element in heavy
        else:
            path.pop()
            weight = weights[element]
            if path:
                weights[path[-1]].han += weight.han
            skipping -= weight.light
            in_table -= element in heavy
        if own and path and not skipping and (in_table or _SENTENCE.search(own)):
            weights[path[-1]].han += len(_HAN.findall(own))
    return weights


def _container(weights: dict[html.HtmlElement, _Weight], total: int) -> html.HtmlElement | None:
    """Return the innermost known container that holds most of the page's weight."""
    known = {*containers()["ids"], *containers()["classes"]}
    holding = [
        element for element in _holding(weights, _CONTAINER_SHARE * total) if not names(element).isdisjoint(known)
    ]
    return max(holding, key=lambda element: weights[element].depth, default=None)


def _densest(body: html.HtmlElement, weights: dict[html.HtmlElement, _Weight], total: int) -> html.HtmlElement:
    """Return the innermost element that holds nearly all of the weight."""
    holding = _holding(weights, _DENSE_SHARE * total)
    return _out_of_line(max(holding, key=lambda element: weights[element].depth, default=body))


def _holding(weights: dict[html.HtmlElement, _Weight], least: float) -> list[html.HtmlElement]:
    return [element for element, weight in weights.items() if weight.han and weight.han >= least]


def _out_of_line(element: html.HtmlElement) -> html.HtmlElement:
    """A single paragraph is no article: its title and headings stand beside it."""
    while element.tag not in {"div", "td", "section", "article", "body", "main", "center", "li"}:
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element
