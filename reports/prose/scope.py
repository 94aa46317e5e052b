"""Whether a number is said of this year, of openness, and as what happened: what a careful reader asks first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.prose.frames import Cut, Frame
from reports.prose.table import Row
from reports.prose.wording import pattern
from reports.prose.words import Word

_HAPPENED = ("共", "累计", "实际", "目前")
_CLAUSE, _RUN = "，；：。（", "；。"


def why_not(one: Cut, at: int, frame: Frame, row: Row) -> str:
    """Return why a number at a word is no figure of the report, empty where it is one."""
    number = one.line.found[int(one.words[at].kinds["number"])]
    before = [w for w in frame.words if w.start < number.start]
    if number.value and any(w.of("modality", "neg") and not w.of("outcome") for w in before):
        return "denied"
    if number.value % 1 and number.unit != "元":
        return "no whole number"
    if _of_another_matter(one.words, at, frame, row.fields):
        return "of another matter, or counted together with it"
    return only_said(one, at) or of_another_time(one, at, row.conditions, len(row.fields) > 1)


def _of_another_matter(words: Sequence[Word], at: int, frame: Frame, fields: tuple[str, ...]) -> bool:
    """Tell whether what was carried in is counted with what came, or only some of the cases are about openness."""
    stop = next((i for i, w in enumerate(words[at + 1 :], at + 1) if w.of("number")), len(words))
    between, after = words[at + 1 : stop], words[stop : stop + 6]
    opened = any(w.of("filler", "among") or w.text in "（含包括包含" for w in between)
    if "requests.received" in fields and any(w.text.startswith("新收") for w in words[at + 1 :]):
        return True  # 共受理59件，结转上年后新收到47件
    if "requests.received" in fields and opened:
        if frame.object == "application" and any(w.of("object", "request", "request_mark") for w in between):
            return True  # 各类申请35件，其中政府信息公开申请6件
        near = [*between, *(w for w in after[:4] if not after[0].of("break"))]
        return any(w.of("outcome", "carried_in") or w.of("time", "last_year") or w.of("year", "last") for w in near)
    if opened and any(w.of("time", "this_year") or w.of("year", "this") for w in between):
        return any(w.text == "累计" for w in words[:at])
    if not fields[0].startswith(("review.", "litigation.")):
        return False
    some = any(w.of("filler", "among") for w in between) and any(w.of("filler", "ground", "openness") for w in between)
    return some or any(w.of("filler", "other_matter") for w in words[at:])


def only_said(one: Cut, at: int) -> str:
    """Tell whether what stands at a word is planned, a goal, supposed, an example or somebody else's words."""
    before, clause = one.words[:at], since(one.words[:at], _CLAUSE)
    later = any(w.of("modality", "later") for w in before)
    if later or any(w.of("modality", "plan") or _intends(one.words, w) for w in clause):
        return "planned"
    if any(w.of("modality", "goal") for w in since(before, "，；。")):
        return "a goal"
    if any(w.of("modality", "aim") for w in one.words[at + 1 : at + 2]):
        return "a goal"
    if _supposed(since(before, _RUN)):
        return "supposed"
    if any(w.of("modality", "disputed") for w in one.words[at:]):
        return "disputed"
    return "told by others" if _told(before) else ""


def since(words: Sequence[Word], breaks: str) -> Sequence[Word]:
    """Return the words after the last of the breaks."""
    return words[max((i + 1 for i, w in enumerate(words) if w.of("break") and w.text in breaks), default=0) :]


def _intends(words: Sequence[Word], word: Word) -> bool:
    """Tell whether a word like 计划 plans the act that follows it."""
    if not word.of("modality", "intend"):
        return False
    after = next((w for w in words if w.start >= word.end and not w.of("time") and not w.of("filler")), None)
    return after is not None and (after.of("act") or after.of("outcome"))


def _supposed(run: Sequence[Word]) -> bool:
    """Tell whether a clause begins with 如 or 若, and none after it tells what did happen."""
    state, first = False, True
    for word in run:
        if first and word.of("modality", "supposed"):
            state = True
        elif first and state:
            own = word.of("time", "this_year") or word.of("filler", "self", "until") or word.of("year", "this")
            state = not own and word.text not in _HAPPENED
        first = bool(word.of("break") or (first and (word.of("year") or word.text in ("年", "年度"))))
    return state


def _told(before: Sequence[Word]) -> bool:
    if any(w.of("modality", "hearsay") for w in before):
        return True
    open_quote = sum(w.text == "“" for w in before) > sum(w.text == "”" for w in before)
    for index, word in enumerate(before):
        sayer = next((i for i in range(max(0, index - 4), index) if before[i].of("modality", "sayer")), None)
        attribute = [w.text for w in before[index + 1 : index + 2]] == ["的"]
        if sayer is None or attribute or not word.of("modality", "says"):
            continue
        lead = before[sayer - 1] if sayer else None
        first = word.text.endswith("称") and (lead is None or lead.of("break"))
        named = lead is not None and lead.text in ("有", "据")
        if open_quote or named or first or before[sayer].text.startswith("有"):
            return True
    return False


def _outside(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words without those in closed brackets that state a number of their own."""
    kept, opened = list[Word](), list[int]()
    for word in words:
        kept.append(word)
        if word.text == "（":
            opened.append(len(kept) - 1)
        elif word.text == "）" and opened and any(w.of("number") for w in kept[opened[-1] :]):
            del kept[opened.pop() :]
        elif word.text == "）" and opened:
            opened.pop()
    return kept


def of_another_time(one: Cut, at: int, conditions: Sequence[str] = (), each: bool = False) -> str:
    """Tell whether a word speaks of another year, a part of this one, all years together, or the future.

    `stock` among the conditions: what is said of all years together holds for this one too, as a denial does.
    """
    before, said = _outside(one.words[:at]), one.line.plain[: one.words[at].start]
    clause, any_year = since(before, _CLAUSE), "any_year" in conditions
    if any(not pattern("days").match(said, m.start()) for m in pattern("several_years").finditer(said)):
        return "several years"
    years = [w for w in before if w.of("year")]
    another, compared = pattern("year_of_another"), pattern("only_compared")
    years = [w for w in years if not another.search(said, 0, w.start) and not compared.match(said, w.end)]
    past = any(w.of("time", "last_year") for w in clause) or bool(years and not years[-1].of("year", "this"))
    if past and not any_year:
        return "another year"
    if len({w.kinds["year"] for w in years}) > 1 and any(w.text == "分别" for w in clause):
        return "several years"
    rises = any(w.of("filler", "link") and w.text[-1] in "到至" for w in one.words[at + 1 : at + 3])
    if (rises and before[-1].text in ("由", "从")) or (
        not any_year and any(w.of("time", "comparison") for w in clause)
    ):
        return "a comparison"
    if not each and any(w.of("time", "each") or (w.text == "各" and w.end == one.words[at].start) for w in clause):
        return "each of several"
    until = any(w.of("filler", "until") and w.text != "自" for w in before)
    ends = {w.start for first, w in pairwise(before) if first.of("filler", "until")}  # 截至2020年 is no 2020年公开
    anchors = [w.end for w in before if w.of("time", "this_year") or (w.of("year", "this") and w.start not in ends)]
    if not any_year and "stock" not in conditions and not anchors:
        summed = not any(w.of("time", "year_end") for w in before) or any(
            w.text in ("累计", "历年累计") for w in before
        )
        if any(w.of("time", "cumulative") for w in before) or (until and summed):
            return "all years together"
    part = any(w.of("time", "part_year") and w.end > max(anchors, default=0) for w in before)
    return "a part of the year" if part else ""
