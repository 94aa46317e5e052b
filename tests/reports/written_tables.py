"""Statistics tables of T19 and T21 made up for tests, and written the ways that reports carry them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from reports.forms import FORMS, StatutoryForm
from reports.model import Applicant, Block, Cell, Document, Table
from reports.tables.places import order as order_of

APPLICANTS = (
    Applicant.NATURAL_PERSON,
    Applicant.BUSINESS,
    Applicant.RESEARCH,
    Applicant.SOCIAL,
    Applicant.LEGAL_SERVICE,
    Applicant.OTHER_ORG,
    Applicant.TOTAL,
)
HEADER = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
CLAUSE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
REVIEW = ("review", "litigation.direct", "litigation.after_review")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
REVIEW_HEADER = (
    "行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉"
    + "结果维持结果纠正其他结果尚未审结总计" * 2
)


def order(split: bool) -> tuple[str, ...]:
    """Return the rows of T21, which splits 其他处理 in three, or of T19."""
    return order_of(FORMS["T21" if split else "T19"])


Grid = Mapping[str, tuple[int, ...]]


def labels(form: StatutoryForm) -> list[tuple[str, ...]]:
    """Return each row's label cells, outermost first, in the order of the form."""
    return [(*row.headings, row.row) for row in form.requests.rows] if form.requests else []


@dataclass(frozen=True)
class Written:
    """A requests table: rows by field id, seven numbers each. `split`: that of T21, else of T19."""

    split: bool
    rows: Grid
    of: StatutoryForm | None = None

    @property
    def form(self) -> StatutoryForm:
        return self.of or FORMS["T21" if self.split else "T19"]

    def numbers(self) -> list[tuple[int, ...]]:
        return [self.rows[key] for key in order_of(self.form)]


@st.composite
def tables(draw: st.DrawFn, largest: int = 60) -> Written:
    """Draw a table that keeps all the rules of the form."""
    split = draw(st.booleans())
    count = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, largest))
    return filled(FORMS["T21" if split else "T19"], lambda: draw(count), lambda most: draw(st.integers(0, most)))


def filled(form: StatutoryForm, count: Callable[[], int], up_to: Callable[[int], int]) -> Written:
    """Fill a form's table so that it keeps all the rules of the form."""
    people = {key: [count() for _ in APPLICANTS[:-1]] for key in order_of(form) if key.startswith("requests.outcome.")}
    closed = [sum(values[i] for values in people.values()) for i in range(6)]
    carried_in = [up_to(total) for total in closed]
    carried_out = [count() for _ in closed]
    received = [c + o - i for c, o, i in zip(closed, carried_out, carried_in, strict=True)]
    people |= {
        "requests.closed": closed,
        "requests.carried_in": carried_in,
        "requests.carried_out": carried_out,
        "requests.received": received,
    }
    rows = {key: (*people[key], sum(people[key])) for key in order_of(form)}
    return Written("requests.outcome.other" not in rows, rows, form)


def text_document(text: str) -> Document:
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    return Document("made.txt", "txt", text, tuple(blocks))


def laid_out(rows: Sequence[Sequence[tuple[str, int, int]]]) -> Document:
    """Lay cells out as a page does: each row a list of (text, rows spanned, columns spanned)."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    parts: list[str] = []
    at = 0
    for i, row in enumerate(rows):
        column = 0
        for text, height, width in row:
            while (i, column) in taken:
                column += 1
            taken |= {(i + down, column + right) for down in range(height) for right in range(width)}
            cells.append(Cell(text, at, at + len(text), i, column, height, width))
            parts.append(text)
            at += len(text) + 1
            column += width
    columns = 1 + max(column for _, column in taken)
    text = "\n".join(parts)
    return Document("made.html", "html", text, (Block(0, len(text), Table(len(rows), columns, tuple(cells))),))


def as_page(table: Written, printed: Mapping[tuple[str, int], str] | None = None) -> Document:
    """Write the table as agencies' pages do: spans in the header and over the groups of results.

    `printed` gives what stands in a cell instead of its number.
    """
    names = labels(table.form)
    header = [
        [(CLAUSE, 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [(name, 1, 1) for name in HEADER[1:-1]],
    ]
    body: list[list[tuple[str, int, int]]] = []
    seen: set[str] = set()
    for path, key in zip(names, order_of(table.form), strict=True):
        row: list[tuple[str, int, int]] = []
        for depth, label in enumerate(path):
            if label in seen and depth < len(path) - 1:
                continue
            height = sum(other[: depth + 1] == path[: depth + 1] for other in names)
            row.append((label, height, 3 - depth if depth == len(path) - 1 else 1))
            seen.add(label)
        cells = [(printed or {}).get((key, i), str(number)) for i, number in enumerate(table.rows[key])]
        body.append([*row, *((cell, 1, 1) for cell in cells)])
    return laid_out([*header, *body])


def lines_of(table: Written) -> Iterable[tuple[str, tuple[int, ...]]]:
    """Yield each row's label as running text has it, headings of groups in front, and its numbers."""
    seen: set[str] = set()
    for path, numbers in zip(labels(table.form), table.numbers(), strict=True):
        new = [label for label in path if label not in seen]
        seen.update(path[:-1])
        yield "".join(new), numbers


def printed_rows(table: Written, printed: Mapping[tuple[str, int], str] | None) -> list[list[str]]:
    """Return label and cells of each row; `printed` gives what stands in a cell instead of its number."""
    cells = printed or {}
    return [
        [label, *(cells.get((key, place), str(number)) for place, number in enumerate(numbers))]
        for key, (label, numbers) in zip(order_of(table.form), lines_of(table), strict=True)
    ]


def as_tab_text(table: Written, printed: Mapping[tuple[str, int], str] | None = None) -> Document:
    rows = ["\t".join(cells) for cells in printed_rows(table, printed)]
    return text_document("\n".join([f"{CLAUSE}\t申请人情况", "\t".join(HEADER), *rows]))


def as_spaced_text(table: Written, printed: Mapping[tuple[str, int], str] | None = None) -> Document:
    rows = [" ".join(cells) for cells in printed_rows(table, printed)]
    return text_document("\n".join([f"{CLAUSE}申请人情况", " ".join(HEADER), *rows]))


def as_cell_lines(table: Written) -> Document:
    rows = [line for label, numbers in lines_of(table) for line in (label, *map(str, numbers))]
    return text_document("\n\n".join([CLAUSE, "申请人情况", *HEADER, *rows]))


def as_glued_text(table: Written) -> Document:
    rows = (label + "".join(map(str, numbers)) for label, numbers in lines_of(table))
    return text_document(
        f"成效明显。三、收到和处理政府信息公开申请情况{CLAUSE}申请人情况{''.join(HEADER)}{''.join(rows)} 四、政府"
    )
