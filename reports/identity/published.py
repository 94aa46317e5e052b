"""The title under which a page publishes a file: it speaks only where the file itself leaves agency or year open.

An attachment often begins with its first part, because the page that links to it bears the title.
"""

from __future__ import annotations

import re

from reports.identity import title as titles
from reports.identity import year as years
from reports.identity.title import Title
from reports.identity.wording import wording
from reports.text.script import simplify_reprint

_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PARTS = 3
"""Parts that only a whole report has together; an annex of it has one or two."""


def published_title(link: str, page: str) -> str:
    """Return the title that a page gives a file it links to; '' where it gives none.

    It is what the link says, or the page's own title where the link says nothing of its own: 附件1, 点击下载, 年报.doc.
    """
    words = _SUFFIX.sub("", link.strip())
    own, title = report_title(words), report_title(page)
    plain = titles.clean(simplify_reprint(words))
    if own and own.named:
        return words
    if title and years.of_title(plain) in (None, title.year) and not _HAN.search(wording().plain_link.sub("", plain)):
        return page.strip()
    return words if own else ""


def report_title(text: str) -> Title | None:
    """Read the title of one report, of a year; None for another's, and for one of a notice about several reports."""
    title = titles.parse(simplify_reprint(text)) if text else None
    if title is None or title.year is None or (title.issuer and wording().several.search(title.text)):
        return None
    return title


def is_whole(text: str) -> bool:
    """Say whether a text without a title has the parts of a report, and is no annex."""
    found = {match[0].strip() for match in wording().section.finditer(text)}
    return len(found) >= _PARTS and wording().own_section.search(text) is not None
