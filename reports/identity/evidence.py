"""What a document says of its agency apart from its title: opening, contact, signature, publisher, and who is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reports.identity import agency as naming
from reports.identity import regions, slug
from reports.identity import title as titles
from reports.identity.agency import Certainty, Named
from reports.identity.tables import names, region_rows
from reports.model import Document, Region

_HEAD = 1500
_TAIL = 400
_BOOK = re.compile(r"《[^《》]{2,80}》")
_NAME = r"[\u4e00-\u9fff（）、]{2,40}?"
_YEAR = r"20[0-4]\d(?:学年度?|年?度?)"
_OFFICE_END = "人民政府|管理委员会|管委会|委员会|办事处|街道办|局|厅|医院|大学|学院|中学|小学|学校|公司|中心|海关"
_SIGNED = re.compile(r"^([\u4e00-\u9fff（）\s]{3,40}?)\s*(?:20\d\d\s*年.{0,12}日?)?$")
_SELF = {"镇": "镇人民政府", "乡": "乡人民政府", "街道": "街道办事处"}
_SELF |= {
    "办": "办公室",
    "局": "局",
    "委": "委员会",
    "厅": "厅",
    "院": "院",
    "校": "校",
    "中心": "中心",
    "公司": "公司",
}
_AREA = re.compile(r"[我全本](?:省|市|区|县|州|盟|旗|镇|乡|街道)")
_OWN = re.compile(rf"[我本]({'|'.join(_SELF)})")
_HOST = re.compile(r"([a-z]+)\.gov\.cn")
_FREQUENT = 5
_AND = "和"  # also the first character of 和县: …的通知》和县政府办公室
_RELATIVE = re.compile(
    r"(?:^|[，,。；;：:\n年度）)《])\s*((?:省|市|区|县|州|盟|旗)[\u4e00-\u9fff]{1,12}?(?:局|委|厅|办公室|中心)"
    r"|[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道)(?![镇乡、和])"
    r"|[\u4e00-\u9fff]{2,10}?(?:大学|学院|医院|中学))"
)
_REPEATED = 2
_COMPILED = re.compile(r"(?:综合|汇总)[^。]{0,30}?(?:各?部门|各[县区市镇乡盟旗])[^。]{0,40}?编[制写]")
_SUBJECT = re.compile(r"\n\s*20\d\d年(?:度|以来)?[，,]?$")
_DATED = 20
_PARTY_OFFICE = re.compile("党政(?:综合)?(?:办公室|办|部)$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Agencies by the weight of what speaks for them, and regions the likeliest first."""

    agencies: tuple[Named, ...]
    near: tuple[Region, ...]


def labelled(document: Document, key: str) -> str:
    """Return a field of the carrier's metadata, or of a labelled line among the first (发布机构: …); else ''."""
    if value := document.metadata.get(key, ""):
        return value.strip()
    pattern = titles.wording().labels[key]
    for line in document.text[:1200].splitlines()[:15]:
        if (match := pattern.search(line)) and len(match[1]) < 80:
            return match[1]
    return ""


def gather(document: Document) -> Evidence:
    """Weigh every statement of the document about who reports. Later stages take the heaviest that fits the title."""
    text = re.sub(r"\s+", "", document.text)
    near = _near(document, text)
    votes: Counter[str] = Counter()
    found: dict[str, Named] = {}
    own = Counter(match[1] for match in _OWN.finditer(text))
    for raw, weight in _statements(document, text):
        if (named := _speaker(_trim(raw, near), text)) and named.certainty >= Certainty.AMBIGUOUS:
            votes[named.agency.id] += weight
            found.setdefault(named.agency.id, named)
    for named, count in _frequent(text, near):
        if named.agency.id in found or _may_speak(named, own, text):
            votes[named.agency.id] += min(count, _FREQUENT)
            found.setdefault(named.agency.id, named)
    for named in () if found else _relative(document.text, near):
        votes[named.agency.id] += 1
        found.setdefault(named.agency.id, named)
    for agency, named in found.items():
        votes[agency] += _speaks_as(named, own, text)
    return Evidence(tuple(found[agency] for agency, _ in votes.most_common()), near)


