"""From a clause to a frame: the words that say what a number counts, by slot.

A number's label is what stands before it in its clause, since the number before; what stands after it counts where the
label names no object. A clause that names none takes up the matter of the one before it, of the sentence before or of
the headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import zip_longest

from reports.prose.lines import Line
from reports.prose.parts import whole_of
from reports.prose.words import Word, cut, lists

_ABOUT = re.compile("信息公开|政务公开|依申请|公开政府信息|信息处理费|信息申请")
_OVERVIEW = re.compile("总体情况|概述|概况|基本情况")
_TELLING = frozenset(("共", "累计", "历年累计", "实际", "目前", "年", "年度", "各", "的", "各级", "有", "据"))
_COUNTS = "条篇件份则期"
_VAGUE = ("unable", "unprocessed", "refused")
_WEAK = ("part", "other")
_SITES = {"website": "online", "other_way": "other", "media": "phone", "video": "phone", "wechat": "online"}
_SOCIAL = frozenset({"wechat", "weibo", "video", "media"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What a clause says of a number. `matter` may be taken up from before, all else stands in the clause's own words.

    `residue` are words of the label that no list knows or that name a kind only; `whole` is the index of the number it
    is a part of (-1: in the sentence before), `every` says that the words are 均's about the number before them.
    """

    object: str
    matter: str
    act: str
    channel: str
    way: str
    outcome: str
    marks: frozenset[str]
    residue: str
    joined: str
    whole: int | None
    words: tuple[Word, ...] = field(repr=False)
    every: bool = False

    def __str__(self) -> str:
        said = {name: getattr(self, name) for name in ("act", "object", "matter", "channel", "way", "outcome")}
        shown = " ".join(f"{name}={value}" for name, value in said.items() if value)
        extra = [f"joined={self.joined}"] if self.joined else []
        extra += [f"unknown={self.residue}"] if self.residue else []
        extra += [f"part of {self.whole}"] if self.whole is not None else []
        return " ".join([shown, *sorted(self.marks), *extra])


@dataclass(frozen=True, slots=True)
class Cut:
    """A line with its words; `places[i]` is where its i-th number stands, `before` the matter it goes on with.

    `about` says that openness is named in the line, the one before or the headings, `here` that it is in the line.
    `headed` are the objects of the headings, `named` those of the line. As numbers are read, `read` takes their fields
    and `heads` the last number of each matter, or None where it was no figure.
    """

    line: Line
    words: tuple[Word, ...]
    places: tuple[int, ...]
    before: str
    about: bool
    here: bool
    headed: frozenset[str]
    named: frozenset[str]
    overview: bool
    telling: tuple[Word, ...]
    matters: tuple[str, ...]
    read: dict[int, tuple[str, ...]] = field(default_factory=dict)
    heads: dict[str, Decimal | None] = field(default_factory=dict)


def cut_line(line: Line, year: int) -> Cut:
    plain = line.sentence.plain
    words = cut(plain, line.found, year)
    places = tuple(i for i, word in enumerate(words) if word.of("number"))
    earlier = cut(line.before.sentence.plain, (), year) if line.before else ()
    heads = cut(line.headings, (), year)
    headed = frozenset(w.kinds["object"] for w in heads if w.of("object"))
    about = bool(_ABOUT.search(line.context)) or any(_matter(w) == "requests" for w in (*words, *earlier, *heads))
    before = _matters(earlier)[-1] or _matters(heads)[-1]
    overview = bool(_OVERVIEW.search(line.headings))
    return Cut(
        line,
        words,
        places,
        before,
        about,
        bool(_ABOUT.search(plain)),
        headed,
        frozenset(w.kinds["object"] for w in words if w.of("object")),
        overview,
        _telling(words),
        _matters(words),
    )


def _telling(words: Sequence[Word]) -> tuple[Word, ...]:
    slots = ("time", "modality", "year", "break", "quote")
    return tuple(
        w
        for w in words
        if w.text in _TELLING or any(slot in w.kinds for slot in slots) or w.of("filler", "until", "self")
    )


