"""Who reports, as the text says it: opening, contact, signature, publisher, subject of sentences, who is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from reports.identity import agency as naming
from reports.identity import roles
from reports.identity.agreeing import contact_agrees
from reports.identity.flat import Flat
from reports.identity.governing import is_office
from reports.identity.home import may_be_home
from reports.identity.issued import issuers
from reports.identity.left_out import GOVERNMENTS, drop_idle_government, drop_of_same_work, drop_portal
from reports.identity.mentions import Mention, mentions
from reports.identity.named import Certainty, Named
from reports.identity.offices import GROUP, TOWN, known_offices, without_second_name
from reports.identity.places import gives_orders, in_passing, makes_rules
from reports.identity.reporter import Reporter
from reports.identity.speech import Speech
from reports.identity.tables import names
from reports.identity.within import INNER, body_of, of_a_group, with_office
from reports.identity.wording import Saying, wording
from reports.model import Region
from reports.text.space import without_space
from reports.text.wording import patterns

_name_pattern, _title_pattern = patterns("name_patterns.toml"), patterns("title_patterns.toml")
_OPENING = 1500
_FREQUENT = 5
_MOST = 12
_REPEATED = 2
_SIGNED = re.compile(r"^([\u4e00-\u9fff（）\s]{3,40}?)\s*(?:20\d\d\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?)?$")
_ENDING = re.compile(r"([\u4e00-\u9fff]{4,30})(?=20\d\d年\d{1,2}月\d{1,2}日$)")
_RELATIVE = _title_pattern("clause_begins")
_SUBJECT = _title_pattern("subject_before")
_ACTS = _title_pattern("acts")
_DATED = 20
_BARE = 2
_SIGNATURE = 400
"""Characters at the end among which the signature stands; never in the first line, where a site's head does."""
_PARTY_OFFICE = _name_pattern("party_office")
_DESK = _name_pattern("disclosure_desk")
_PASSING = frozenset(
    {"subject", "its disclosure", "publisher", "source", "signature", "contact", "address", "announced without a year"}
)
"""Who stands so can be the body above, a site's owner or a paper: it has to be of the kind the report calls itself."""
_STREET = _name_pattern("street")
_PATH = re.compile("[>›»]+")
_PATHS = 12
_LONGEST = 30
_TO = _name_pattern("before_name")
_TOWN_BODIES = _name_pattern("town_bodies")
_WHOLE = 16
_OFFICE = 12
"""Characters: a longer name, and one whose office is longer, is more likely a clause that ends like an office."""


def reporters(
    labels: Mapping[str, str], text: str, opening: Flat, ending: Flat, speech: Speech, around: tuple[Region, ...]
) -> list[Reporter]:
    """Return every statement about who reports, each kind once for an agency, in the order of the text."""
    found: dict[tuple[str, str], Reporter] = {}
    only_contact: set[str] = set()
    carried = (*_labelled(labels, around), *_pathed(text, around))
    for one in (*_said(wording().sayings, opening, around), *carried, *_signed(text, ending, around)):
        named = one.named if one.kind == "announced" else speech.speaker(one.named)
        if _doubtful(one.kind, named, speech) or (one.kind in _PASSING and not speech.allows(named)):
            continue
        if one.kind == "contact line" and not contact_agrees(named, without_space(text), speech):
            only_contact.add(named.agency.id)
            continue
        one = Reporter(one.kind, one.text, one.weight, named, one.start, one.end)
        found.setdefault((one.kind, named.agency.id), one)
    said = {agency for _, agency in found}
    for one in _frequent(opening, ending, around):
        one = replace(one, named=speech.speaker(one.named)) if is_office(one.named) else one
        allowed = speech.weight(one.named) > 0 if one.kind == "site" else speech.allows(one.named)
        if one.kind == "site" and allowed:
            allowed = may_be_home(opening, one.named.place)
        passing = one.named.agency.id in only_contact and one.weight <= _REPEATED
        if one.named.agency.id in said or (allowed and not passing):
            found.setdefault((one.kind, one.named.agency.id), one)
    nobody = all(one.named.office in GOVERNMENTS or (one.kind == "named" and one.aside) for one in found.values())
    for one in _issued(opening, around, speech) if nobody else ():
        found.setdefault((one.kind, one.named.agency.id), one)
    drop_portal(found)
    drop_idle_government(found, opening)
    drop_of_same_work(found)
    for one in () if found else _relative(text, around, speech):
        found.setdefault((one.kind, one.named.agency.id), one)
    return list(found.values())


