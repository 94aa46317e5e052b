"""From a clause to a frame: the words that say what a number counts, by slot.

A number's label is what stands before it in its clause, since the number before; what stands after it counts where the
label names no object. A clause that names none takes up the matter of the one before it, of the sentence before or of
the headings.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reports.prose.cuts import Cut
from reports.prose.words import Word, cut, upto
from reports.text.mentions import Mention, whole_of
from reports.text.wording import pattern

_COUNTS = "条篇件份则"
_VAGUE = ("unable", "unprocessed", "refused", "stopped")
_WAYS = {"website": "online", "wechat": "online", "other_way": "other"}
_OWN_NAME = ("wechat", "weibo", "gazette")
"""Channels whose name is not made more exact by the one after it: 微博微信 are two."""
_SOCIAL = {"wechat", "weibo", "video", "media"}, {"media", "board"}
"""Channels that even together are not all of them."""
_NOTHING = Word("", -1, -1, {})
_SHARED = ("object", "outcome", "channel")
_JOINT, _MOST_JOINT = 2, 9  # how far apart numbers of a list are in words, and how many of them count
_MANY = {"ways", "columns"}
_APART = ("part", "other", "penalties", "licences", "coercion")
"""Matters that are a kind of what is disclosed."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a clause says of a number, by slot: object, matter, act, channel, way, outcome.

    The matter may be taken up from before, all else stands in the clause's own `words`. The number is the line's
    `index`-th (-1: a denial's zero) and its word `at`. `residue` are words of the label that no list knows or that name
    a kind only, `joined` the slots whose words share the number; `whole` is the index of the number it is a part of
    (-1: in the sentence before), `every` says that the words are 均's about the number before them, `under_heading`
    that the heading alone names what is denied.
    """

    cut: Cut = field(repr=False)
    index: int
    at: int
    mention: Mention
    words: tuple[Word, ...]
    slots: Mapping[str, str]
    residue: str = ""
    joined: frozenset[str] = frozenset()
    whole: int | None = None
    every: bool = False
    under_heading: bool = False

    @property
    def start(self) -> int:
        """Where the number, or the denial, begins in the line."""
        return self.cut.words[self.at].start

    def span(self) -> tuple[int, int]:
        """Return the span of the number and of the words that say what it counts."""
        words = (self.cut.words[self.at], *self.words)
        return min(w.start for w in words), max(w.end for w in words)

    def __str__(self) -> str:
        words = sorted({f"{s}:{w.kinds[s]}" for w in self.words for s in ("time", "filler", "object") if w.of(s)})
        said = {**self.slots, "joined": "+".join(sorted(self.joined)), "unknown": self.residue}
        part = [f"part of {self.whole}"] if self.whole is not None else []
        return " ".join([*(f"{slot}={kind}" for slot, kind in said.items() if kind), *words, *part])


def frame_of(one: Cut, index: int) -> Frame:
    """Return the frame of the line's number `index`; 政府信息 that is a part of a channel's number is the channel's."""
    frame, whole = _of_clause(one, index), whole_of(one.line.plain, one.line.mentions, index)
    slots = dict(frame.slots)
    official = slots["object"] == "info" and any("政" in w.text for w in frame.words if w.of("object"))
    if official and slots["act"] in ("", "publish") and not slots["channel"] and 0 <= (whole or 0) < index:
        channel = _of_clause(one, whole).slots["channel"] if whole is not None else ""
        slots |= {"channel": channel, "act": "publish"} if channel else {}
    return replace(frame, slots=slots, whole=whole)


def _of_clause(one: Cut, index: int) -> Frame:
    left, right = _respectively(one, index), _right(one.words, one.places[index])
    names = any((word.of("object") and word.matter != "part") or word.of("outcome") for word in left)
    settled = any(word.of("act") or (word.of("outcome") and not word.of("outcome", "carry")) for word in left)
    return _frame(one, index, left if names else (*left, *right), right if names and not settled else ())


def frame_of_all(one: Cut, index: int) -> Frame | None:
    """Return what 均, 都, 全部 or 属于 says of a number in the clause after it, which has none of its own."""
    words: Sequence[Word] = one.words[one.places[index] + 1 :]
    clause = next_clause(words)
    said = any(w.of("filler", "all") for w in clause[:4]) or any(w.of("filler", "is") for w in clause[:1])
    if any(w.of("outcome", "pending") for w in clause[:1]):  # 复议1件，尚未审结
        said = whole_of(one.line.plain, one.line.mentions, index) is None
    if not said or any(w.of("unknown") or w.of("number") for w in clause):
        return None
    return replace(_frame(one, index, clause, ()), every=True, residue="")


def next_clause(words: Sequence[Word]) -> Sequence[Word]:
    """Return the clause after the one that the words begin in."""
    return upto(words[len(upto(words, lambda w: w.of("break"))) + 1 :], lambda w: w.of("break"))


def _left(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return the label before a number: since the clause began, the number before it or 其中, without its brackets."""
    found = deque[Word]()
    while at:
        at -= 1
        word, opened = words[at], -1
        if word.text == "）":  # 收到申请（含网上）5件, but not 网站（含微信）发布5件
            opened = next((i for i in range(at - 1, -1, -1) if words[i].text == "（"), -1)
            inside = words[opened + 1 : at]
            ways = bool(found) and any(w.of("channel") for w in inside)
            told = any(w.of("outcome") for w in inside) and not any(w.of("filler", "including") for w in inside)
            if (ways or told) and not any(w.of("number") for w in inside):
                found.extendleft(reversed(inside))
        if opened >= 0:
            at = opened
        elif word.of("number") and found:
            return _divided(list(found))[1]
        elif word.of("filler", "among") or (word.of("break") and not _goes_on(words[:at], word, found)):
            break
        else:
            found.appendleft(word)
    return list(found)


def _respectively(one: Cut, index: int) -> Sequence[Word]:
    """Return the label of a number, of 微信、微博分别发布300条、120条 by its place."""
    left, places = _left(one.words, one.places[index]), one.places
    near = range(max(index - _MOST_JOINT, 0), min(index + _MOST_JOINT, len(places)))
    run = [i for i in near if places[i] - places[index] == _JOINT * (i - index)]
    label = _left(one.words, places[run[0]]) if len(run) > 1 else ()
    apart = next((i for i, w in enumerate(label) if w.text == "分别"), 0)
    for slot in ("channel", "object"):
        members = [w for w, after in pairwise(label[: apart + 1]) if w.of(slot) and not after.of(slot)]
        if len(members) == len(run):
            return [w for w in label if w is members[index - run[0]] or not w.of(slot) or w.start > label[apart].start]
    return left


def _goes_on(before: Sequence[Word], sign: Word, found: Sequence[Word]) -> bool:
    """Tell whether a label goes on before a break: in a list of channels, before a mere 合计, before a colon."""
    if sign.text == "：":
        return not any(w.of(slot) for w in found for slot in ("object", "act", "channel", "outcome"))
    if sign.text != "，" or not found or not before:
        return False
    mere = all(w.of("filler", "link", "count") for w in found) and any("计" in w.text for w in found)
    return (found[0].of("channel") and before[-1].of("channel")) or (mere and not before[-1].of("number"))


def _right(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Return what follows a number in its clause, and 结转下年度 in the next: 1件在办，结转下年度."""
    found: list[Word] = []
    for index, word in enumerate(words[at + 1 :], at + 2):
        if word.of("number"):
            return _divided(found)[0]
        carried = any(w.of("outcome", "carry", "carried_out") for w in words[index : index + 1])
        if (word.of("break") and not carried) or (word.text == "、" and not found):
            break
        found.append(word)
    return found


def _divided(between: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word]]:
    """Divide what stands between two numbers of a clause at a 、 or 和; all else belongs to the later one."""
    joined = next((i for i, word in enumerate(between) if word.of("filler", "joined")), -1)
    return between[: max(joined, 0)], between[joined + 1 :]


def _frame(one: Cut, index: int, label: Sequence[Word], tail: Sequence[Word]) -> Frame:
    at, said = one.places[index], [*label, *tail]
    named = [w for w in label if w.of("object") and w.matter != "part"]
    thing = named[0 if named[0].start == one.words[at].end else -1] if named else _NOTHING  # 1名兼职人员负责查阅
    channels = {w.kinds["channel"] for w in said if w.of("channel")} - {"column", "whole_site"} - _MANY
    slots = {
        "act": _act(said, thing),
        "object": thing.kinds.get("object", ""),
        "matter": thing.matter if named else one.matters[at],
        "channel": _channel(one, at, said),
        "way": "+".join(sorted({_WAYS.get(channel, channel) for channel in channels})),
        "outcome": _outcome(label, said, thing),
    }
    residue = _residue(label, thing, one.agency)
    return Frame(one, index, at, one.line.mentions[index], tuple(said), slots, residue, _joined(label))


def _outcome(label: Sequence[Word], said: Sequence[Word], thing: Word) -> str:
    """Return the outcome a number counts. 已主动公开 is one of requests, but an act where information is counted.

    What stands before 等 is an example of what is counted: 因信息不存在等原因无法提供.
    """
    done = thing.of("object", "info", "info_all", "normative")
    found = [w for w in said if w.of("outcome") and not (done and w.of("act"))]
    if any(w.of("outcome", "carry") for w in found):
        return next((w.kinds["outcome"] for w in found if w.of("outcome", "carried_in", "carried_out")), "carry")
    etc = max((w.start for w in label if w.text == "等"), default=-1)
    kinds = [w for w in found if w.start > etc or w.of("outcome", *_VAGUE)]
    kinds = [w for w in kinds if not w.of("outcome", *_VAGUE)] or kinds
    told = kinds[-1 if kinds[-1] in label else 0].kinds["outcome"] if kinds else ""
    return told or "no_more" * bool(found)


def _act(said: Sequence[Word], thing: Word) -> str:
    """Return the act of a number; acts that 和 or 并 joins are given together."""
    left = ["occur", "led", "submit", "staffing", *["in_force"] * (not thing.of("object", "normative", "regulation"))]
    acts = set[str]()
    for word in reversed(said):
        if word.of("act") and not word.of("act", *left):
            acts.add(word.kinds["act"])
        elif acts and not (word.of("filler", "joined", "link", "all") or word.of("time")):
            break
    return "+".join(sorted(acts - {"prepare"} or acts)) or next((w.kinds["act"] for w in said if w.of("act")), "")


def _joined(label: Sequence[Word]) -> frozenset[str]:
    """Return the slots in which a 、 or 和 stands between two words of different kinds."""
    found = set[str]()
    for at, sign in enumerate(label):
        if sign.of("filler", "joined"):
            before = next((w for w in reversed(label[:at]) if not w.of("filler")), _NOTHING)
            after = next((w for w in label[at + 1 :] if any(w.of(slot) for slot in _SHARED)), _NOTHING)
            differ = {s for s in _SHARED if before.of(s) and after.of(s) and before.kinds[s] != after.kinds[s]}
            later = {s for s in _SHARED[:2] if any(w.of(s) for w in label if w.start > after.start)}
            found |= differ - later if after.text[:1] != "等" else set()  # 财政预算、招生政策等群众关心的信息
    return frozenset(found)


def _residue(label: Sequence[Word], thing: Word, agency: str) -> str:
    """Return the words around the object that no list knows, or that name one kind of it.

    An agency's 政府信息, 解读 or what its accounts send may be called by its field: 水务政府信息 of a 水务局.
    """
    at = next((i for i, w in enumerate(label) if w is thing), len(label))
    ways = max((i for i, w in enumerate(label[:at]) if w.of("channel")), default=-1)
    acts = [i for i, w in enumerate(label[:at]) if i > ways and w.of("act")]
    begun = next((i for i in acts if label[i].of("act", "publish")), acts[-1] if acts else ways)
    if thing.of("act"):  # 市教育局公开信息: a name ends in 局
        begun = max((i for i, w in enumerate(label[:at]) if i > begun and w.of("filler", "self")), default=begun)
    listed = thing.start if thing.text.startswith(("等", "及", "和", "以及")) else -1
    noun = [w for w in label[begun + 1 :] if w is not thing and w.start > listed]
    named = "政府" in "".join(w.text for w in (*noun, thing)) or thing.of("object", "explanation", "normative")
    own = agency if named or any(w.of("channel", "wechat", "weibo") for w in label) else ""
    odd = [w.text for w in noun if w.of("unknown") or w.matter in _APART]
    odd = [text for text in odd if text[:1] + text[1:].removesuffix("类") not in own]
    ahead = [w for w in label[: begun + 1] if not any(w.of(slot) for slot in ("filler", "time", "year", "act"))]
    ahead = [w for w in ahead if not w.of("channel") or w.of("channel", "columns")]
    if all(w.matter == "part" or w.text.endswith("类") for w in ahead):
        odd += [w.text for w in ahead]  # 重点领域公开信息
    return "".join(odd) + "中" * any(w.text == "中" for w in label[at:])


def _channel(one: Cut, at: int, said: Sequence[Word]) -> str:
    """Return the channel of publication named since the last count: one, `social`, `several` or none."""
    own = [w for w in said if w.of("channel")]
    if not own and (title := pattern("under_title").match(one.line.headings)):
        titled = next((w.kinds["channel"] for w in cut(title[0], (), one.year) if w.of("channel")), "column")
        if titled == "column" or not any(w.of("channel") for w in one.words):
            return titled
    kinds = _channels(own, one.line.plain)
    if "other_way" in kinds:
        kinds -= {"media", "board", "video"}  # 报刊、电视等其他方式
    if "column" in kinds or ("columns" in kinds and len(kinds) > 1):
        return "column"
    if len(kinds) != 1 or kinds & _MANY:
        counts = {i for i, mention in zip(one.places, one.line.mentions, strict=True) if mention.unit[:1] in _COUNTS}
        begun = max((i for i in range(at) if i in counts or one.words[i].text in "；。"), default=0)
        near = [w for w in one.words[begun:at] if w.of("channel") and w not in own and not w.of("object", "conference")]
        kinds = _channels([*near, *own], one.line.plain)
    if len(kinds) < 2 and not kinds & _MANY:
        return "".join(kinds)
    named = kinds - _MANY
    return "social" if named and any(named <= some for some in _SOCIAL) else "several"


def _channels(words: Sequence[Word], plain: str) -> set[str]:
    """Return the kinds of channels; of two together the later is meant (政府网微信公众号, 新媒体（微信）)."""
    ordered = sorted(words, key=lambda w: w.start)
    renamed = {
        one.start
        for one, after in pairwise(ordered)
        if pattern("renamed").fullmatch(plain, one.end, after.start) and not one.of("channel", *_OWN_NAME)
        if not after.of("channel", "whole_site", "ways", "column")
    }
    return {w.kinds["channel"] for w in ordered if w.start not in renamed} - {"whole_site"}
