"""Sentences that say none: 未收到申请, 没有发生行政复议, 无。 under a heading that names the matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.prose.found import Found, Reader, made, stated
from reports.prose.frames import Cut
from reports.prose.scope import Subjects, marked, of_another_time, only_said, subjects, telling
from reports.prose.words import Word, cut

_FIELDS = {
    "request": "requests.received",
    "request_mark": "requests.received",
    "application": "requests.received",
    "review": "review.total",
    "litigation": "litigation.total",
    "complaint": "complaints.total",
    "fee": "requests.fees",
}
_OUTCOMES = {"carried_in": "requests.carried_in", "carried_out": "requests.carried_out"}
_SPOILS = re.compile("超期|超时|逾期|不当|错误|责令|纠|败诉|撤销|违法|积压|遗留|规定|标准|减免")
_SPOILT = re.compile(f"[^，。；、和及与或]{{0,8}}(?:{_SPOILS.pattern})")
_ENDS = re.compile(
    r"(?:的)?(?:等)?(?:情况|情形|案件|申请|事项|现象|事件|发生|问题|行为|件|案|业务|工作|来信|要求)*(?=[，。；！）、]|$|和|及|与|或|以及|等)"
)
_BARE = re.compile(
    r"^(?:◇年度?)?，?(?:我[局委厅办市县区镇乡]|本机关|本单位|全年|本年度?)?，?(?:无|没有|未发生|无此类情况|无此情况|无相关情况|"
    r"无相关情形|没有发生|暂无|无发生|未有发生|无申请)[。！]?$"
)
_AFTER = re.compile(
    r"(?:案件|申请|情况|事项|数量|件数|数|均|都|全部|全年|目前|皆|也|共|为|发生|：)*(?:未发生|没有发生|零发生|零报告|为零|零|为无|：无|均无|暂无|数为零|没有收到|未收到|尚未发生|未出现|没有出现|无)(?=[，。；！]|$)"
)
_FREE = re.compile(
    r"(?:信息公开|依申请公开|政府信息)(?:工作|申请|服务)?(?:为|均为|全部|均|一律|都|全)*(?:为|是|实行|属于?)?免费|(?:均|全部)未收费(?=[，。；]|$)"
)


def of_denials(reader: Reader, one: Cut, number: int) -> Iterator[Found]:
    """Yield a zero for each matter the line denies."""
    plain, starts = marked(one)
    named = subjects(plain)
    for at, word in enumerate(one.words):
        if word.of("modality", "neg"):
            for field, last in _denied(one, at):
                yield from _none(reader, one, number, field, (at, last), named, starts[at])
        elif _FIELDS.get(word.kinds.get("object", "")) and _AFTER.match(plain, starts[at] + len(word.text)):
            for field, first in _listed(one.words, at):
                yield from _none(reader, one, number, field, (first, at), named, starts[at])
    if one.about and (match := _FREE.search(one.line.sentence.plain)):
        figure = stated(reader, one.line, "requests.fees", None, match.span())
        if figure:
            yield Found(figure, number, -1)
    yield from _bare_none(reader, one, number, plain)


def _none(
    reader: Reader, one: Cut, number: int, field: str, span: tuple[int, int], named: Subjects, at: int
) -> Iterator[Found]:
    before = telling(one, span[0])
    if only_said(one, span[1], before) or named.foreign(at, reader.who):
        return
    if of_another_time(one, span[0], before, False, each=False, ever=True):
        return
    figure = stated(reader, one.line, field, None, (one.words[span[0]].start, one.words[span[1]].end))
    if figure:
        yield Found(figure, number, -1)


def _denied(one: Cut, at: int) -> Iterator[tuple[str, int]]:
    """Yield the matters denied after a negation, up to the end of its clause or list."""
    words, plain = one.words, one.line.sentence.plain
    for index in range(at + 1, len(words)):
        word = words[index]
        if word.of("break") and not _goes_on(words, index):
            return
        if word.of("number") and word.text[:1] not in "一1":
            return
        if word.of("unknown") or word.of("object", "other_application"):
            return
        if word.of("outcome") and word.kinds["outcome"] in _OUTCOMES:
            yield _OUTCOMES[word.kinds["outcome"]], index
            return
        if word.of("outcome", "corrected"):
            named = [w.kinds["object"] for w in words[:at] if w.of("object", "review", "litigation")]
            if (
                named
                and any(w.text.startswith("被") for w in words[at + 1 : index + 1])
                and _ENDS.match(plain, word.end)
            ):
                yield f"{named[-1]}.corrected", index
            return
        field = _FIELDS.get(word.kinds.get("object", ""))
        if field and _is_denied(one, at, index, plain):
            yield field, index


def _goes_on(words: Sequence[Word], index: int) -> bool:
    following = words[index + 1] if index + 1 < len(words) else None
    return (
        words[index].text == "，"
        and following is not None
        and following.of("object")
        and not following.of("object", "info")
    )


def _is_denied(one: Cut, at: int, index: int, plain: str) -> bool:
    word = one.words[index]
    between = one.words[at + 1 : index]
    if not _ENDS.match(plain, word.end):
        return False
    if _SPOILT.match(plain, word.end) or any(w.of("act", "answer", "close", "handle") for w in between):
        return False
    if word.of("object", "application", "request_mark") and not one.about:
        return False
    if word.of("object", "application") and any(w.of("unknown") for w in between[-1:]):
        return False
    if word.of("object", "fee"):
        return one.about or "申请" in one.line.context
    return one.about or word.of("object", "review", "litigation")


def _listed(words: Sequence[Word], at: int) -> Iterator[tuple[str, int]]:
    """Yield the matters of the list that ends at a word."""
    for index in range(at, -1, -1):
        if words[index].of("break") or words[index].of("number"):
            return
        field = _FIELDS.get(words[index].kinds.get("object", ""))
        if (field and field in ("review.total", "litigation.total", "complaints.total")) or index == at:
            yield str(field), index


def _bare_none(reader: Reader, one: Cut, number: int, plain: str) -> Iterator[Found]:
    """Read 无。 under a heading that names the matter; the heading belongs to the quote."""
    section = one.line.sentence.section
    if not one.line.sentence.lead or not _BARE.match(plain):
        return
    span = section.start, one.line.sentence.at[-1] + 1
    kinds = {w.kinds.get("object", "") for w in cut(section.heading, (), reader.year)}
    for field in sorted({_FIELDS[kind] for kind in kinds & set(_FIELDS)}):
        if field != "requests.received" or len(kinds & set(_FIELDS)) == 1:
            yield Found(made(reader, section.id, field, Decimal(0), None, span), number, -1)