def _matters(words: Sequence[Word]) -> tuple[str, ...]:
    """Return the matter named last before each word; 依申请公开 in a list of papers is their mark."""
    found, current, papers, outside = [""], "", False, list[str]()
    for word in words:
        if word.text == "（":
            outside.append(current)
        elif word.text == "）" and outside:
            current = outside.pop() or current
        named = _matter(word)
        if named and named != "part":
            papers = papers or named == "papers"
            current = "papers" if papers and word.of("object", "request_mark") else named
        found.append(current)
    return tuple(found)


def _matter(word: Word) -> str:
    return lists().matters.get(word.kinds.get("object", ""), "")


def frame_of(one: Cut, index: int) -> Frame:
    """Return the frame of the line's number `index`."""
    at = one.places[index]
    left, right = _left(one, at), _right(one, at)
    names = any((word.of("object") and _matter(word) != "part") or word.of("outcome") for word in left)
    settled = any(word.of("act") or (word.of("outcome") and not word.of("outcome", "carry")) for word in left)
    label = left if names else (*left, *right)
    tail = right if names and not settled else ()
    start = next((i for i in range(at - 1, -1, -1) if left and one.words[i] is left[0]), at)
    frame = _frame(one, label, tail, start, at)
    whole = whole_of(one.line.sentence.plain, one.line.found, index)
    if whole is not None and 0 <= whole < index and not frame.channel and frame.object == "info":
        head = frame_of(one, whole)
        if head.channel and frame.act in ("", "publish"):
            frame = replace(frame, channel=head.channel, act="publish")
    return replace(frame, whole=whole)


def frame_of_all(one: Cut, index: int) -> Frame | None:
    """Return what 均, 都 or 全部 says of a number in the clause after it, which has none of its own."""
    at = one.places[index]
    words = one.words[at + 1 :]
    stop = next((i for i, w in enumerate(words) if w.of("break")), len(words))
    if any(w.of("object") or w.of("outcome") for w in words[:stop]) and words[:stop] and not _names_only(words[:stop]):
        return None
    clause: list[Word] = []
    for word in words[stop + 1 :]:
        if word.of("break") or word.of("number"):
            break
        clause.append(word)
    if not any(w.of("filler", "all") for w in clause[:4]) or any(w.of("unknown") for w in clause):
        return None
    frame = _frame(one, clause, (), at, at)
    return replace(frame, every=True, residue="")


def _names_only(words: Sequence[Word]) -> bool:
    return all(w.of("object") or w.of("filler") for w in words)


def _left(one: Cut, at: int) -> tuple[Word, ...]:
    """Return the label before a number: since the clause began, the number before it or 其中."""
    found: list[Word] = []
    index = at - 1
    while index >= 0:
        word = one.words[index]
        if word.of("number"):
            found = _shared(found[::-1])[1][::-1]
            break
        if word.text == "）" and not found:
            index = _opening(one.words, index) - 1
            continue
        if word.of("break") and not (word.text == "：" and not _says(found)):
            previous = one.words[index - 1] if index else word
            listed = bool(found) and found[-1].of("channel") and previous.of("channel")
            if word.text != "，" or not (listed or (found and _only_sums(found) and not previous.of("number"))):
                break
        if word.of("filler", "among"):
            break
        found.append(word)
        index -= 1
    return tuple(word for word in reversed(found) if not word.of("quote"))


def _opening(words: Sequence[Word], close: int) -> int:
    """Return where the bracket opens that closes before a number; a bracket with a number of its own is not passed."""
    for index in range(close - 1, -1, -1):
        if words[index].text == "（":
            return index
        if words[index].of("number"):
            break
    return 0


def _only_sums(words: Sequence[Word]) -> bool:
    return all(w.of("filler", "link", "count") for w in words) and any("计" in w.text for w in words)


def _says(words: Sequence[Word]) -> bool:
    return any(w.of(slot) for w in words for slot in ("object", "act", "channel", "outcome"))


