"""Sentences that say none: 未收到申请, 没有发生行政复议, 无。 under a heading that names the matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from reports.prose.frames import Cut, Frame
from reports.prose.mentions import Mention
from reports.prose.words import Word, since

_MATTERS = ("requests", "review", "litigation", "complaints", "fees")
_NONE = Mention(Decimal(0), None, "", 0, 0)


def denials(one: Cut) -> Iterator[Frame]:
    """Yield a frame with a zero for each matter the line denies."""
    for first, at in (*_after_negations(one), *_before_negations(one), *_free(one)):
        yield _frame(one, one.words[at], min(first, at), one.words[first : at + 1])
    yield from _bare(one)


def _frame(one: Cut, word: Word, at: int, words: Sequence[Word]) -> Frame:
    earlier = (w.matter for w in reversed(one.words) if w.start < word.start and w.matter)
    return Frame(
        one,
        -1,
        at,
        _NONE,
        tuple(words),
        object=word.kinds.get("object", ""),
        matter=word.matter or next(earlier, ""),
        act="deny",
        outcome=word.kinds.get("outcome", ""),
    )


def _after_negations(one: Cut) -> Iterator[tuple[int, int]]:
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
                yield first, at
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


def _before_negations(one: Cut) -> Iterator[tuple[int, int]]:
    """Yield the matters of a list that ends in a denial: 行政复议、行政诉讼案件均未发生."""
    for at, word in enumerate(one.words):
        if word.matter not in _MATTERS:
            continue
        tail = one.words[at + 1 :]
        tail = tail[: next((i for i, w in enumerate(tail) if w.of("break") and w.text != "："), len(tail))]
        denied = next((i for i, w in enumerate(tail) if w.of("modality", "neg")), None)
        if denied is not None and all(_says_nothing(w, i < denied) for i, w in enumerate(tail)):
            yield at, at


def _says_nothing(word: Word, listed: bool) -> bool:
    """Tell whether a word around a denial is none but its own: a list's other matters, 均, 全年, 发生."""
    said = word.of("modality", "neg") or word.of("time") or word.of("act", "occur", "receive") or word.text == "："
    return bool(said or (listed and word.matter in _MATTERS) or (word.of("filler") and not word.matter))


def _free(one: Cut) -> Iterator[tuple[int, int]]:
    """Yield 免费 where it says that openness costs nothing: 信息公开全部免费."""
    for at, word in enumerate(one.words):
        clause = since(one.words[:at], "，；：。（") if word.of("object", "free") else ()
        about = any(w.of("filler", "openness") or w.matter in ("requests", "disclosure") for w in clause)
        if about and not any(w.of("unknown") for w in clause):
            yield at, at


def _bare(one: Cut) -> Iterator[Frame]:
    """Read 无。 under a heading that names the matter; the heading belongs to the quote."""
    slots = ("modality", "filler", "time", "year", "break")
    if not one.line.lead or not all(any(w.of(slot) for slot in slots) for w in one.words):
        return
    if {w.kinds["modality"] for w in one.words if w.of("modality")} != {"neg"}:
        return
    matters = {w.matter: w for w in one.headings if w.matter in _MATTERS}
    for matter, word in matters.items():
        if matter != "requests" or len(matters) == 1:
            yield replace(_frame(one, word, 0, one.words), under_heading=True)