def _issued(opening: Flat, around: tuple[Region, ...], speech: Speech) -> Iterator[Reporter]:
    """Yield whose own papers are named, where they are of the kind that the report calls itself."""
    for named, start, end in issuers(opening, around):
        if speech.weight(named) > 0:
            yield Reporter(
                "issued", opening.text[start:end], 4, named, opening.places[start], opening.places[end - 1] + 1
            )


def _doubtful(kind: str, named: Named, speech: Speech) -> bool:
    """Say whether who is named so need not report: a government nobody calls 我县, a reception, a house's owner."""
    if kind == "its disclosure":
        return named.office.endswith(("人民政府", "管理委员会")) and not speech.weight(named)
    if kind == "contact":
        received = wording().reception.search(named.office) is not None or named.office == "人民政府"
        return received and not speech.weight(named)
    if kind == "path":
        return not speech.weight(named)
    return kind == "address" and not _of_its_own_house(named)


def _of_its_own_house(named: Named) -> bool:
    """Say whether an address at the agency's tells of it: a bureau may sit in the government's, nobody in a town's."""
    whole = named.office.startswith(("人民政府", "管理委员会"))
    return not whole and (named.office in known_offices() or TOWN.match(named.office) is not None)


def covered(opening: Flat, around: Callable[[], tuple[Region, ...]]) -> list[Named]:
    """Return whom the opening says that the report covers; `around` is asked only where it says so."""
    covers = (one for one in wording().sayings if one.kind == "covers")
    sayings = [one for one in covers if one.pattern.search(opening.plain, 0, _OPENING)]
    return [one.named for one in _said(sayings, opening, around())] if sayings else []


def _said(sayings: Sequence[Saying], opening: Flat, around: tuple[Region, ...]) -> Iterator[Reporter]:
    for saying in sayings:
        end = 2 * _OPENING if saying.kind == "subject" else _OPENING
        for found in saying.pattern.finditer(opening.plain, 0, end):
            match = _within_a_line(found, saying, opening)
            named = (
                _read(saying, match, match["name"], around)
                or _read_from_line(saying, match, opening, around)
                or _spelled_out(saying, match["name"], opening, around)
            )
            subject_of_ours = saying.kind == "subject" and roles.acts_on_us(opening.plain, match.end("name"))
            if named and not subject_of_ours and not _site_of(opening.plain, *match.span("name")):
                start, stop = match.span("name")
                place = opening.places[start], opening.places[min(stop, len(opening.places)) - 1] + 1
                yield Reporter(saying.kind, match[0].strip(), saying.weight, named, *place)


def _site_of(plain: str, start: int, end: int) -> bool:
    """Say whether words about a name are those of a site or a platform: 与北京市政府门户网站（…."""
    words = plain[start:end]
    inside = any(wording().site.match(words, found.end) for found in mentions(words, ()))
    return inside or wording().site.match(plain, end) is not None


def _read_from_line(saying: Saying, match: re.Match[str], opening: Flat, around: tuple[Region, ...]) -> Named | None:
    """Read the name from where its last line begins: a title ran into it when white space went."""
    start, end = match.span("name")
    begin = next((at for at in range(end - 1, start, -1) if at in opening.lines), 0)
    return _read(saying, match, opening.plain[begin:end], around) if begin else None


