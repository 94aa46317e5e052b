"""Reports that copy from each other, and one that plans what the next year's tells."""

from __future__ import annotations

from pathlib import Path

AGENCY = "杭州市科学技术局"
OWN = "本局首创了“码上公开”二维码查询服务，覆盖全市十二个街道的便民服务中心。"
OLD = "本局健全了信息发布的保密审查机制，逐条登记审查意见并留存备查。"
COPIED = "建立了由分管领导牵头、办公室承办、各科室配合的政务公开工作机制。"
BEGUN = "利用门户网站、微信公众号和便民服务中心大厅电子屏等群众熟悉的渠道公开办事指南和惠企政策，"
TAIL, OTHER_TAIL = "通过图表、视频等方式帮助读懂。", "由窗口人员逐项讲解。"
LONG = (
    "全年组织政务公开专题会议，研究解决信息发布、依申请公开、政策解读和平台建设中的具体问题，并将公开情况纳入科室年度考核。"
    "聘请社会监督员查看公开栏目，收集意见建议，逐项反馈整改结果，定期通报各科室报送信息的数量和质量。"
)
PLAN = "下一步，本局将编制政务公开事项标准目录，并开展全员保密审查培训。"


def report(agency: str, year: int, *said: str) -> str:
    body = "".join(said)
    return (
        f"{agency}{year}年政府信息公开工作年度报告\n"
        f"根据《中华人民共和国政府信息公开条例》要求，现公布{agency}{year}年政府信息公开工作年度报告。\n"
        f"一、总体情况\n{body}\n二、收到和处理政府信息公开申请情况\n{year}年收到政府信息公开申请{year % 9 + 2}件。\n"
        f"三、存在的主要问题及改进情况\n{PLAN}\n四、其他需要报告的事项\n无其他需要报告的事项。\n"
    )


def write(folder: Path) -> None:
    """Write two years of one agency, and two others."""
    done = "全年编制政务公开事项标准目录12项，开展全员保密审查培训3次。"
    texts = {
        "a.txt": report(AGENCY, 2020, OLD, COPIED, BEGUN + TAIL),
        "b.txt": report(AGENCY, 2021, OLD, OWN, COPIED, done, BEGUN + OTHER_TAIL),
        "c.txt": report("宁波市财政局", 2019, COPIED, LONG),
        "d.txt": report("温州市教育局", 2022, COPIED.replace("分管领导", "主要领导"), LONG, OWN),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
