"""A stretch of a text without white space, the place of each character kept, and what it quotes blotted out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.identity.wording import wording

_HIDDEN = "□"
_OPEN, _CLOSE = "《", "》"
_LONGEST = 160
_QUOTED = re.compile(r"《[^《》]{1,160}》")
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")


@dataclass(frozen=True, slots=True)
class Flat:
    """`text[i]` stands at `places[i]` of the document; `lines` are the i where a line of it begins.

    `plain` is as long, in wide punctuation, and what it quotes is blotted out.
    """

    text: str
    plain: str
    places: tuple[int, ...]
    lines: frozenset[int] = frozenset()


def flat(text: str, start: int, end: int) -> Flat:
    """Return the stretch without white space; the report's own name keeps its words where the text announces it."""
    places = tuple(at for at in range(max(0, start), min(end, len(text))) if not text[at].isspace())
    packed = "".join(text[at] for at in places)
    begun = frozenset(i for i, at in enumerate(places) if i == 0 or "\n" in text[places[i - 1] + 1 : at])
    return Flat(packed, _plain(packed.translate(_WIDE)), places, begun)


def _plain(text: str) -> str:
    """Blot out titles in 《…》 and notices cited without them: neither tells of this report, whatever they name."""
    parts, at = [], 0
    while (begin := text.find(_OPEN, at)) >= 0:
        end = _quote_end(text, begin)
        inside = text[begin + 1 : end - 1]
        own = wording().own_quote.search(text, max(0, begin - 40), begin) is not None and wording().own_name(inside)
        parts += [text[at:begin], f" {inside} " if own else _HIDDEN * (end - begin)]
        at = end
    return wording().cited.sub(lambda notice: _HIDDEN * len(notice[0]), "".join((*parts, text[at:])))


def _quote_end(text: str, begin: int) -> int:
    """Return where the quotation ends; quotations may nest, and one that is never closed ends at once."""
    depth = 0
    for at in range(begin, min(len(text), begin + _LONGEST)):
        depth += (text[at] == _OPEN) - (text[at] == _CLOSE)
        if not depth:
            return at + 1
    return begin + 1


def unquoted(text: str) -> str:
    """Return the text without what stands in 《…》."""
    return _QUOTED.sub("《》", text)
