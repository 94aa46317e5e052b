"""What the values of facets are called in the pages and lists that show them."""

from __future__ import annotations

from collections.abc import Mapping

from index.text.protocol import Column
from reports import forms
from reports.model import LOCAL, PROSE, SectionKind

KINDS: Mapping[str, str] = {
    SectionKind.OVERVIEW: "总体情况",
    SectionKind.ORGANISATION: "组织与制度",
    SectionKind.DISCLOSURE: "主动公开",
    SectionKind.KEY_AREAS: "重点领域",
    SectionKind.PLATFORMS: "平台与渠道",
    SectionKind.RESPONSE: "解读与回应",
    SectionKind.REQUESTS: "依申请公开",
    SectionKind.REVIEW_LITIGATION: "行政复议、行政诉讼",
    SectionKind.FEES: "收费",
    SectionKind.SUPERVISION: "监督保障",
    SectionKind.PROBLEMS: "问题与改进",
    SectionKind.OTHER: "其他事项",
    SectionKind.STATISTICS: "统计表",
    SectionKind.BODY: "正文",
}
FORMS: Mapping[str, str] = {
    **{form: f"{forms.FORMS[form].name}（{forms.FORMS[form].document}）" for form in forms.STATUTORY},
    LOCAL: "地方统计表",
    PROSE: "无统计表",
}
FIXED: Mapping[Column, Mapping[str, str]] = {"kind": KINDS, "form": FORMS}
