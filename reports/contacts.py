"""Names of persons and ways to reach them in a report's text (reports/data/contacts.toml), so that lists can omit them.

A report is public, yet who filled it in should not become searchable in thousands of snippets. Numbers and mail
addresses are left out whoever's they are: reports print one number both as the office's and as a person's. The report
itself is never changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from reports.data import toml
from reports.text.space import without_space
from reports.text.wording import patterns

OMITTED = "…"
Span = tuple[int, int]

_pattern = patterns("contacts.toml", "patterns")
_BLANK, _HAN, _COLON, _GAP, _NOTE, _CALL, _PHONE, _MORE, _END = (
    _pattern(name).pattern for name in ("blank", "han", "colon", "gap", "note", "call", "phone", "more", "end")
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    anything: re.Pattern[str]
    person: re.Pattern[str]
    number: re.Pattern[str]
    name: re.Pattern[str]
    surname: re.Pattern[str]
    label: re.Pattern[str]
    no_name: tuple[str, ...]


_MAILS = _pattern("mail")
_BESIDE = _pattern("beside")
_NEXT = _pattern("more")


@cache
def _patterns() -> _Patterns:
    data = toml("contacts.toml")
    person, office, number = (_any(data[name]) for name in ("person", "office", "number"))
    title, ones = _any(data["title"]), "".join(data["surnames"].split())
    first = "".join({word[0] for name in ("person", "office", "number", "alone") for word in data[name]})
    begins = rf"(?=[{re.escape(first)}@＠])"  # spares a look at every label at every place
    name = rf"{_HAN}(?:{_BLANK}*{_HAN}){{1,3}}?|{_HAN}{{2,6}}[·•・]{_HAN}{{2,8}}"
    free = _begun([*data["person"], *data["number"]])
    called = _begun([*data["office"], *data["alone"]], _CALL)
    return _Patterns(
        anything=re.compile(f"{free}|{called}|@|＠"),
        person=re.compile(
            rf"{begins}(?:(?:{person}){_NOTE}(?P<colon>{_COLON})?{_GAP}"
            rf"|(?<!{_HAN})(?:{office}){_NOTE}(?P<needed>{_COLON})|(?:{_any(data['alone'])}){_NOTE}{_COLON})"
        ),
        number=re.compile(rf"(?:{_begun(data['number'])}){_CALL}?{_GAP}(?P<number>{_PHONE}(?:{_MORE}{_PHONE})*)"),
        name=re.compile(rf"(?P<name>{name})(?:{_BLANK}*[（(]?(?:{title})[)）]?)?{_END}"),
        surname=re.compile(f"[{ones}]"),
        label=re.compile(rf"(?:{person}|{office}|{number})"),
        no_name=tuple(data["no_name"]),
    )


def _begun(words: Iterable[str], then: str = "") -> str:
    """Match any of the words and what comes then; each way begins with a letter as it is, which a search skips to."""
    rests: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for first in {word[0], word[0].lower()}:
            rests[first].append(word[1:])
    return "|".join(f"{re.escape(first)}{_BLANK}*(?i:{_any(rest)}){then}" for first, rest in sorted(rests.items()))


def _any(words: Iterable[str]) -> str:
    """Match any of the words, the longest first, however blanks stretch it."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(f"{_BLANK}*".join(map(re.escape, word)) for word in longest)


def spans(text: str) -> tuple[Span, ...]:
    """Return where names and numbers stand, in order and apart; labels (填报人：) are not part of a span."""
    if not _patterns().anything.search(text):
        return ()
    return tuple(_joined(sorted({*_names(text), *_numbers(text)})))


def without(text: str) -> str:
    """Return the text with `…` in the place of every span."""
    found = spans(text)
    return part_without(text, 0, len(text), found) if found else text


def part_without(text: str, start: int, end: int, spans: Iterable[Span]) -> str:
    """Return text[start:end] with `…` for what of the text's `spans` lies in it."""
    parts, at = [], start
    for first, last in spans:
        if first < end and last > start:
            parts += [text[at : max(first, start)], OMITTED]
            at = min(last, end)
    return "".join((*parts, text[at:end]))


def _names(text: str) -> Iterator[Span]:
    for label in _patterns().person.finditer(text):
        sure = bool(label["colon"] or label["needed"])
        at = label.end()
        while found := _name(text, at, sure):
            yield found
            at = found[1]
            if number := _BESIDE.match(text, at):
                yield number.span("number")
                at = number.end()
            if more := _NEXT.match(text, at):
                at = more.end()


def _name(text: str, at: int, sure: bool) -> Span | None:
    """Return the name that begins at `at`; where no colon announces it, it has to begin with a surname."""
    patterns = _patterns()
    found = patterns.name.match(text, at)
    if found is None or (not sure and not patterns.surname.match(text, at)):
        return None
    name = without_space(found["name"])
    if name.endswith(patterns.no_name) or name.startswith(("无", "同上")) or patterns.label.match(text, at):
        return None
    return found.span()


def _numbers(text: str) -> Iterator[Span]:
    patterns = _patterns()
    yield from (found.span("number") for found in patterns.number.finditer(text))
    if "@" in text or "＠" in text:
        yield from (found.span() for found in _MAILS.finditer(text))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans that overlap."""
    last: Span | None = None
    for span in spans:
        if last is not None and span[0] < last[1]:
            last = (last[0], max(last[1], span[1]))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
