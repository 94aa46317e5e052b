"""Agencies and places in a question: by every name the record knows them by, and by how names are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.record.encode import name_key
from reports.identity import agency as naming
from reports.identity import regions
from reports.identity.named import Certainty
from reports.identity.tables import names
from reports.model import Region
from search.answers.model import Directory, Token

_LONGEST = 24


def tokens(text: str, directory: Directory) -> dict[int, list[Token]]:
    """Return the agencies and places that can be read at each place of a question."""
    pieces = {name_key(text[a:b]) for a in range(len(text)) for b in range(a + 2, min(len(text), a + _LONGEST) + 1)}
    made = {start: list(_made(text, start)) for start in range(len(text))}
    pieces |= {name_key(name) for tokens_at in made.values() for token in tokens_at for name in token.names}
    held = directory.named_agencies(tuple(sorted(pieces)))
    tokens_at: dict[int, list[Token]] = {}
    for start in range(len(text)):
        spans = {(one.start, one.end): one for one in (_held(one, held) for one in made[start])}
        for end in range(start + 2, min(len(text), start + _LONGEST) + 1):
            ids = held.get(name_key(text[start:end]), ())
            if ids:
                place = spans.get((start, end))
                spans[start, end] = Token(
                    "place" if place and place.kind == "place" else "agency",
                    start,
                    end,
                    text[start:end],
                    agencies=ids,
                    names=(text[start:end],),
                    regions=place.regions if place else (),
                )
        if spans:
            tokens_at[start] = list(spans.values())
    return tokens_at


def _made(text: str, start: int) -> Iterator[Token]:
    """Yield what the rules of naming make of the text from `start`: a place, an office of it, an office alone."""
    rest = text[start : start + _LONGEST]
    office = _office(rest)
    if office:
        yield Token("office", start, start + len(office), office, names().full_stem[office])
    for place in _places(rest):
        end = start + len(place.text)
        rows = place.regions[-1:] or tuple(r for r in regions.resolve(place.text))
        whole = tuple(_government(regions.chain(row.code)) for row in rows)
        yield Token("place", start, end, place.text, names=tuple(filter(None, whole)), regions=rows)
        stem = _office(text[end : end + _LONGEST])
        if stem:
            said = text[start : end + len(stem)]
            made = tuple(_named("".join(r.name for r in regions.chain(row.code)[-1:]) + stem, row) for row in rows)
            yield Token("agency", start, end + len(stem), said, names=tuple(filter(None, made)), regions=rows)


def _places(rest: str) -> Iterator[regions.Reading]:
    """Yield the places a text begins with: by the longest chain of names, and by a bare name (杭州)."""
    full = regions.read(rest)
    if full:
        yield full
    bare = regions.read(rest, bare=True)
    if bare and (not full or bare.text != full.text):
        yield bare
    for end in range(min(len(rest), 6), 1, -1):
        if (not full or full.text != rest[:end]) and (not bare or bare.text != rest[:end]):
            rows = regions.resolve(rest[:end])
            if rows and any(regions.bare(row.name) == rest[:end] for row in rows):
                yield regions.Reading(regions.chain(rows[0].code) if len(rows) == 1 else (), rest[:end], rest[end:])
                return


def _office(text: str) -> str:
    """Return the longest name of an office a text begins with, "" for none."""
    stems = names().full_stem
    return next((text[:end] for end in range(len(text), 1, -1) if text[:end] in stems), "")


def _government(place: Sequence[Region]) -> str:
    return naming.read(place[-1].name, (place[-1],)).agency.name


def _named(name: str, near: Region) -> str:
    found = naming.read(name, (near,))
    return found.agency.name if found.certainty == Certainty.FULL else ""


def _held(token: Token, held: Mapping[str, tuple[str, ...]]) -> Token:
    """Put the ids of the record to a token made by the rules of naming."""
    ids = tuple(dict.fromkeys(id_ for name in token.names for id_ in held.get(name_key(name), ())))
    return replace(token, agencies=ids)