def _right(one: Cut, at: int) -> tuple[Word, ...]:
    found: list[Word] = []
    for word in one.words[at + 1 :]:
        if word.of("number"):
            found = _shared(found)[0]
            break
        if (word.of("break") and not _carries_on(one.words, word)) or (word.text == "、" and not found):
            break
        found.append(word)
    return tuple(word for word in found if not word.of("quote"))


def _carries_on(words: Sequence[Word], comma: Word) -> bool:
    """Tell whether a clause without a number says that what is before it was carried over: 1件正在办理，结转下年度."""
    after = [w for w in words if w.start >= comma.end][:3]
    return (
        comma.text == "，"
        and bool(after)
        and after[0].of("outcome", "carry", "carried_out")
        and not any(w.of("number") for w in after)
    )


def _shared(between: list[Word]) -> tuple[list[Word], list[Word]]:
    """Divide what stands between two numbers of a clause: at a 、 or 和, or before the first act."""
    for index, word in enumerate(between):
        if word.of("filler", "joined"):
            return between[:index], between[index + 1 :]
    for index, word in enumerate(between):
        if word.of("act") or word.of("outcome"):
            return between[:index], between[index:]
    return [], between


def _frame(one: Cut, label: Sequence[Word], tail: Sequence[Word], start: int, at: int) -> Frame:
    said = [*label, *tail]
    named = [w for w in label if w.of("object") and _matter(w) != "part"]
    thing = named[-1] if named else None
    following = next((w for w in named if w.start == one.words[at].end), None)
    if following and thing and thing.start > following.start:
        thing = following  # 1名兼职人员负责查阅服务: what follows a number at once is what it counts
    kind = thing.kinds["object"] if thing else ""
    outcome = _outcome(label, said, kind)
    acts = _acts(said, thing)
    matter = _matter(thing) if thing else (one.matters[start] or one.before)
    if kind in ("info", "info_all") and acts == "make":
        matter = "papers"
    ways = {_SITES.get(w.kinds["channel"], w.kinds["channel"]) for w in said if w.of("channel")} - {
        "column",
        "whole_site",
        "ways",
    }
    marks = {f"{slot}:{w.kinds[slot]}" for w in said for slot in ("time", "act", "filler", "object") if w.of(slot)}
    return Frame(
        object=kind,
        matter=matter,
        act=acts,
        channel=_channel(one, at, said),
        way="+".join(sorted(ways)),
        outcome=outcome,
        marks=frozenset(marks),
        residue=_residue(label, thing),
        joined=_joined(label),
        whole=None,
        words=tuple(said),
    )


def _outcome(label: Sequence[Word], said: Sequence[Word], kind: str) -> str:
    """Return the outcome a number counts. 已主动公开 is one of requests, but an act where information is counted."""
    found = [w for w in said if w.of("outcome") and not (w.of("act") and kind in ("info", "info_all", "normative"))]
    found = [w for w in found if not w.of("outcome", *_VAGUE)] or found
    if not found:
        return ""
    kinds = [w.kinds["outcome"] for w in found]
    if "carry" in kinds:
        times = {w.kinds["time"] for w in said if w.of("time")} | {w.kinds["year"] for w in said if w.of("year")}
        if times & {"next", "next_year"}:
            return "carried_out"
        return "carried_in" if times & {"last", "last_year"} else "carry"
    return kinds[-1] if found[-1] in label else kinds[0]


def _acts(said: Sequence[Word], thing: Word | None) -> str:
    """Return the act of a number; acts that 和 or 并 joins are given together."""
    found = [(i, w.kinds["act"]) for i, w in enumerate(said) if w.of("act") and w.kinds["act"] not in ("occur", "led")]
    if thing is None or not thing.of("object", "normative", "regulation"):
        found = [(i, kind) for i, kind in found if kind != "in_force"]
    if any(kind == "receive" for _, kind in found):
        found = [(i, kind) for i, kind in found if kind != "submit"]
    if not found:
        return next((w.kinds["act"] for w in said if w.of("act")), "")
    kinds = [found[-1][1]]
    for (left, kind), (right, _) in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        between = said[left + 1 : right]
        if not all(w.of("filler", "joined", "link", "all") or w.of("time") for w in between):
            break
        kinds.append(kind)
    return "+".join(sorted(set(kinds)))


