"""What a site puts around a report, its head, menus, path, foot and neighbours, makes no other agency or year of it."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.errors import NotAReport, UnidentifiedReport
from reports.identity import identify
from reports.model import Agency, Document

FILES = tuple(f"identity_{name}.toml" for name in ("openings", "bodies", "rounds", "writers", "roles"))
GOVERNMENT, LEAGUE = "人民政府", "行政公署"
MAY_BE_LOST = 0.03
"""The share of reports that a frame may make unclear; none may become another's."""

Frame = Callable[[str, str], str]
FRAMES: dict[str, Frame] = {
    "head over a column": lambda text, above: f"{above}\n政府信息公开年报\n{text}",
    "head over a menu": lambda text, above: f"{above}\n首页 新闻中心 政务公开 互动交流\n{text}",
    "columns": lambda text, _: (
        f"政府信息公开指南\n政府信息公开制度\n法定主动公开内容\n政府信息公开申请表\n政府信息公开年报\n{text}"
    ),
    "path": lambda text, _: f"当前位置：首页 > 政府信息公开 > 政府信息公开年报 > 正文\n{text}",
    "foot": lambda text, above: f"{text}\n主办单位：{office_of(above)} 版权所有：{above}\n网站标识码：3501020001",
    "related": lambda text, _: (
        f"{text}\n相关链接\n" + "\n".join(f"{n}年政府信息公开工作年度报告" for n in (2015, 2016, 2014))
    ),
    "before and after": lambda text, _: (
        f"{text}\n上一篇：福州市财政局2018年政府信息公开工作年度报告\n下一篇：福州市教育局2018年政府信息公开工作年度报告"
    ),
    "source": lambda text, above: f"来源：{office_of(above)} 浏览次数：120\n{text}",
}


def told(text: str) -> tuple[Agency, int] | None:
    """Return agency and year, None where the text is refused or asked for."""
    try:
        found = identify(Document("a.txt", "txt", text, (), {}))
    except (NotAReport, UnidentifiedReport):
        return None
    return found.agency, found.year


def government_above(agency: Agency) -> str:
    """Return the government on whose site an agency would publish, '' where that is none or the agency itself."""
    above = "".join(region.name for region in agency.regions[-2:])
    government = LEAGUE if above.endswith("盟") else GOVERNMENT
    itself = agency.name.endswith(government) and agency.name.removesuffix(government) in above
    return "" if itself or not above else above + government


def office_of(government: str) -> str:
    """Return the name of a government's office."""
    return government + ("办公厅" if government.endswith(("省人民政府", "自治区人民政府")) else "办公室")


CASES = [
    (case["text"], found)
    for file in FILES
    for cases in tomllib.loads(Path(__file__).with_name(file).read_text("utf-8")).values()
    for case in cases
    if "agency" in case and (found := told(case["text"]))
]


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_makes_no_other_report(frame: str) -> None:
    lost, tried = 0, 0
    for text, (agency, year) in CASES:
        above = government_above(agency)
        if not above:
            continue
        found = told(FRAMES[frame](text, above))
        tried += 1
        lost += found is None
        assert found is None or (found[0].name, found[1]) == (agency.name, year), text
    assert lost <= MAY_BE_LOST * tried
