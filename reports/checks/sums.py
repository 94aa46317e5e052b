"""Breakdowns in sentences: "N条，其中a条、b条…" adds up, falls short or says too much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reports.checks.rules import rules
from reports.checks.terms import check_of, summed
from reports.model import Applicant, Check, Document, Figure, Origin, Section, Term, Verdict
from reports.numerals import in_unit
from reports.prose.words import cut
from reports.text.mentions import Mention, depth, is_compared, is_whole
from reports.text.sentences import Sentence, sentences

_REACH = 40
_BRACKETS = re.compile(r"（[^（）]*）")


@dataclass(frozen=True, slots=True)
class Part:
    """A number of a list: the label before it and what follows it up to the next number."""

    mention: Mention
    sentence: Sentence
    label: str
    tail: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and its parts; `closed` says that the list claims to be all (其中, or shares of it).

    `rivals` are other numbers before 其中 that the list may divide: 新收12件，上年结转1件，其中…
    """

    whole: Mention
    sentence: Sentence
    parts: tuple[Part, ...]
    closed: bool
    rivals: tuple[Mention, ...] = ()


def prose_sums(figures: Sequence[Figure], document: Document, sections: Sequence[Section]) -> Iterator[Check]:
    """Check the breakdowns of every sentence outside the tables."""
    said = [f for f in figures if f.origin is Origin.PROSE]
    skip = [(f.start, f.end) for f in figures if f.origin is Origin.TABLE]
    for one in _breakdowns(list(sentences(document, sections, skip))):
        check = _judged(one, document, said)
        if check:
            yield check


def _breakdowns(found: Sequence[Sentence]) -> Iterator[Breakdown]:
    for index, line in enumerate(found):
        if not line.looks_ahead():
            yield from _of_sentence(line, found[index + 1 : index + 4])


def _of_sentence(line: Sentence, following: Sequence[Sentence]) -> Iterator[Breakdown]:
    text, sums = line.plain, rules().sums
    for match in sums["among"].finditer(text):
        whole = _whole(line, match.start())
        if whole is None:
            continue
        parts, mixed = _listed(line, match.end(), whole[1].unit, depth(text, match.start()), following)
        closed = not sums["open"].match(text[match.end() :]) and not mixed and not _tails_off(parts)
        rivals = _rivals(*whole, match.start() if whole[0] is line else None)
        yield Breakdown(whole[1], whole[0], tuple(parts), closed, rivals)
    for mention in line.mentions:
        after = text[mention.end : mention.end + 1]
        if after in "（(" and after and not sums["bracketed"].match(text[mention.end :]):
            parts, _ = _listed(line, mention.end + 1, mention.unit, depth(text, mention.end + 1), ())
            yield Breakdown(mention, line, tuple(parts), closed=False)
        of_them = sums["of_them"].match(text[mention.end :])
        if of_them:
            parts, _ = _listed(line, mention.end + of_them.end(), mention.unit, depth(text, mention.end), ())
            shared = sum(bool(sums["share"].match(part.tail)) for part in parts) >= 2
            yield Breakdown(mention, line, tuple(parts), closed=shared and not _tails_off(parts))


def _whole(line: Sentence, at: int) -> tuple[Sentence, Mention] | None:
    """Return the number before 其中, in the sentence or, where 其中 opens it, in the one before."""
    text = line.plain
    before = [m for m in line.mentions if m.end <= at and is_whole(text, m, at)]
    if before:
        between = _BRACKETS.sub("", text[before[-1].end : at])
        return (line, before[-1]) if len(between) <= _REACH else None
    if at > 1 or line.before is None:
        return None
    before_text = line.before.plain
    earlier = [m for m in line.before.mentions if is_whole(before_text, m, len(before_text))]
    own = [m for m in earlier if not rules().sums["inserted"].search(before_text[: m.start])] or earlier
    return (line.before, own[-1]) if own else None


def _rivals(line: Sentence, whole: Mention, among: int | None) -> tuple[Mention, ...]:
    """Return the other numbers of the whole's unit since the last ； or 其中, all where 其中 opens the next one."""
    text, at = line.plain, len(line.plain) if among is None else among
    outside = _BRACKETS.sub(lambda m: " " * len(m[0]), text[:at])
    since = -1 if among is None else max(outside.rfind("；"), outside.rfind("其中"))
    return tuple(
        m
        for m in line.mentions
        if since < m.start < at and m.unit == whole.unit and m != whole and is_whole(text, m, at)
    )


def _listed(
    line: Sentence, start: int, unit: str, level: int, following: Sequence[Sentence]
) -> tuple[list[Part], bool]:
    """Return the parts with the unit of the whole, up to the end of the list, and whether others stand among them."""
    parts: list[Part] = []
    text, position, inner = line.plain, start, False
    for index, mention in enumerate(line.mentions):
        if mention.start < start or is_compared(text, mention):
            continue
        here = depth(text, mention.start)
        if here < level or _ends_list(text, position, mention, line.mentions[index + 1 :]):
            break
        if here > level:
            continue
        label = _BRACKETS.sub("", text[position : mention.start])
        inner = (inner or bool(parts and rules().sums["parts_of_part"].match(label))) and "；" not in label
        if inner:  # 文件180条，包括规划80条、通知100条；动态120条
            position = mention.end
            continue
        if mention.unit == unit and parts and _is_another_matter(label):
            break
        stop = line.mentions[index + 1].start if index + 1 < len(line.mentions) else len(text)
        parts.append(Part(mention, line, label, text[mention.end : stop]))
        position = mention.end
    kept = [part for part in parts if part.mention.unit == unit]
    mixed = any(part.mention.unit != unit for part in parts)
    if following and kept and rules().sums["share"].match(kept[-1].tail):
        kept += _continued(following, unit)
    return kept, mixed


