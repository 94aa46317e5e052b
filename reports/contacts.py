"""Names of persons and ways to reach them in a report's text (reports/data/contacts.toml), so that lists can omit them.

A report is public, yet who filled it in should not become searchable in thousands of snippets. Numbers and mail
addresses are left out whoever's they are: reports print one number both as the office's and as a person's. The report
itself is never changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    """`anything` and `anybody` only tell that there may be something, or a name: nearly all texts have nothing."""

    anything: re.Pattern[str]
    anybody: re.Pattern[str]
    person: re.Pattern[str]
    number: re.Pattern[str]
    name: re.Pattern[str]
    surname: re.Pattern[str]
    label: re.Pattern[str]
    no_name: tuple[str, ...]


_CASELESS = re.compile(f"{_HAN}+")
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
    then = f"{_NOTE}(?:{_COLON}|{_GAP})"
    called = _ended([*data["office"], *data["alone"]], f"{_CALL}{_HAN}")
    anybody = f"{_ended(data['person'], f'{then}{_HAN}')}|{called}"
    numbered = _ended(data["number"], f"{then}{_PHONE}")
    return _Patterns(
        anything=re.compile(f"{anybody}|{numbered}|@|＠"),
        anybody=re.compile(anybody),
        person=re.compile(
            rf"{begins}(?:(?:{person}){_NOTE}(?P<colon>{_COLON})?{_GAP}"
            rf"|(?<!{_HAN})(?:{office}){_NOTE}(?P<needed>{_COLON})|(?:{_any(data['alone'])}){_NOTE}{_COLON})"
        ),
        number=re.compile(rf"(?:{_begun(data['number'])}){then}(?P<number>{_PHONE}(?:{_MORE}{_PHONE})*)"),
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


def _ended(words: Sequence[str], then: str) -> str:
    """Match where one of the words may end, and what comes then: a quick look before the words are looked for.

    Last letters are rarer than first ones, so that a search stops at few. Of what stands before them, up to two letters
    must be of such words too, or blanks.
    """
    ends: dict[str, list[str]] = defaultdict(list)
    others = []
    for word in words:
        if not _CASELESS.fullmatch(word):
            others.append(word)
        elif not any(word != other and word.endswith(other) for other in words):
            ends[word[-1]].append(word)
    ways = [f"{last}(?<={_before(alike)}{last}){then}" for last, alike in sorted(ends.items())]
    return "|".join([*ways, _begun(others, then)] if others else ways)


def _before(words: Sequence[str]) -> str:
    """Match what may stand before the last letter of words, as far back as all of them reach, three letters at most."""
    shortest = min(3, *map(len, words))
    letters = ({letter for word in words for letter in word[-place:-1]} for place in range(shortest, 1, -1))
    return "".join(f"(?:[{''.join(sorted(some))}]|{_BLANK})" for some in letters)


def _any(words: Iterable[str]) -> str:
    """Match any of the words, the longest first, however blanks stretch it."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(f"{_BLANK}*".join(map(re.escape, word)) for word in longest)


def spans(text: str) -> tuple[Span, ...]:
    """Return where names and numbers stand, in order and apart; labels (填报人：) are not part of a span."""
    patterns = _patterns()
    if not patterns.anything.search(text):
        return ()
    names = _names(text) if patterns.anybody.search(text) else ()
    return tuple(_joined(sorted({*names, *_numbers(text)})))


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
