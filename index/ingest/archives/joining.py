"""Files whose addresses are known, joined to the pages that link to them or show them: whatever carries them.

First all are noted, then the pages are read, then the documents, which by then have their page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.ingest.archives.http import Response
from index.ingest.archives.links import Link, page_of, plain_address
from index.ingest.archives.member import Member, Passed
from index.ingest.archives.survey import Survey, title_of
from index.record.rows import Source
from index.record.sources import day


def note(member: Member, survey: Survey) -> None:
    """Take note of a file that a list, or a saved site's layout, gives addresses to."""
    for answer in _answers(member):
        survey.note(answer)
        for other in member.aliases:
            survey.note_alias(other, answer.address)


def as_page(member: Member, survey: Survey) -> Member | None:
    """Return a file that is no document and stands in no frame, having noted what it links to; None for others."""
    answers = _answers(member)
    for answer in answers:
        if plain_address(answer.address) not in survey.documents:
            survey.join(answer)
    return None if any(survey.is_read_last(answer) for answer in answers) else joined(member, answers, None, survey)


def as_document(member: Member, survey: Survey) -> Member | Passed | None:
    """Return a document, or what pages show, with the page that links to it; None for what `as_page` gave."""
    answers = _answers(member)
    if any(survey.is_cover(answer) for answer in answers):
        return Passed(member.name, "not_a_report")
    if not any(survey.is_read_last(answer) for answer in answers):
        return None
    if any(survey.series.is_further(answer) for answer in answers):
        return None
    links = [link for answer in answers if (link := survey.link(answer)) is not None]
    return joined(member, answers, max(links, key=lambda link: bool(title_of(link)), default=None), survey)


def joined(member: Member, answers: Sequence[Response], link: Link | None, survey: Survey) -> Member:
    """Return a file with what its page and other addresses tell of it; what its list says itself goes before."""
    told = {} if link is None else {**link.page.facts, **_own(answers[0], survey)}
    known = {source.address for source in member.sources}
    also = [
        Source(address, moment)
        for answer in answers
        for address, moment in survey.also(answer)
        if (address, moment) != (answer.address, answer.retrieved)
    ]
    sources = (*member.sources, *(one for one in also if one.retrieved is not None or one.address not in known))
    return replace(
        member,
        data=survey.series.body(answers[0]),
        sources=tuple(_completed(source, told, link) for source in sources),
        published_as=member.published_as or ("" if link is None else title_of(link)),
    )


def _completed(source: Source, told: Mapping[str, str], link: Link | None) -> Source:
    return replace(
        source,
        published=source.published or day(told.get("date", "")),
        site=source.site or told.get("site", ""),
        site_code=source.site_code or told.get("site_code", ""),
        page=source.page or ("" if link is None else link.page.address),
        title=source.title or ("" if link is None else link.text),
    )


def _own(answer: Response, survey: Survey) -> Mapping[str, str]:
    """Return what a page that another shows says of itself."""
    if answer.body is None or plain_address(answer.address) in survey.documents:
        return {}
    return page_of(answer.body, answer.address, answer.charset).facts


def _answers(member: Member) -> list[Response]:
    """Return a file as its addresses answered."""
    size = len(member.data)
    return [Response(source.address, source.retrieved, 200, "", "", "", member.data, size) for source in member.sources]
