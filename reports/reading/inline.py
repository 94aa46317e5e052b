"""Markdown's marks inside a line, and what HTML a converter left there."""

from __future__ import annotations

import re

_ADDRESS = r"[^()]*(?:\([^()]*\)[^()]*)?"
# What a pattern passes over never holds the mark it begins with, so that a run of such marks costs its length.
_MARKS = (
    (re.compile(r"<(s|del|strike)>[^<>]*</\1>|~~(?=\S)[^~\n]+~~|\[\^\d{1,3}\](?!:)", re.I), ""),
    (re.compile(r"(?<=\d)<(su[bp])>\s*[\[（(]?[\d*①-⑳]{1,3}[\])）]?\s*</\1>|</?su[bp]>", re.I), ""),
    (re.compile(rf"<!--(?:(?!<!--).)*?-->|!\[[^\[\]]*\]\({_ADDRESS}\)", re.I), ""),
    (re.compile(r"</?(?:p|div|span|b|strong|center|font|u|img|a)\b[^<>]*>", re.I), ""),
    (re.compile(rf"\[([^\[\]]+)\]\((?:https?:|/|#|mailto:){_ADDRESS}\)"), r"\1"),
    # A masked telephone number has four asterisks.
    (re.compile(r"(?<!\*)\*\*(?![*\s])((?:(?!\*\*).)+?)(?<![*\s])\*\*(?!\*)"), r"\1"),
    (re.compile(r"^\s*\*\*(?!\*)|(?<!\*)\*\*\s*$"), ""),
    (re.compile(r"^\s{0,3}>\s?"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])"), r"\1"),
    (re.compile(r"&nbsp;|&emsp;|&ensp;"), " "),
)
# A comment's end left by a crawler stands between navigation and article, and nothing of either crosses it.
_LINE_BREAK = re.compile(r"<br\s*/?>|(?<!\S)(?:<!--|-->)(?!\S)", re.I)


def cleaned(line: str) -> list[str]:
    """Return the line without markdown's marks, cut where a break or a comment's remains stand."""
    for pattern, replacement in _MARKS:
        line = pattern.sub(replacement, line)
    return [part.strip() for part in _LINE_BREAK.split(line) if part.strip()]
