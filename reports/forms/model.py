"""A statutory form as an object: its tables with their rows and columns in order, and the sums that must hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from reports.model import LOCAL, Applicant


class Relation(StrEnum):
    """What a field becomes in the form named: `wider` means that the target covers more than the field did."""

    SAME = "same"
    RENAMED = "renamed"
    MERGED = "merged"
    NARROWER = "narrower"
    WIDER = "wider"
    NEAR = "near"
    DISCONTINUED = "discontinued"


@dataclass(frozen=True, slots=True)
class Step:
    """What a field of an earlier form becomes in this one; `targets` are field ids, none where it is discontinued."""

    field: str
    relation: Relation
    targets: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row as the form prints it. `field` is "" for one that counts nothing the catalogue knows (a heading).

    `part` and `group` are the headings over several rows, from the outside in. `also` are known misprints and
    shortenings of `row`. `part_of` says that the row is a part (其中) of that field. `stated` are the words, as regular
    expressions, by which a sentence states the row's number.
    """

    field: str
    row: str
    part: str = ""
    group: str = ""
    also: tuple[str, ...] = ()
    part_of: str = ""
    stated: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.row, *self.also)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings over the row, from the outside in."""
        return tuple(heading for heading in (self.part, self.group) if heading)


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column as the form prints it: `field` is the end of the id, `words` tell it among other words of a header.

    `signed` and `decimal` say that a sign or a fraction may stand in its cells. `head` stands over several columns.
    """

    field: str
    name: str
    words: tuple[str, ...] = ()
    signed: bool = False
    decimal: bool = False
    head: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring rows of 主动公开政府信息情况 under columns of their own; a row and a column make the field."""

    clause: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DisclosureTable:
    """主动公开政府信息情况. In text, a header is one only after a word of `opens`.

    `stated` are the words by which a sentence states a field, as regular expressions.
    """

    heading: str
    opens: tuple[str, ...]
    blocks: tuple[Block, ...]
    stated: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ApplicantColumn:
    """A column of the requests table; `head` stands over several."""

    applicant: Applicant
    name: str
    also: tuple[str, ...] = ()
    head: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RequestsTable:
    """收到和处理政府信息公开申请情况, top to bottom and left to right.

    `opens` are words by which the table begins; `tells` are words in it that no earlier form has. `flow` are two sums
    of fields that come to the same, which `clause` says in words. `every` names all columns of a row together.
    """

    heading: str
    clause: str
    every: str
    flow: tuple[tuple[str, ...], tuple[str, ...]]
    opens: tuple[str, ...]
    tells: tuple[str, ...]
    columns: tuple[ApplicantColumn, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """A group of columns of the review table; `words` tell it in a header, `part` stands over several groups."""

    field: str
    name: str
    words: tuple[str, ...]
    part: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewTable:
    """行政复议、行政诉讼情况: one row of numbers, in each group one column an outcome."""

    heading: str
    opens: tuple[str, ...]
    groups: tuple[ReviewGroup, ...]
    outcomes: tuple[FormColumn, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StatisticsTable:
    """A table of one indicator a row; `columns` are its headers: labels, unit, this year's values, others."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[FormRow, ...]

    @property
    def value(self) -> str:
        """The header of this year's values."""
        return self.columns[2]


@dataclass(frozen=True, slots=True)
class FormSum:
    """`field` is the sum of `parts`, for every type of applicant where its rows have them.

    With a `rule`, the form has cells of both and the sum must hold (reports/data/checks.toml says what the rule is).
    Without one the form has no cell of `field`: its number is computed from the parts.
    """

    field: str
    parts: tuple[str, ...]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class NewField:
    """A field that no earlier form has, where reports/data/fields.toml does not describe it; `basis` is the law."""

    id: str
    label: str
    english: str
    unit: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form asks for a field, in the form's own words."""

    field: str
    row: str
    column: str


@dataclass(frozen=True, slots=True, eq=False)
class StatutoryForm:
    """One form. `years` are the first and the last report year it was made for, the last None where it is in force.

    A report may use any form in any year: forms are told by rows and headers, never by the year. `family` is national
    or local; reports with a local form count as `local`. `english` is its name on English pages. `adds_to` names the
    form that this one only adds rows to.
    """

    id: str
    name: str
    english: str
    family: str
    document: str
    adds_to: str | None
    years: tuple[int, int | None]
    predecessor: str | None
    disclosure: DisclosureTable | None
    requests: RequestsTable | None
    review: ReviewTable | None
    statistics: StatisticsTable | None
    sums: tuple[FormSum, ...]
    lineage: tuple[Step, ...]
    fields: tuple[NewField, ...]

    @property
    def counted_as(self) -> str:
        """What a report with this form says its form is."""
        return self.adds_to or (self.id if self.national else LOCAL)

    def places(self) -> Iterator[Place]:
        """Yield the cells that the form has fields for, in its order; the columns of applicants count as one."""
        for block in self.disclosure.blocks if self.disclosure else ():
            for row, column in product(block.rows, block.columns):
                yield Place(f"{row.field}.{column.field}", row.row, column.name)
        for row in self.requests.rows if self.requests else ():
            yield Place(row.field, f"{row.group} {row.row}".strip(), self.requests.every if self.requests else "")
        for group, outcome in product(self.review.groups, self.review.outcomes) if self.review else ():
            yield Place(f"{group.field}.{outcome.field}", f"{group.part} {group.name}".strip(), outcome.name)
        for row in self.statistics.rows if self.statistics else ():
            if row.field and self.statistics:
                yield Place(row.field, f"{row.group} {row.row}".strip(), self.statistics.value)

    @property
    def by_applicant(self) -> frozenset[str]:
        """The fields that the form asks for once per type of applicant, sums of such rows included."""
        rows = {row.field for row in self.requests.rows} if self.requests else set()
        return frozenset(rows | {field for field, parts in self.computed.items() if set(parts) <= rows})

    @property
    def national(self) -> bool:
        return self.family == "national"

    def sum_of(self, rule: str, field: str) -> tuple[str, ...]:
        """Return the parts that a rule adds up to a field, () where the form has no such rule."""
        return next((one.parts for one in self.sums if (one.rule, one.field) == (rule, field)), ())

    @property
    def computed(self) -> Mapping[str, tuple[str, ...]]:
        """The fields that the form has no cell for, with the fields of its cells that they are the sums of."""
        return {one.field: one.parts for one in self.sums if not one.rule}