def _is_another_matter(label: str) -> bool:
    sums = rules().sums
    return bool(sums["not_part"].match(label.lstrip("，；、：,;")) or sums["another_matter"].search(label))


def _ends_list(text: str, position: int, mention: Mention, later: Sequence[Mention]) -> bool:
    """Tell whether a number begins a breakdown of its own: 网站102条中，…, or after ； 网站102条，其中…."""
    stop = later[0].start if later else len(text)
    divided = rules().sums["of_them"].match(text[mention.end :]) is not None
    return divided or ("；" in text[position : mention.start] and "其中" in text[mention.end : stop][:_REACH])


def _continued(following: Sequence[Sentence], unit: str) -> list[Part]:
    """Take the next sentences in where the list goes on after 。 with shares: 各乡镇…477条，占23.1%。"""
    parts: list[Part] = []
    for line in following:
        text = line.plain
        counted = [m for m in line.mentions if m.unit == unit]
        if len(counted) != 1 or not rules().sums["share"].match(text[counted[0].end :]):
            break
        parts.append(Part(counted[0], line, text[: counted[0].start], text[counted[0].end :]))
    return parts


def _tails_off(parts: Sequence[Part]) -> bool:
    return bool(parts) and bool(rules().sums["trailing"].match(parts[-1].tail))


def _judged(one: Breakdown, document: Document, said: Sequence[Figure]) -> Check | None:
    one = replace(one, parts=tuple(part for part in one.parts if not _is_whole_again(one, part)))
    sums, parts = rules().sums, one.parts
    if len(parts) < 2 or any(sums["aside"].search(part.label) for part in parts) or _by_channel(parts):
        return None
    if any(sums["reduced"].search(text) for part in parts for text in (part.label, part.tail)):
        return None
    if any(sums["unread"].search(text) for text in _between(parts)):
        return None
    whole, rough = one.whole.value, any(p.mention.qualifier for p in parts) or one.whole.qualifier is not None
    group = _group(one)
    total = sum(part.mention.value for part in group)
    wholes = [whole, *(rival.value for rival in one.rivals)]
    if total != whole and total in (*wholes, sum(wholes)):
        return None
    if total == whole:
        result = Verdict.PASS
    elif rough:
        result = Verdict.NOT_ASSESSABLE
    elif total > sum(wholes) and one.closed:
        result = Verdict.FAIL
    elif total < min(wholes) and one.closed:
        result = Verdict.INCOMPLETE
    else:
        return None
    left = summed([_term(one.whole, one.sentence, document, said)])
    right = summed([_term(part.mention, part.sentence, document, said) for part in group])
    return check_of("prose-sum", result, left, right, section=one.sentence.section.id)


def _is_whole_again(one: Breakdown, part: Part) -> bool:
    """Tell whether a number among the parts only says the whole again: 信息146条，其中网站公开的123条，信息146条."""
    name, named = part.label.lstrip("，；、："), (one.sentence.plain[: one.whole.start], *(p.label for p in one.parts))
    again = part.mention.value == one.whole.value and sum(label.endswith(name) for label in named) > 1
    return bool(name) and again


def _between(parts: Sequence[Part]) -> Iterator[str]:
    """Yield what stands between the parts that were read; a number there that was not makes the list no sum."""
    yield from (part.label for part in parts)
    yield from (part.tail for part in parts[:-1])


def _by_channel(parts: Sequence[Part]) -> bool:
    """Tell a list by channels of publication: the form itself says that the same item counts for each of them."""
    named = [_channels_named(part.label) for part in parts if part.mention.unit in "条篇件"]
    return sum(map(bool, named)) > 1 and len(set().union(*named)) > 1


def _group(one: Breakdown) -> tuple[Part, ...]:
    """Return the parts that divide the whole once: a list may divide it a second time after the first is complete."""
    total, parts = one.whole.value, one.parts
    running = total - total
    for index, part in enumerate(parts):
        running += part.mention.value
        if running == total and (index or parts[1].mention.value):
            return parts[: index + 1]
    if parts[0].mention.value == total and sum(p.mention.value for p in parts[1:]) == total:
        return parts[1:]
    breaks = [index for index, part in enumerate(parts) if index and "；" in part.label]
    first = breaks[0] if breaks else len(parts)
    return parts[:first] if first >= 2 else parts


def _term(mention: Mention, sentence: Sentence, document: Document, said: Sequence[Figure]) -> Term:
    """Return a number as a term, with the field it states; a quote may hold other numbers than its own."""
    start, end = sentence.span(mention.start, mention.end)
    value = None if mention.qualifier else mention.value
    here = [f for f in said if f.start <= start and end <= f.end and _is_value(mention, f)]
    field = min(here, key=lambda figure: figure.end).field if here else ""
    return Term(field, Applicant.TOTAL, value, document.text[start:end], start, end)


def _is_value(mention: Mention, figure: Figure) -> bool:
    money = in_unit(mention.value, mention.unit, figure.unit)
    return figure.value == (mention.value if money is None else money)


@lru_cache(maxsize=1024)
def _channels_named(text: str) -> set[str]:
    """Return the channels of publication a text names."""
    kinds = {word.kinds["channel"] for word in cut(text, (), 0) if word.of("channel")}
    return kinds & {"website", "wechat", "weibo", "gazette", "video", "media", "board", "other_way"}
