"""Sentences that say none: 未收到申请, 没有发生行政复议, 无。 under a heading that names the matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.prose.frames import Cut, Frame
from reports.prose.words import Word, upto
from reports.text.mentions import Mention
from reports.text.wording import pattern

_MATTERS = ("requests", "review", "litigation", "complaints", "fees", "documents")
_CASES = ("review", "litigation")
_OTHERS = ("proposals", "review_paper", "fee_other")
_OWN_ACTS = {"fees": "charge", "documents": "make"}
_NONE = Mention(Decimal(0), None, "", 0, 0)


def denials(one: Cut) -> Iterator[Frame]:
    """Yield a frame with a zero for each matter the line denies."""
    for first, word in enumerate(one.words):
        if word.of("object", "free"):  # 信息公开全部免费
            yield _frame(one, word, first, [word])
        elif word.of("modality", "neg"):
            for at in (*_after(one.words, first), *_before(one.words, first)):
                yield _frame(one, one.words[at], min(at, first), one.words[first : at + 1] or [one.words[at]])
    said = [w for w in one.words if not (w.of("filler") or w.of("time") or w.of("year") or w.of("break"))]
    if one.line.lead and said and all(w.of("modality", "neg") for w in said):
        matters = {w.matter: w for w in one.headings if w.matter in _MATTERS}
        for matter, word in matters.items():
            if matter != "requests" or len(matters) == 1:
                yield _frame(one, word, 0, one.words, under_heading=True)


def _frame(one: Cut, word: Word, at: int, words: Sequence[Word], under_heading: bool = False) -> Frame:
    earlier = (w.matter for w in reversed(one.words) if w.start < word.start and w.matter)
    slots = {"act": "deny", "matter": word.matter or next(earlier, "")}
    slots |= {slot: word.kinds.get(slot, "") for slot in ("object", "outcome")}
    return Frame(one, -1, at, _NONE, tuple(words), slots, under_heading=under_heading)


def _after(words: Sequence[Word], first: int) -> Iterator[int]:
    """Yield the matters denied after a negation, up to the end of its clause or list."""
    known: dict[int, bool] = {}
    cause = pattern("cause").match("".join(w.text for w in words), words[first].end)
    for at, word in enumerate(words[first + 1 :], first + 1):
        if cause and cause.start("told") <= word.start < cause.end():
            continue
        if _stops(words, at):
            break
        outcome = word.of("outcome", "carry", "carried_in", "carried_out", "corrected")
        since = cause.end() if cause else 0  # what was done before is told of the cause
        allowed = ("occur", "receive", "submit", "hold", _OWN_ACTS.get(word.matter, ""))
        acted = any(w.of("act") and not w.of("act", *allowed) and w.start >= since for w in words[first:at])
        if (outcome or (word.matter in _MATTERS and not acted)) and _ends(words, at, known):
            yield at
        if outcome and not word.of("outcome", "carry"):
            break


def _stops(words: Sequence[Word], at: int) -> bool:
    """Tell whether a denial reaches no farther: at a break but the comma of a list, a number, a word no list knows."""
    word, following = words[at], words[min(at + 1, len(words) - 1)]
    listed = word.text == "，" and following.of("object") and not following.of("object", "info")
    many = word.of("number") and word.text[:1] not in "一1"
    return many or word.of("unknown") or word.of("object", "other_application") or (word.of("break") and not listed)


def _ends(words: Sequence[Word], at: int, known: dict[int, bool]) -> bool:
    """Tell whether a matter ends its name there: 复议案件 and 复议等情况 do, 复议超期 and 复议被撤销 do not.

    Of a list the last one tells. What a review, a lawsuit or a fee follows is what it is about: 诉讼的费用. `known` are
    the answers so far: a list is gone through once, however many matters of it are asked for.
    """
    listed: list[int] = []
    place: int | None = at
    while place is not None and place not in known:
        listed.append(place)
        place = _next_case(words, place)
    ends = True if place is None else known[place]
    for one in reversed(listed):
        ends = known[one] = ends and _ends_alone(words, one)
    return ends


def _ends_alone(words: Sequence[Word], at: int) -> bool:
    own = _own(words, at)
    owners = ("fees",) if words[at].matter in _CASES else ("fees", *_CASES)
    if any(w.matter in owners or w.of("act", "spend") for w in own):
        return False
    return all(_says_nothing(w) and (w.of("filler") or not w.of("object", *_OTHERS)) for w in own)


def _own(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return what follows a matter up to the end of its clause, or to the next member of a list."""
    return upto(words[at + 1 :], lambda w: _is_end(w) or w.of("filler", "joined"))


def _next_case(words: Sequence[Word], at: int) -> int | None:
    """Return where the next review or lawsuit of a list of them stands, None where the list ends."""
    if words[at].matter not in _CASES:
        return None
    for place in range(at + 2 + len(_own(words, at)), len(words)):
        if _is_end(words[place]):
            return None
        if words[place].matter in _CASES:
            return place
    return None


def _is_end(word: Word) -> bool:
    return word.of("break") and word.text not in "（）"


def _before(words: Sequence[Word], denied: int) -> Iterator[int]:
    """Yield the matters of a list that ends in a denial: 行政复议、行政诉讼案件均未发生."""
    if all(_says_nothing(w) and w.matter not in _MATTERS for w in upto(words[denied + 1 :], lambda w: w.of("break"))):
        for at in range(denied - 1, -1, -1):
            if not _says_nothing(words[at]):
                break
            if words[at].matter in _MATTERS:
                yield at


def _says_nothing(word: Word) -> bool:
    """Tell whether a word around a denial is none but its own: a list's other matters, 均, 全年, 发生."""
    said = word.of("modality", "neg") or word.of("act", "occur", "receive", "hold") or word.of("time")
    none_of_it = word.of("number") and word.text[0] in "一0零"  # 无一例发生
    return bool(said or none_of_it or word.matter in (*_MATTERS, "other") or word.of("filler") or word.text == "：")
