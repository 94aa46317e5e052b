"""Reports made up for tests: small, sound, and different where a test asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.originals.protocol import Original
from reports.model import (
    PROSE,
    Agency,
    Applicant,
    Block,
    Cell,
    Check,
    Document,
    Figure,
    Origin,
    PlacedTable,
    Region,
    Report,
    Section,
    SectionKind,
    Status,
    Table,
    Term,
    Verdict,
)

PROVINCE = Region("330000", "浙江省", "province")
CITY = Region("330100", "杭州市", "city")
PARTS = (
    (0, "", "", SectionKind.BODY, "现将本机关{year}年政府信息公开工作情况报告如下。\n"),
    (1, "一、", "主动公开情况", SectionKind.DISCLOSURE, "本年在网站公开政府信息347条。\n"),
    (1, "二、", "依申请公开情况", SectionKind.REQUESTS, "总的情况良好。\n"),
    (2, "（一）", "收到申请", SectionKind.REQUESTS, "收到依申请公开件13件，其中网络申请9件。\n"),
    (1, "三、", "存在的问题", SectionKind.PROBLEMS, "公开的深度还不够。\n"),
)


def make_agency(
    name: str = "杭州市科学技术局", agency_id: str = "hangzhou-kexuejishuju", short: Sequence[str] = ("杭州市科技局",)
) -> Agency:
    return Agency(agency_id, name, (name, *short), (PROVINCE, CITY))


def make_report(
    agency: Agency | None = None,
    year: int = 2017,
    *,
    file: str = "report.txt",
    extra: str = "",
    parts: Sequence[tuple[int, str, str, SectionKind, str]] = PARTS,
    form: str = PROSE,
) -> Report:
    """Make a report whose sections partition its text; `extra` is one more sentence of the last section."""
    agency = agency or make_agency()
    title = f"{agency.name}{year}年政府信息公开工作年度报告"
    text, sections = "", []
    parents: dict[int, str | None] = {0: None}
    for place, (level, number, heading, kind, body) in enumerate(parts):
        start, name = len(text), f"s{place}"
        head = f"{number}{heading}\n" if heading else f"{title}\n"
        text += head + body.format(year=year) + (extra if place == len(parts) - 1 else "")
        parent = next((parents[above] for above in range(level - 1, 0, -1) if above in parents), None)
        parents = {above: one for above, one in parents.items() if above < level} | {level: name}
        sections.append(Section(name, level, number, heading, kind, start, len(text), parent))
    figures = (make_figure(text, sections),) if "13件" in text else ()
    return Report(
        id=f"{agency.id}-{year}",
        document=Document(file, "txt", text, (Block(0, len(text)),), {"title": title}),
        agency=agency,
        year=year,
        title=title,
        form=form,
        sections=tuple(sections),
        figures=figures,
        checks=(make_check(figures[0]),) if figures else (),
    )


def make_figure(text: str, sections: Sequence[Section], quote: str = "13件") -> Figure:
    start = text.index(quote)
    section = next(one for one in sections if one.start <= start < one.end)
    return Figure(
        field="requests.received",
        applicant=Applicant.TOTAL,
        value=Decimal(quote.rstrip("件")),
        unit="件",
        status=Status.REPORTED,
        qualifier=None,
        origin=Origin.PROSE,
        quote=quote,
        start=start,
        end=start + len(quote),
        section=section.id,
    )


def with_litigation(report: Report) -> Report:
    """Add a table's two cells of litigation, 25 and 52, and a sentence that states 57 in all."""
    said = (
        ("litigation.direct.total", 25, Origin.TABLE),
        ("litigation.after_review.total", 52, Origin.TABLE),
        ("litigation.total", 57, Origin.PROSE),
    )
    made = (replace(report.figures[0], field=name, value=Decimal(value), origin=one) for name, value, one in said)
    return replace(report, figures=(*report.figures, *made))


def with_table(report: Report) -> Report:
    """Add a table of two cells that stand in the text."""
    text = report.document.text
    places = [(text.index(said), said) for said in ("收到依申请公开件", "13件")]
    cells = tuple(Cell(said, at, at + len(said), 0, n, header=not n) for n, (at, said) in enumerate(places))
    return replace(report, tables=(PlacedTable("t1", "s3", cells[0].start, cells[1].end, Table(1, 2, cells)),))


def make_check(figure: Figure) -> Check:
    term = Term(figure.field, figure.applicant, figure.value, figure.quote, figure.start, figure.end)
    return Check("channels", Verdict.INCOMPLETE, Decimal(13), Decimal(9), Decimal(4), (term,), (), detail="其中")


def make_original(report: Report, sha256: str = "0" * 64) -> Original:
    return Original(sha256, len(report.document.text), report.document.file, report.document.format)