def _joined(label: Sequence[Word]) -> str:
    """Return the slots in which a 、 or 和 stands between two words of different kinds."""
    found = set()
    for index, word in enumerate(label):
        if not word.of("filler", "joined"):
            continue
        before = next((w for w in reversed(label[:index]) if not w.of("filler")), None)
        after = next((w for w in label[index + 1 :] if w.of("object") or w.of("outcome") or w.of("channel")), None)
        for slot in ("object", "outcome", "channel"):
            same = before and after and before.of(slot) and after.of(slot) and before.kinds[slot] != after.kinds[slot]
            if same and (slot == "channel" or not any(w.of(slot) for w in label if after and w.start > after.start)):
                found.add(slot)
    return " ".join(sorted(found))


def _residue(label: Sequence[Word], thing: Word | None) -> str:
    """Return the words around the object that no list knows, or that name one kind of it."""
    at = next((i for i, w in enumerate(label) if w is thing), len(label))
    ways = max((i for i, w in enumerate(label[:at]) if w.of("channel")), default=-1)
    begun = next((i for i, w in enumerate(label[:at]) if i > ways and w.of("act", "publish")), -1)
    if begun < 0:
        begun = max((i for i, w in enumerate(label[:at]) if w.of("act") or w.of("channel")), default=-1)
    noun = [w for w in label[begun + 1 :] if w is not thing]
    if thing is not None and thing.text.startswith("等"):
        noun = [w for w in noun if w.start > thing.start]
    odd = [w.text for w in noun if w.of("unknown") or _matter(w) in _WEAK]
    return "".join(odd) + ("中" if label and label[-1].text == "中" else "")


def _channel(one: Cut, at: int, said: Sequence[Word]) -> str:
    """Return the channel of publication named since the last count: one, `social`, `several` or none."""
    begin = 0
    for index in range(at - 1, -1, -1):
        word = one.words[index]
        if word.of("number") and one.line.found[int(word.kinds["number"])].unit[:1] in _COUNTS[:5]:
            begin = index
            break
        if word.of("break") and word.text in "；。":
            begin = index
            break
    own = [w for w in said if w.of("channel")]
    around = [w for w in one.words[begin:at] if w.of("channel")]
    around += [w for w in own if w not in around]
    single, kinds = _kinds(own, one.line.sentence.plain), _kinds(around, one.line.sentence.plain)
    if "other_way" in single:
        single -= {"media", "video"}  # 报刊、电视等其他方式
    if "column" in single:
        return "column"
    if len(single) == 1 and "ways" not in single:
        return next(iter(single))
    if "ways" in kinds:
        return "social" if kinds - {"ways"} and kinds - {"ways"} <= _SOCIAL else "several"
    if len(kinds) > 1:
        return "social" if kinds <= _SOCIAL else "several"
    return next(iter(kinds), "") if not _titled(one, begin, at) or kinds else "media"


def _kinds(words: Sequence[Word], plain: str) -> set[str]:
    """Return the kinds of channels; of two together the later is meant (政府网微信公众号, 新媒体（微信）)."""
    meant = [w for w, after in zip_longest(words, words[1:]) if not _renamed(w, after, plain)]
    return {w.kinds["channel"] for w in meant} - {"whole_site"}


def _renamed(word: Word, after: Word | None, plain: str) -> bool:
    if after is None or after.of("channel", "whole_site", "ways", "column"):
        return False
    return plain[word.end : after.start] in (("", "（") if word.of("channel", "media") else ("",))


def _titled(one: Cut, begin: int, at: int) -> bool:
    """Tell whether a paper is named by its title as what was printed or written in: 编印《…》24期，刊登信息."""
    return any(
        w.text.startswith("《")
        and i
        and (before := one.words[i - 1])
        and (before.of("act") or before.text in ("在", "通过"))
        for i, w in enumerate(one.words[begin:at], begin)
    )
