"""Sentences that say none: 未收到申请, 没有发生行政复议, 无。 under a heading that names the matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reports.prose.cuts import Cut
from reports.prose.frames import Frame
from reports.prose.words import Word, since, upto
from reports.text.mentions import Mention
from reports.text.wording import pattern

_MATTERS = ("requests", "review", "litigation", "complaints", "fees", "documents")
_CASES = ("review", "litigation")
_OWNERS = ("fees", *_CASES)
_OTHERS = ("proposals", "review_paper", "fee_other")
_ACTS = ("occur", "receive", "submit", "hold")
_OWN_ACTS = {"fees": ("charge",), "documents": ("make", "repeal", "amend", "prepare")}
_CLAUSE = "，；：。"
_NONE = Mention(Decimal(0), None, "", 0, 0)


def denials(one: Cut) -> Iterator[Frame]:
    """Yield a frame with a zero for each matter the line denies."""
    ends = _ending(one.words)
    for first, word in enumerate(one.words):
        if word.of("object", "free"):  # 信息公开全部免费
            yield _frame(one, word, first, [word])
        elif word.of("modality", "neg"):
            for at in _after(one.words, first, ends):
                yield _frame(one, one.words[at], first, one.words[first : at + 1])
            for at in _before(one.words, first, ends):
                yield _frame(one, one.words[at], at, since(one.words[: at + 1], _CLAUSE))
    said = [w for w in one.words if not (w.of("filler") or w.of("time") or w.of("year") or w.of("break"))]
    if one.line.lead and said and all(w.of("modality", "neg") for w in said):
        last = _ending(one.headings)
        matters = {w.matter: w for at, w in enumerate(one.headings) if w.matter in _MATTERS and last[at]}
        for matter, word in matters.items():
            if matter != "requests" or len(matters) == 1:
                yield _frame(one, word, 0, one.words, under_heading=True)


def _frame(one: Cut, word: Word, at: int, words: Sequence[Word], under_heading: bool = False) -> Frame:
    earlier = (w.matter for w in reversed(one.words) if w.start < word.start and w.matter)
    slots = {"act": "deny", "matter": word.matter or next(earlier, "")}
    slots |= {slot: word.kinds.get(slot, "") for slot in ("object", "outcome")}
    return Frame(one, -1, at, _NONE, tuple(words), slots, under_heading=under_heading)


def _after(words: Sequence[Word], first: int, ends: Mapping[int, bool]) -> Iterator[int]:
    """Yield the matters denied after a negation, up to the end of its clause or list."""
    cause = pattern("cause").match("".join(w.text for w in words), words[first].end)
    begun, told = (cause.start("told"), cause.end()) if cause else (0, 0)  # what was done before is told of the cause
    acts = set[str]()
    for at, word in enumerate(words[first:], first):
        if begun <= word.start < told:
            continue
        counted = word.of("number") and word.text[:1] not in "一1"
        if word.of("unknown") or counted or (word.of("break") and not _is_listed(words, at)):
            break
        denied = word.matter in _MATTERS and acts <= {*_ACTS, *_OWN_ACTS.get(word.matter, ())}
        if (denied or word.of("outcome", "carry", "carried_in", "carried_out", "corrected")) and ends[at]:
            yield at
        if word.of("act") and word.start >= told:
            acts.add(word.kinds["act"])


def _is_listed(words: Sequence[Word], at: int) -> bool:
    """Tell whether a comma stands in a list of things."""
    return words[at].text == "，" and any(w.of("object") and not w.of("object", "info") for w in words[at + 1 : at + 2])


def _ending(words: Sequence[Word]) -> Mapping[int, bool]:
    """Tell of each matter whether it ends its name: 复议案件 and 复议等情况 do, 复议超期 and 复议被撤销 do not.

    Of a list the last review or lawsuit tells. What one of them or a fee follows is what it is about: 诉讼的费用.
    """
    ends: dict[int, bool] = {}
    alone, last = True, True
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if word.matter or word.of("outcome"):
            ends[at] = alone and last
        if word.matter in _CASES:
            last = ends[at]
        if word.of("break") and word.text not in "（）":
            alone, last = True, last or not _is_listed(words, at)
        else:
            beside = word.text.startswith("行政诉讼") and words[at - 1].matter == "review"  # 行政复议行政诉讼
            other = word.matter in _OWNERS or (word.of("object", *_OTHERS) and not word.of("filler"))  # a paper of it
            alone = beside or word.of("filler", "joined") or (alone and _says_nothing(word) and not other)
    return ends


def _before(words: Sequence[Word], denied: int, ends: Mapping[int, bool]) -> Iterator[int]:
    """Yield the matters of a list that ends in a denial: 行政复议、行政诉讼案件均未发生, 公开申请，我局全年没有收到."""
    after, clause = upto(words[denied + 1 :], lambda w: w.of("break")), since(words[:denied], _CLAUSE)
    topic = bool(clause) and not any(w.matter for w in (*after, *clause))  # 公开申请，我局没有收到
    if all(_says_nothing(w) and w.matter not in _MATTERS for w in after):
        for at in range(denied - 1, -1, -1):
            ahead = topic and at == denied - len(clause) - 1 and words[at].text == "，"
            if not (ahead or _says_nothing(words[at])) or (at < denied - len(clause) and words[at].of("modality")):
                break
            if words[at].matter in _MATTERS and ends[at]:
                yield at


def _says_nothing(word: Word) -> bool:
    """Tell whether a word around a denial is none but its own: a list's other matters, 均, 全年, 发生."""
    said = word.of("modality", "neg") or word.of("act", "occur", "receive", "hold") or word.of("year", "this")
    none_of_it = word.of("number") and word.text[0] in "一0零"  # 无一例发生
    plain = word.of("filler") or word.of("time") or word.text == "："
    return bool(said or none_of_it or word.matter in (*_MATTERS, "other") or plain)