def _statements(document: Document, text: str) -> Iterator[tuple[str, int]]:
    words = titles.wording().opening
    head, tail = text[:_HEAD], document.text.strip()[-_TAIL:]
    for match in _BOOK.finditer(head):
        title = titles.parse(match[0].strip("《》"))
        if title and title.named and title.year:
            yield title.named.agency.name, 10
    plain = _BOOK.sub("，", head)
    for match in re.finditer(rf"(?:{words['after']})({_NAME}){_YEAR}[^，。]{{0,8}}?(?:信息公开|政务公开)", plain):
        yield match[1], 8
    for match in re.finditer(rf"{_YEAR}({_NAME})(?:政府信息公开|政务公开|信息公开)", plain):
        yield match[1], 6
    for match in re.finditer(rf"由({_NAME})(?:{words['before']})", plain):
        yield match[1], 8
    for match in re.finditer(rf"(?:{words['contact_after']})({_NAME})({words['contact_before']})", plain):
        yield _with_office(match[1], match[2]), 4
    for key, weight in (("publisher", 6), ("source", 3)):
        if value := labelled(document, key):
            yield value, weight
    for line in tail.splitlines()[-8:]:
        if (signed := _SIGNED.match(line.strip())) and not re.search(r"[。，]", line):
            yield signed[1], 6
    for match in re.finditer(
        r"(?:填报单位|填报机关|报告单位|填表单位|单位名称)[:：]?([\u4e00-\u9fff（）]{3,30})", text
    ):
        yield match[1], 8
    if ending := re.search(r"([\u4e00-\u9fff]{4,30})(?=20\d\d年\d{1,2}月\d{1,2}日$)", text):
        yield ending[1], 6


def _with_office(name: str, after: str) -> str:
    """Return the name with the 办公室 behind it where that is its own (外事办公室) and not an office within it."""
    own = after == "办公室" and not re.search(rf"(?:{_OFFICE_END}|[省市区县州旗镇乡办])$", name)
    return name + after if own else name


def _trim(raw: str, near: tuple[Region, ...]) -> Named | None:
    """Cut a name out of words around it: it begins with a place or a central office, and ends with an office.

    A 党政办公室 has no report of its own: it stands for its town or zone.
    """
    raw = _PARTY_OFFICE.sub("", naming.fold(raw))
    whole = naming.read(raw, near)
    if whole.certainty == Certainty.FULL and (whole.office in naming.known_offices() or len(raw) < 16):
        return whole
    return next(_mentions(raw, near), None)


def _speaker(named: Named | None, text: str) -> Named | None:
    """A government's office writes its government's report: compiled from others', or speaking of 我县, not 我办."""
    if named is None or not named.office.startswith("人民政府办公"):
        return named
    own = len(re.findall(r"[我本](?:办|厅|机关)", text))
    if len(_AREA.findall(text)) <= 2 * own and not _COMPILED.search(text):
        return named
    return naming.read(named.agency.name.removesuffix(named.office) + "人民政府", named.place)


@cache
def _beginnings() -> frozenset[str]:
    """The first two characters of every place and every agency of the central government."""
    places = {form[:2] for row in region_rows() for form in (row.name, *regions.contractions(row.name))}
    return frozenset(places | {name[:2] for name in (*names().central, *names().zone_regions, *names().prefixes)})


@cache
def _offices() -> re.Pattern[str]:
    known = "|".join(sorted(map(re.escape, names().full_stem), key=len, reverse=True))
    return re.compile(rf"(?:{known})|[\u4e00-\u9fff]{{1,14}}?(?:{_OFFICE_END})(?:（[\u4e00-\u9fff]{{2,14}}）)?")