def _within_a_line(found: re.Match[str], saying: Saying, opening: Flat) -> re.Match[str]:
    """Return the same saying from where its last line begins, if it is whole there: lines of a menu ran into it."""
    start, end = found.span("name")
    begin = next((at for at in range(end - 1, start, -1) if at in opening.lines), 0)
    later = saying.pattern.search(opening.plain, begin, found.end() + _OPENING) if begin else None
    return later if later and later.end() == found.end() else found


def _spelled_out(saying: Saying, raw: str, opening: Flat, around: tuple[Region, ...]) -> Named | None:
    """Complete a proper name that is announced without its place by the place it has elsewhere in the text."""
    short = naming.read(raw.strip(), around) if saying.kind == "announced" else None
    if short is None or short.certainty != Certainty.LOOSE or short.office in known_offices():
        return None
    full = (one.named for one in mentions(opening.text, around) if one.named.office == short.office)
    return next((named for named in full if named.certainty == Certainty.FULL), None)


def _read(saying: Saying, match: re.Match[str], raw: str, around: tuple[Region, ...]) -> Named | None:
    raw = raw.strip()
    if raw in names().own_kinds:
        return None
    if saying.kind in ("contact", "contact line", "address"):
        raw = with_office(raw, match["after"])
    if saying.kind == "subject":
        named = body_of(naming.read(raw, around), around)
        vague = raw.startswith(("我", "本", "全", "各")) or "各级" in raw
        return named if named.certainty >= Certainty.AMBIGUOUS and not vague else _street(raw, around)
    return trimmed(raw, around) or _street(raw, around)


def _street(raw: str, around: tuple[Region, ...]) -> Named | None:
    """Read a street whose district cannot be read: 区人民政府北京街道办事处."""
    match = _STREET.search(raw)
    return naming.read(match[1], around) if match else None


def trimmed(raw: str, around: tuple[Region, ...]) -> Named | None:
    """Cut a name out of words around it: it begins with a place or a central office, and ends with an office.

    An office within (党政办公室, 综合办公室) has no report of its own: it stands for whose office it is.
    """
    raw = wording().before_names.sub("", _PARTY_OFFICE.sub("", naming.tidy_name(raw)))
    cut = INNER.sub("", _DESK.sub("", raw))
    cut += "政府" if cut.endswith("人民") else ""
    options = [naming.read(words, around) for words in dict.fromkeys((raw, cut)) if len(words) > 1]
    inner = options[-1] if len(options) > 1 else None
    # 机构编制委员会办公室 is an office, 教育局办公室 one within
    own = bool(options) and (options[0].office in known_offices() or of_a_group(options[0].office))
    if inner and not own and inner.certainty >= Certainty.AMBIGUOUS and inner.office != "人民政府":
        options.insert(0, inner)
    for named in options:
        short = len(without_second_name(raw)) < _WHOLE or len(named.office) <= _OFFICE
        own_work = named.office in known_offices() or GROUP.search(named.office) is not None
        if named.certainty == Certainty.FULL and (short or own_work):
            return named
    found = next(mentions(raw, around), None)
    if found and not _TO.search(raw, 0, found.start):
        return found.named
    return next((one for one in options if one.certainty == Certainty.AMBIGUOUS and len(raw) < _WHOLE), None)


def _labelled(labels: Mapping[str, str], around: tuple[Region, ...]) -> Iterator[Reporter]:
    for key, weight in (("publisher", 6), ("source", 3)):
        if (value := labels[key]) and (named := trimmed(value, around)) and named.certainty >= Certainty.AMBIGUOUS:
            yield Reporter(key, value, weight, named)


def _pathed(text: str, around: tuple[Region, ...]) -> Iterator[Reporter]:
    """Yield the last agency on the path to a page (首页 > 区教育局 > 年报)."""
    for line in text.splitlines()[:_PATHS]:
        parts = _PATH.split(line) if len(line) < _OPENING else []
        for part in reversed(parts[:-1] if len(parts) > _BARE else []):
            if len(part) > _LONGEST:
                continue
            named = naming.read(part.strip(), around)
            office = named.office in known_offices() or TOWN.match(named.office) is not None
            if office and named.certainty >= Certainty.AMBIGUOUS and not wording().site.search(part):
                yield Reporter("path", part.strip(), 3, named)
                break


