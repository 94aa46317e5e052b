"""The query mix: what people ask of the reports, from the commonest word to a filter that matches nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Query:
    """Words and filters are the same for every engine; a phrase is a string for ours, its words in a row for peers."""

    name: str
    words: tuple[str, ...] = ()
    match: Literal["all", "any"] = "all"
    phrase: tuple[str, ...] = ()
    year: str | None = None


MIX = (
    Query("公开", words=("公开",)),
    Query("公开 AND 申请", words=("公开", "申请")),
    Query("公开 OR 微信 OR 复议", words=("公开", "微信", "复议"), match="any"),
    Query('"依申请公开"', phrase=("依", "申请", "公开")),
    Query("专利", words=("专利",)),
    Query("依 AND 申请 AND 公开", words=("依", "申请", "公开")),
    Query("公开, year 2017", words=("公开",), year="2017"),
    Query("公开, a year that is not there", words=("公开",), year="1999"),
)