def _mentions(text: str, near: tuple[Region, ...]) -> Iterator[Named]:
    """Give every agency that is named with its place."""
    beginnings, at = _beginnings(), 0
    while at < len(text) - 3:
        joins = text[at] == _AND and at > 0 and text[at - 1] not in "。；："
        if text[at : at + 2] in beginnings and not joins and (end := _mention_end(text[at : at + 48], near)):
            named = naming.read(text[at : at + end], near)
            at += end
            # Who stands before a title has issued that paper.
            if named.certainty >= Certainty.AMBIGUOUS and not text.startswith(("《", "关于"), at):
                yield named
            continue
        at += 1


def _mention_end(text: str, near: tuple[Region, ...]) -> int:
    prefix = next((p for p in (*names().prefixes, *names().zone_regions) if text.startswith(p)), "")
    body = text[len(prefix) :]
    place = regions.read(body, near, bare=bool(prefix) and prefix not in names().zone_regions)
    rest = place.rest if place else body
    if not place and not prefix:
        return 0
    match = _offices().match(rest)
    return len(text) - len(rest) + match.end() if match else 0


def _frequent(text: str, near: tuple[Region, ...]) -> list[tuple[Named, int]]:
    counts: Counter[str] = Counter()
    found: dict[str, Named] = {}
    for named in _mentions(_BOOK.sub("《》", text[:6000] + text[-1000:]), near):
        counts[named.agency.id] += 1
        found.setdefault(named.agency.id, named)
    return [(found[agency], count) for agency, count in counts.most_common(12)]


def _relative(text: str, near: tuple[Region, ...]) -> Iterator[Named]:
    """Give what begins several clauses and needs no place (大学, a township) or takes the document's (市统计局)."""
    counts: Counter[str] = Counter()
    for match in _RELATIVE.finditer(text):
        # Whom the first sentence of a section is about need not be named again.
        start = match.start(1)
        before = text[start - _DATED : start] if start >= _DATED else "\n" + text[:start]
        counts[match[1]] += 2 if _SUBJECT.search(before) else 1
    for name, count in counts.most_common():
        named = naming.read(name, near)
        bare = name.endswith(("镇", "乡", "街道")) and not re.search(f"{name}(?:人民政府|党委|党工委|办事处)", text)
        if count >= _REPEATED and named.certainty >= Certainty.AMBIGUOUS and not bare:
            yield named


def _speaks_as(named: Named, own: Counter[str], text: str) -> int:
    """Weigh how the report calls itself: 我局 speaks for an office of that kind, 我市 and 全区 for a government."""
    kind = max(own, key=lambda word: own[word]) if own else ""
    if kind and named.office.endswith(_SELF[kind]):
        return 5
    if named.office.endswith("人民政府") or named.office.endswith("管理委员会"):
        return 4 if len(_AREA.findall(text)) > 2 * own[kind] else 0
    return 0


def _may_speak(named: Named, own: Counter[str], text: str) -> bool:
    """Tell whether who is merely named can be the reporter: not another kind of office than the report calls itself."""
    return not own or _speaks_as(named, own, text) > 0


def _near(document: Document, text: str) -> tuple[Region, ...]:
    """Return the places the document speaks of, the commonest first; what its carrier says of itself counts most."""
    votes: Counter[Region] = Counter()
    carrier = [labelled(document, key) for key in ("title", "publisher", "source")]
    carrier += [document.metadata.get("site", ""), document.metadata.get("column", "")]
    for value in carrier:
        for place in _places(value):
            votes[place[-1]] += 8
    for host in _HOST.findall(document.metadata.get("url", "") + " " + document.text[:3000]):
        if row := slug.of_domain(host):
            votes[regions.chain_of(row)[-1]] += 3
    votes.update(place[-1] for place in _places(text[:6000] + text[-1000:]))
    return tuple(region for region, _ in votes.most_common())


def _places(text: str) -> Iterator[tuple[Region, ...]]:
    beginnings, at = _beginnings(), 0
    while at < len(text) - 1:
        if text[at : at + 2] in beginnings:
            place = regions.read(text[at : at + 40])
            if place:
                if place.regions:
                    yield place.regions
                at += len(place.text)
                continue
        at += 1
