"""Why values do not compare is said in the reader's language, each word of it known."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from lxml import html

from reports.catalogue import FIELDS
from reports.forms import STATUTORY
from reports.model import LOCAL
from search.comparison import Break, Turn, form_break
from tests.portal import BROWSER
from web.http.wording import LANGUAGES, wording
from web.pages.breaks import broken, turned

FORMS = (*STATUTORY, LOCAL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_change_of_a_form_has_words(lang: str) -> None:
    words = wording(lang)
    turns = [
        turn for field in FIELDS.values() for one in FORMS for other in FORMS for turn in form_break(field, one, other)
    ]
    assert {turn.relation for turn in turns} == set(words["relations"])
    for turn in turns:
        said = turned(turn, words).removesuffix(turn.note)
        assert bool(re.search("[\u4e00-\u9fff]", said)) == (lang == "zh"), said
        assert bool(re.search("[a-z]{2}", said)) == (lang == "en"), said


def test_a_break_names_its_year_its_kind_and_what_changed() -> None:
    turns = form_break(FIELDS["requests.received"], LOCAL, "T19")
    told = broken(
        [Break(2019, "form", turns), Break(2019, "agency", (Turn("", "2019-01", "renamed", "某方案"),))], wording("zh")
    )
    assert told == (
        "2019：统计表改版，前后不可直接比较（地方统计表 → 2019年试行格式：地方统计表的口径可能不同）",
        "2019：机关沿革（2019-01 更名，某方案）",
    )


@pytest.mark.parametrize(("lang", "said"), [("zh", "2019-01 更名"), ("en", "2019-01 renamed")])
def test_a_comparison_tells_of_a_rename_in_the_language_of_its_page(client: FlaskClient, lang: str, said: str) -> None:
    response = client.get(f"/compare?field=requests.received&agency=杭州市科技局&lang={lang}", headers=BROWSER)
    notes = [one.text_content() for one in html.document_fromstring(response.text).xpath("//p[@class='help']")]
    assert any(said in note for note in notes), notes