def _signed(text: str, ending: Flat, around: tuple[Region, ...]) -> Iterator[Reporter]:
    """Yield the last lines that are an agency's name, or the words before the date that ends a page in one line."""
    tail = text.rstrip()
    at = max(len(tail.partition("\n")[0]), len(tail) - _SIGNATURE)
    for line in tail[at:].splitlines()[-8:]:
        signed = _SIGNED.match(line.strip())
        if signed and not re.search(r"[。，]", line) and (named := _agency(signed[1], around)):
            start = tail.rfind(line)
            yield Reporter("signature", line.strip(), 6, named, start, start + len(line))
    if (match := _ENDING.search(ending.plain)) and (named := _agency(match[1], around)):
        yield Reporter(
            "signature", match[1], 6, named, ending.places[match.start()], ending.places[match.end() - 1] + 1
        )


def _agency(raw: str, around: tuple[Region, ...]) -> Named | None:
    named = trimmed(raw, around)
    return named if named and named.certainty >= Certainty.AMBIGUOUS else None


def _frequent(opening: Flat, ending: Flat, around: tuple[Region, ...]) -> list[Reporter]:
    """Return who is named most often, and apart from them whose sites are."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], tuple[Flat, Mention]] = {}
    speaking: set[tuple[str, str]] = set()
    for part in (opening, ending):
        for mention in mentions(part.plain, around):
            if in_passing(part.plain, mention.start) or gives_orders(part.plain, mention.start, mention.end):
                continue
            if mention.start + 1 in part.lines:  # 正文 above 县人民政府办公室 is no 文县
                continue
            site = wording().site.match(part.plain, mention.end) is not None
            key = "site" if site else "named", mention.named.agency.id
            counts[key] += 1
            own = roles.on_own_site if site else roles.speaks
            speaking |= {key} if own(part, mention.start, mention.end) else set()
            first.setdefault(key, (part, mention))
    found = []
    for key, count in counts.most_common(_MOST):
        part, mention = first[key]
        start, end = part.places[mention.start], part.places[mention.end - 1] + 1
        words = f"{part.plain[mention.start : mention.end]} ×{count}"
        weight = 1 if key[0] == "site" else min(count, _FREQUENT)
        found.append(Reporter(key[0], words, weight, mention.named, start, end, key not in speaking))
    return found


def _relative(text: str, around: tuple[Region, ...], speech: Speech) -> Iterator[Reporter]:
    """Give what begins several clauses and needs no place (大学, a township) or takes the document's (市统计局)."""
    counts: Counter[str] = Counter()
    for match in _RELATIVE.finditer(text):
        # Whom the first sentence of a section is about need not be named again.
        start = match.start(1)
        before = text[start - _DATED : start] if start >= _DATED else "\n" + text[:start]
        end = match.end(1)
        if makes_rules(text, end) or roles.acts_on_us(text, end) or wording().site.match(text, end):
            continue
        if not wording().before_names.match(match[1]) and len(match[1]) > _BARE:
            counts[match[1]] += 2 if _SUBJECT.search(before) else 1
    for name, count in counts.most_common():
        named = naming.read(name, around)
        alone = len(counts) == 1 and speech.weight(named) > 0
        bare = name.endswith(("镇", "乡", "街道")) and not re.search(f"{name}(?:{_TOWN_BODIES.pattern})", text)
        bare = bare and not (alone and re.search(f"{name}(?:{_ACTS.pattern})", text))
        enough = alone or count >= _REPEATED
        if enough and named.certainty >= Certainty.AMBIGUOUS and not bare:
            yield Reporter("named", f"{name} ×{count}", 1, named)
