"""Which candidates together make the report's headings: the best sequence, ordinals following each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.sections.candidates import Candidate
from reports.sections.ordinals import Style
from reports.sections.stated import disambiguate
from reports.sections.wording import Wording

_BEAM = 24
_DEEPEST = 3
_SEVERAL = 3
_NATURAL = {
    Style.PART: 1,
    Style.FORMAL: 1,
    Style.SECTION: 1,
    Style.HAN: 1,
    Style.ROMAN: 1,
    Style.PAREN_HAN: 2,
    Style.DECIMAL: 2,
    Style.THIRD_DECIMAL: 3,
    Style.ARABIC: 3,
    Style.BARE: 3,
    Style.PAREN_ARABIC: 4,
}


_OVER = (Style.PART, Style.FORMAL, Style.SECTION)
"""What stands over 一、 where both are counted."""
_TOP = (Style.ROMAN, Style.PAREN_HAN, Style.ARABIC, Style.BARE)
_POINTED = (Style.ARABIC, Style.BARE)
_FIXED = frozenset((Style.ROMAN, Style.DECIMAL, Style.THIRD_DECIMAL))


@dataclass(frozen=True, slots=True)
class Heading:
    """A candidate that was chosen, and its level."""

    candidate: Candidate
    level: int


@dataclass(frozen=True, slots=True)
class _Path:
    """A way through the candidates so far. `values` and `styles` are those of the last heading of levels 1 to 3."""

    score: float
    values: tuple[int, ...]
    styles: tuple[Style, ...]
    lost: int
    last: int
    level: int
    after: int
    following: int
    before: _Path | None


_START = _Path(0.0, (0, 0, 0), (Style.NONE,) * _DEEPEST, 0, -1, 0, 0, -1, None)


def choose(candidates: Sequence[Candidate], wording: Wording) -> list[Heading]:
    """Return the best consistent sequence; linear in the number of candidates, with a bounded number of open paths."""
    levels = _levels(candidates, wording)
    candidates = disambiguate(candidates, levels, wording)
    paths = [_START]
    for index, one in enumerate(candidates):
        if one.score < wording.weights["hopeless"]:
            continue
        options = _options(one, levels)
        grown = [
            step for path in paths for level, cost in options if (step := _take(path, index, one, level, cost, wording))
        ]
        paths = _prune([*paths, *grown])
    return _walk(max(paths, key=lambda path: path.score), candidates)


def _levels(candidates: Sequence[Candidate], wording: Wording) -> Mapping[Style, int]:
    """Return the level of each style: 一、 is the first unless another style carries the parts of the report."""
    good = [one for one in candidates if one.score > wording.weights["line_start"]]
    over = [style for style in _OVER if {1, 2} <= {one.value for one in good if one.style is style}]
    if over:
        lower = {style: level + (0 if style in _FIXED else len(over)) for style, level in _NATURAL.items()}
        return {**lower, **{style: level for level, style in enumerate(over, 1)}}
    worded = Counter(
        one.style for one in candidates if one.score > 0 and wording.known_end(one.heading) == len(one.heading)
    )
    if any(one.style is Style.HAN for one in good):
        second = worded[Style.PAREN_ARABIC] >= _SEVERAL and not worded[Style.PAREN_HAN]
        return {**_NATURAL, Style.PAREN_ARABIC: 2} if second else _NATURAL
    named = {one.above for one in good if one.style is Style.DECIMAL}
    parents = {one.style for one in good if one.style in _POINTED and one.value in named}
    top = next((style for style in _TOP if worded[style] >= _SEVERAL or style in parents), None)
    if top is None:
        return _NATURAL
    return {**_NATURAL, top: 1, **({Style.PAREN_ARABIC: 2} if top in _POINTED else {})}


def _options(candidate: Candidate, levels: Mapping[Style, int]) -> list[tuple[int, bool]]:
    """Return the levels a candidate may take, each with whether it is the one its ordinal has."""
    if candidate.style is Style.NONE:
        return [(candidate.level, True)]
    natural = levels[candidate.style]
    options = [(natural, True)] if natural <= _DEEPEST else []
    return [*options, (1, False)] if candidate.form and natural != 1 else options


def _take(path: _Path, index: int, candidate: Candidate, level: int, natural: bool, wording: Wording) -> _Path | None:
    above = any(path.values[: level - 1]) or path.lost
    if candidate.start < path.after or (level > 1 and not candidate.value and not above):
        return None
    weights = wording.weights
    score = path.score + candidate.score + (0.0 if natural else weights["other_level"])
    if candidate.form and level == 1:
        score += weights["form_first"]
    if candidate.begin == path.following and level <= path.level:
        score += weights["empty_parent"]
    if level > 1 and not above:
        score += weights["orphan"]
    lost = path.lost
    values, styles = list(path.values), list(path.styles)
    if candidate.value:
        score += _step(path, candidate, level, weights)
        score += weights["other_parent"] if 0 < path.values[level - 2] != candidate.above > 0 else 0.0
        values[level - 1], styles[level - 1] = candidate.value, candidate.style
        lost = 0 if level == 1 else lost
    elif level == 1:
        lost += 1
    below = slice(level, _DEEPEST)
    values[below] = [0] * (_DEEPEST - level)
    styles[below] = [Style.NONE] * (_DEEPEST - level)
    return _Path(score, tuple(values), tuple(styles), lost, index, level, candidate.after, candidate.following, path)


def _step(path: _Path, candidate: Candidate, level: int, weights: Mapping[str, float]) -> float:
    """Weigh how this ordinal follows the last of its level; lost ordinals between them are no skip."""
    last, style = path.values[level - 1], path.styles[level - 1]
    lost = path.lost if level == 1 else 0
    if not last:
        ahead = max(0, candidate.value - 1 - lost)
        return weights["first"] if not ahead else weights["not_first"] * min(ahead, 3)
    score = weights["style_change"] if style is not candidate.style else 0.0
    if last < candidate.value <= last + 1 + lost:
        return score + weights["next"]
    if candidate.value > last:
        return score + weights["skip"] * min(candidate.value - last - 1 - lost, 3)
    if candidate.value == last:
        return score + weights["same"]
    return score + weights["restart" if candidate.value == 1 else "back"]


def _prune(paths: Sequence[_Path]) -> list[_Path]:
    """Keep the best path of each state, and of those the best few."""
    best: dict[tuple[object, ...], _Path] = {}
    for path in sorted(paths, key=lambda path: path.score, reverse=True):
        best.setdefault((path.values, path.styles, path.lost), path)
        if len(best) == _BEAM:
            break
    return list(best.values())


def _walk(path: _Path | None, candidates: Sequence[Candidate]) -> list[Heading]:
    headings = []
    while path is not None and path.last >= 0:
        headings.append(Heading(candidates[path.last], path.level))
        path = path.before
    return headings[::-1]
