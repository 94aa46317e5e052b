"""Two readings beside each other: every sentence of both is told once, and only what differs is called different."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.differences import Change, compare, counts, sentences
from reports.model import Section, SectionKind

PARTS = ("总体情况", "主动公开情况", "依申请公开情况")


def text_of(bodies: list[str]) -> tuple[str, list[Section]]:
    text, made = "", []
    for place, body in enumerate(bodies):
        start = len(text)
        text += f"{'一二三四五六七'[place]}、{PARTS[place % 3]}{'' if place < 3 else place}\n{body}\n"
        made.append(
            Section(
                f"s{place}",
                1,
                f"{'一二三四五六七'[place]}、",
                PARTS[place % 3],
                SectionKind.BODY,
                start,
                len(text),
                None,
            )
        )
    return text, made


def changes(before: list[str], after: list[str]) -> list[tuple[str, str, str]]:
    found = compare(text_of(before), text_of(after))
    return [
        (pair.change.value, pair.before.text if pair.before else "", pair.after.text if pair.after else "")
        for one in found
        for pair in one.pairs
        if pair.change is not Change.SAME
    ]


def test_a_digit_that_differs_is_a_change_and_is_marked_whole() -> None:
    found = compare(text_of(["收到申请113件。均已答复。"]), text_of(["收到申请118件。均已答复。"]))
    pair = found[0].pairs[0]
    assert pair.change is Change.CHANGED
    assert pair.before is not None
    assert pair.after is not None
    assert [pair.before.text[a:b] for a, b in pair.ranges[0]] == ["113"]
    assert [pair.after.text[a:b] for a, b in pair.ranges[1]] == ["118"]


def test_sentences_that_came_and_went_are_told_with_their_places() -> None:
    assert changes(["公开信息。加强培训。"], ["公开信息。完善制度，提高质量。"]) == [
        ("removed", "加强培训。", ""),
        ("added", "", "完善制度，提高质量。"),
    ]


def test_a_sentence_in_another_section_moved() -> None:
    assert changes(["公开信息。加强培训。", "收到申请。"], ["公开信息。", "收到申请。加强培训。"]) == [
        ("moved", "加强培训。", "加强培训。")
    ]


def test_what_went_twice_and_came_once_is_not_called_moved() -> None:
    found = changes(["加强培训。加强培训。公开。", "收到申请。"], ["公开。", "收到申请。加强培训。"])
    assert sorted(one[0] for one in found) == ["added", "removed", "removed"]


def test_each_of_several_that_moved_is_told_once() -> None:
    before = text_of(["公开信息。加强培训。加强培训。公开。", "收到申请。"])
    found = compare(before, text_of(["公开信息。公开。", "收到申请。加强培训。加强培训。"]))
    moved = [pair.before for one in found for pair in one.pairs if pair.change is Change.MOVED]
    assert len({said.start for said in moved if said}) == len(moved) == 2


def test_a_section_without_an_answer_stands_alone() -> None:
    found = compare(text_of(["甲。", "乙。"]), text_of(["甲。"]))
    assert [(one.before and one.before.id, one.after and one.after.id) for one in found] == [("s0", "s0"), ("s1", None)]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.text("甲乙丙一二12。；\n，", max_size=40), min_size=1, max_size=4),
    st.lists(st.text("甲乙丙一二12。；\n，", max_size=40), min_size=1, max_size=4),
)
def test_every_sentence_of_both_is_told_once_and_stands_where_it_is_said_to(
    before: list[str], after: list[str]
) -> None:
    one, other = text_of(before), text_of(after)
    found = compare(one, other)
    for (text, sections), side in ((one, "before"), (other, "after")):
        told = [getattr(pair, side) for part in found for pair in part.pairs if getattr(pair, side) is not None]
        assert all(text[said.start : said.end] == said.text for said in told)
        places = [said.start for said in told]
        assert len(places) == len(set(places))
        heads = {section.start for section in sections}
        every = {
            said.start for section in sections for said in sentences(text[section.start : section.end], section.start)
        }
        assert {place for place in every if place not in heads} <= set(places)
    assert sum(counts(found).values()) == sum(len(part.pairs) for part in found)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text("甲乙丙一二12。；\n，", max_size=40), min_size=1, max_size=4))
def test_a_text_does_not_differ_from_itself(bodies: list[str]) -> None:
    assert changes(bodies, bodies) == []
