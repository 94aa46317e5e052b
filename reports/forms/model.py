"""A statutory form as an object: its tables with their rows and columns in order, and the sums that must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reports.model import Applicant


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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class RequestsTable:
    """收到和处理政府信息公开申请情况, top to bottom and left to right.

    `opens` are words by which the table begins; `tells` are words in it that no earlier form has.
    """

    heading: str
    clause: str
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


@dataclass(frozen=True, slots=True)
class ReviewTable:
    """行政复议、行政诉讼情况: one row of numbers, in each group one column an outcome."""

    heading: str
    opens: tuple[str, ...]
    groups: tuple[ReviewGroup, ...]
    outcomes: tuple[FormColumn, ...]


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """A table of one indicator a row; `columns` are its headers as printed: labels, unit and values."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[FormRow, ...]


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
class StatutoryForm:
    """One form. `years` are the first and the last report year it was made for, the last None where it is in force.

    A report may use any form in any year: forms are told by rows and headers, never by the year.
    """

    id: str
    name: str
    document: str
    years: tuple[int, int | None]
    predecessor: str | None
    disclosure: DisclosureTable | None
    requests: RequestsTable | None
    review: ReviewTable | None
    statistics: StatisticsTable | None
    sums: tuple[FormSum, ...]
    lineage: tuple[Step, ...]

    @property
    def rows(self) -> tuple[FormRow, ...]:
        """The rows of the tables whose rows are fields: requests and statistics."""
        return (*(self.requests.rows if self.requests else ()), *(self.statistics.rows if self.statistics else ()))

    @property
    def computed(self) -> Mapping[str, tuple[str, ...]]:
        """The fields that the form has no cell for, with the fields of its cells that they are the sums of."""
        return {one.field: one.parts for one in self.sums if not one.rule}
