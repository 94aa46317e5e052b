"""The agencies before and after one that its numbers may be followed through, among those that reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from reports.identity import agency as naming
from reports.identity.succession import Link, predecessors, successors
from reports.model import Agency


@dataclass(frozen=True, slots=True)
class Chain:
    """`members` are agency ids in the order of time; `links` gives for a member how it came about.

    `related` are the steps that join or part several agencies: their numbers do not continue one another.
    """

    members: tuple[str, ...]
    links: Mapping[str, Link] = field(default_factory=dict)
    related: tuple[Link, ...] = ()


def alone(agency: Agency) -> Chain:
    """Return the chain of an agency whose successions are left out."""
    return Chain((agency.id,))


def chain(agency: Agency, is_held: Callable[[str], bool]) -> Chain:
    """Follow one-to-one successions both ways; `is_held` tells whether the record has an agency."""
    is_held = cache(is_held)
    before, after = _walk(agency, predecessors, is_held), _walk(agency, successors, is_held)
    links = {}
    for later, link in before.steps:
        links[later.id] = link
    for _, link in after.steps:
        links[link.agency_id] = link
    order = [link.agency_id for _, link in reversed(before.steps)] + [agency.id]
    order += [link.agency_id for _, link in after.steps]
    members = tuple(dict.fromkeys(id_ for id_ in order if id_ == agency.id or is_held(id_)))
    related = {link.agency_id: link for link in (*before.related, *after.related) if link.agency_id not in members}
    return Chain(members, links, tuple(related.values()))


def neighbours(agency: Agency, is_held: Callable[[str], bool]) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Return those an agency took over from and those that took over from it, as far as the record has them.

    The rules name every way a reform was carried out; which of them it was here only reports tell.
    """
    before, after = predecessors(agency), successors(agency)
    return tuple(one for one in before if is_held(one.agency_id)), tuple(one for one in after if is_held(one.agency_id))


@dataclass(frozen=True, slots=True)
class _Walk:
    steps: tuple[tuple[Agency, Link], ...]
    related: tuple[Link, ...]


def _walk(agency: Agency, step: Callable[[Agency], tuple[Link, ...]], is_held: Callable[[str], bool]) -> _Walk:
    steps: list[tuple[Agency, Link]] = []
    related: list[Link] = []
    seen = {agency.id}
    here = agency
    while links := [link for link in step(here) if link.agency_id not in seen]:
        followed = _renamed(links, is_held)
        related += [link for link in links if link is not followed and is_held(link.agency_id)]
        if followed is None:
            break
        steps.append((here, followed))
        seen.add(followed.agency_id)
        here = naming.canonical(followed.name, here.regions[::-1])
    return _Walk(tuple(steps), tuple(related))


def _renamed(links: Sequence[Link], is_held: Callable[[str], bool]) -> Link | None:
    """Return the one-to-one step: provinces chose different names, so one that the record knows goes before others."""
    renamed = [link for link in links if link.kind == "renamed"]
    return next((link for link in renamed if is_held(link.agency_id)), renamed[0] if renamed else None)
