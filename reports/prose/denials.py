"""Sentences that say none: 未收到申请, 没有发生行政复议, 无。 under a heading that names the matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from reports.prose.found import Found, Reader, stated
from reports.prose.frames import Cut, Frame
from reports.prose.mentions import Mention
from reports.prose.scope import of_another_time, only_said, since
from reports.prose.table import Row, decide
from reports.prose.whose import Subjects
from reports.prose.words import Word, cut

_MATTERS = ("requests", "review", "litigation", "complaints", "fees")
_NONE = Mention(Decimal(0), None, "", 0, 0)


def of_denials(reader: Reader, one: Cut, number: int, named: Subjects) -> Iterator[Found]:
    """Yield a zero for each matter the line denies."""
    for first, at, word in (*_after_negations(one), *_before_negations(one), *_free(one)):
        span = one.words[min(first, at)].start, one.words[max(first, at)].end
        frame = _frame(one, word, one.words[first : at + 1])
        row = decide(frame, _NONE, one, reader.year)
        why = row if isinstance(row, str) else "" if row.fields else "left by the table"
        why = why or only_said(one, at) or of_another_time(one, min(first, at), ("stock",))
        why = why or ("another body's" if named.foreign(first, reader.who) else "")
        reader.tell(one.line, span, frame, row, why)
        if not why and isinstance(row, Row):
            figure = stated(reader, one.line, row.fields[0], _NONE, span)
            yield from [Found(figure, number, -1, len(reader.said) - 1)] if figure else []
    yield from _bare(reader, one, number)


def _frame(one: Cut, word: Word, words: Sequence[Word]) -> Frame:
    kind, outcome = word.kinds.get("object", ""), word.kinds.get("outcome", "")
    matter = word.matter or next((w.matter for w in reversed(one.words) if w.start < word.start and w.matter), "")
    marks = frozenset(f"filler:{w.kinds['filler']}" for w in words if w.of("filler"))
    return Frame(kind, matter, "deny", "", "", outcome, marks, "", "", tuple(words))


def _after_negations(one: Cut) -> Iterator[tuple[int, int, Word]]:
    """Yield the matters denied after a negation, up to the end of its clause or list."""
    for first, negation in enumerate(one.words):
        denies = negation.of("modality", "neg")
        before = any(w.matter in ("review", "litigation") for w in one.words[:first]) if denies else False
        for at, word in enumerate(one.words[first + 1 :] if denies else (), first + 1):
            if _stops(one.words, at):
                break
            outcome = word.of("outcome", "carried_in", "carried_out", *(("corrected",) if before else ()))
            acted = any(w.of("act", "answer", "close", "handle") for w in one.words[first:at])
            if (outcome or (word.matter in _MATTERS and not acted)) and _ends(one.words, at):
                yield first, at, word
            if outcome:
                break


def _stops(words: Sequence[Word], at: int) -> bool:
    """Tell whether a denial reaches no farther: at a break but the comma of a list, a number, a word no list knows."""
    word, following = words[at], words[min(at + 1, len(words) - 1)]
    listed = word.text == "，" and following.of("object") and not following.of("object", "info")
    many = word.of("number") and word.text[:1] not in "一1"
    other = word.of("unknown") or word.of("object", "other_application")
    return many or other or (word.of("break") and not listed)


def _ends(words: Sequence[Word], at: int) -> bool:
    """Tell whether a matter ends its name there: 复议案件 and 复议等情况 do, 复议超期 and 复议被撤销 do not.

    Requests that a review or lawsuit follows at once are what it is about: 政府信息公开申请行政复议.
    """
    if words[at].matter == "requests" and any(w.matter in ("review", "litigation") for w in words[at + 1 : at + 2]):
        return False
    for word in words[at + 1 :]:
        if word.of("break") or word.of("filler", "joined") or word.of("number"):
            return True
        other = word.matter not in (*_MATTERS, "other") or word.of("object", "proposals", "review_paper", "fee_other")
        if other and not (
            word.of("filler") or word.of("act", "occur", "receive", "hold") or word.of("modality", "neg")
        ):
            return False
    return True


def _before_negations(one: Cut) -> Iterator[tuple[int, int, Word]]:
    """Yield the matters of a list that ends in a denial: 行政复议、行政诉讼案件均未发生."""
    for at, word in enumerate(one.words):
        if word.matter not in _MATTERS:
            continue
        tail = one.words[at + 1 :]
        tail = tail[: next((i for i, w in enumerate(tail) if w.of("break") and w.text != "："), len(tail))]
        denied = next((i for i, w in enumerate(tail) if w.of("modality", "neg")), None)
        if denied is not None and all(_says_nothing(w, i < denied) for i, w in enumerate(tail)):
            yield at, at, word


def _says_nothing(word: Word, listed: bool) -> bool:
    """Tell whether a word around a denial is none but its own: a list's other matters, 均, 全年, 发生."""
    said = word.of("modality", "neg") or word.of("time") or word.of("act", "occur", "receive") or word.text == "："
    return bool(said or (listed and word.matter in _MATTERS) or (word.of("filler") and not word.matter))


def _free(one: Cut) -> Iterator[tuple[int, int, Word]]:
    """Yield 免费 where it says that openness costs nothing: 信息公开全部免费."""
    for at, word in enumerate(one.words):
        clause = since(one.words[:at], "，；：。（") if word.of("object", "free") else ()
        about = any(w.of("filler", "openness") or w.matter in ("requests", "disclosure") for w in clause)
        if about and not any(w.of("unknown") for w in clause):
            yield at, at, word


def _bare(reader: Reader, one: Cut, number: int) -> Iterator[Found]:
    """Read 无。 under a heading that names the matter; the heading belongs to the quote."""
    slots = ("modality", "filler", "time", "year", "break")
    if not one.line.lead or not all(any(w.of(slot) for slot in slots) for w in one.words):
        return
    if not any(w.of("modality", "neg") for w in one.words) or any(
        w.of("modality") and not w.of("modality", "neg") for w in one.words
    ):
        return
    section, end = one.line.section, one.line.at[-1] + 1
    matters = {w.matter: w for w in cut(section.heading, (), reader.year) if w.matter in _MATTERS}
    for matter, word in sorted(matters.items()):
        row = decide(_frame(one, word, ()), _NONE, one, reader.year)
        if isinstance(row, Row) and row.fields and (matter != "requests" or len(matters) == 1):
            figure = stated(reader, one.line, row.fields[0], _NONE, (0, 1))
            if figure:
                quote = reader.document.text[section.start : end]
                yield Found(replace(figure, quote=quote, start=section.start, end=end), number, -1, -1)
