"""Reports made up for a site, in five carriers: a page, a page in GBK, PDF, Word and RTF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from io import BytesIO

import docx
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

AGENCIES = (
    "杭州市科学技术局", "宁波市财政局", "温州市教育局", "嘉兴市民政局", "湖州市司法局", "绍兴市水利局",
    "金华市商务局", "衢州市统计局", "舟山市审计局", "台州市医疗保障局", "丽水市自然资源和规划局", "义乌市农业农村局",
)  # fmt: skip
YEARS = (2019, 2020, 2021, 2022, 2023)
CARRIERS = ("html", "gbk", "pdf", "docx", "rtf")


@dataclass(frozen=True, slots=True)
class Written:
    """A made-up report: what it says and the file that carries it."""

    agency: str
    year: int
    carrier: str
    requests: int
    disclosed: int

    @property
    def title(self) -> str:
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def published(self) -> str:
        return f"{self.year + 1}-01-{10 + self.requests % 15:02d}"

    def lines(self) -> list[str]:
        return [
            self.title,
            (
                f"根据《中华人民共和国政府信息公开条例》要求，现公布{self.agency}{self.year}年政府信息公开工作年度报告。"
                f"本报告中所列数据的统计期限自{self.year}年1月1日起至{self.year}年12月31日止。"
            ),
            "一、总体情况",
            f"{self.year}年，{self.agency}主动公开政府信息{self.disclosed}条，通过门户网站和政务新媒体及时发布。",
            "二、主动公开政府信息情况",
            f"全年制发规范性文件{self.disclosed % 9}件，办理行政许可{self.disclosed * 3}件。",
            "三、收到和处理政府信息公开申请情况",
            f"{self.year}年收到政府信息公开申请{self.requests}件，均按期答复。",
            "四、存在的主要问题及改进情况",
            f"公开的深度还不够，{self.agency}将在下一年加强业务培训，完善工作制度，提高公开质量。",
            "五、其他需要报告的事项",
            "无其他需要报告的事项。",
        ]

    def corrected(self) -> Written:
        return replace(self, requests=self.requests + 100)


def reports() -> list[Written]:
    return [
        Written(agency, year, CARRIERS[(place + number) % 5], 3 + place * 7 + number, 100 + place * 13 + number * 5)
        for place, agency in enumerate(AGENCIES)
        for number, year in enumerate(YEARS)
    ]


def as_page(report: Written, furniture: str, *, body: str | None = None, charset: str = "utf-8") -> bytes:
    """Write a page with its menus around it, as a content system does."""
    lines = report.lines()
    text = body if body is not None else "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
    page = (
        f"<!doctype html><html><head><meta charset={charset}><title>{report.title}_{report.agency}</title>"
        f'<meta name="SiteName" content="{report.agency}">'
        f'<meta name="SiteIDCode" content="33010000{report.year % 100}">'
        f'<meta name="PubDate" content="{report.published} 09:30"><meta name="ArticleTitle" content="{report.title}">'
        f'</head><body>{furniture}<div class="article"><h1>{report.title}</h1>'
        f"<div>发布时间：{report.published} 来源：{report.agency}</div>"
        f'<div class="article_content" id="zoom">{text}</div></div></body></html>'
    )
    return page.encode("gb18030" if charset == "gbk" else charset)


def as_pdf(report: Written) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = BytesIO()
    canvas = Canvas(made, invariant=1)
    canvas.setFont("STSong-Light", 11)
    height = 800
    for line in report.lines():
        for at in range(0, len(line), 40):
            canvas.drawString(50, height, line[at : at + 40])
            height -= 18
    canvas.save()
    return made.getvalue()


def as_docx(report: Written) -> bytes:
    made = docx.Document()
    for line in report.lines():
        made.add_paragraph(line)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def as_rtf(report: Written) -> bytes:
    def written(line: str) -> str:
        return "".join(char if ord(char) < 128 else f"\\u{_signed(ord(char))}?" for char in line)

    return ("{\\rtf1\\ansi " + "".join(written(line) + "\\par\n" for line in report.lines()) + "}").encode("ascii")


def _signed(code: int) -> int:
    """Return a code unit as RTF writes it: 16 bits with a sign."""
    return code - 65536 if code > 32767 else code
