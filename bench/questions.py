"""Questions to load the service with: never asked before, or half of them a few that are asked again and again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate, islice
from urllib.parse import urlencode

import jieba

from bench.corpus import KINDS, YEARS, rare_words, sentences

POPULAR = 200
"""Questions that a portal's pages and its readers' habits ask again and again."""
_QUOTES = str.maketrans("", "", '"“”「」＂\\-－')

Query = dict[str, str]


def unasked(seed: int) -> Iterator[str]:
    """Yield addresses of `/search`, none of them twice; of each ten kinds of question one, in turn."""
    chance, seen = random.Random(seed), set()
    while True:
        for shape in SHAPES:
            address = f"/search?{urlencode(shape(chance))}"
            if address not in seen:
                seen.add(address)
                yield address


def half_repeating(seed: int) -> Iterator[str]:
    """Yield addresses of which every second one, on average, is popular: the first of them most of all."""
    chance = random.Random(seed)
    popular = list(islice(unasked(0), POPULAR))
    weights = list(accumulate(1 / rank for rank in range(1, POPULAR + 1)))
    for address in unasked(seed):
        yield chance.choices(popular, cum_weights=weights)[0] if chance.random() < 0.5 else address


@cache
def _words() -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the words of the texts at hand with their cumulated frequencies."""
    cut = (word for sentence in sentences() for word in jieba.cut(sentence, HMM=False))
    counted = Counter(word for word in cut if len(word) > 1 and all("\u4e00" <= char <= "\u9fff" for char in word))
    return tuple(counted), tuple(accumulate(counted.values()))


def _word(chance: random.Random) -> str:
    words, weights = _words()
    return chance.choices(words, cum_weights=weights)[0]


def _two(chance: random.Random) -> str:
    return f"{_word(chance)} {_word(chance)}"


def _rare(chance: random.Random) -> str:
    words, weights = rare_words()
    return chance.choices(words, cum_weights=weights)[0]


def _string(chance: random.Random) -> str:
    """Return three to six characters as they stand in a text."""
    text = chance.choice(sentences()).translate(_QUOTES)
    start = chance.randrange(max(len(text) - 6, 1))
    return text[start : start + chance.randint(3, 6)].strip() or _string(chance)


def _year(chance: random.Random) -> str:
    return str(chance.choice(YEARS))


def _years(chance: random.Random) -> str:
    first = chance.randint(YEARS[0], YEARS[-1] - 1)
    return f"{first}..{chance.randint(first + 1, YEARS[-1])}"


SHAPES: tuple[Callable[[random.Random], Query], ...] = (
    lambda chance: {"q": _word(chance), "year": _year(chance), "kind": chance.choice(KINDS)},
    lambda chance: {"q": _word(chance) + _word(chance)},
    lambda chance: {"q": _two(chance), "year": _year(chance)},
    lambda chance: {"q": f'"{_string(chance)}"'},
    lambda chance: {"q": f"{_rare(chance)} {_word(chance)}"},
    lambda chance: {"q": _two(chance), "match": "any"},
    lambda chance: {"q": _two(chance), "sort": "-year"},
    lambda chance: {"q": f"{_word(chance)} -{_word(chance)}", "year": _years(chance)},
    lambda chance: {"q": _string(chance)},
    lambda chance: {"q": _two(chance), "kind": chance.choice(KINDS), "group_by": "report"},
)
