"""Which forms a report can have, by the words that it prints: a later form counts only where a word of its own stands.

So a new form changes nothing in the reading of reports that do not print it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from reports.forms import FORMS, StatutoryForm
from reports.forms.labels import names, run_together
from reports.tables.lines import LabelledRow

_SHORTEST = 5
"""Characters of a label that tells a form; shorter ones stand in sentences as well."""


def possible_forms(lines: Sequence[LabelledRow]) -> tuple[StatutoryForm, ...]:
    """Return the forms that a document can have, in the order of their years."""
    printed = run_together("".join(line.label for line in lines))
    return tuple(form for form in FORMS.values() if _is_first(form) or any(word in printed for word in _own(form)))


@cache
def requests_told_by(form: StatutoryForm) -> tuple[str, ...]:
    """Return the words of the requests table that no earlier form has in it."""
    if form.requests is None:
        return ()
    asked = {row.field for one in _earlier(form) if one.requests for row in one.requests.rows}
    new = (names(row)[0] for row in form.requests.rows if row.field not in asked)
    return tuple(
        map(run_together, form.requests.tells or (name for name in new if len(run_together(name)) >= _SHORTEST))
    )


@cache
def is_first_of_requests(form: StatutoryForm) -> bool:
    """Tell whether no earlier form has a requests table: it is the form where no later one's words stand."""
    return form.requests is not None and not any(one.requests for one in _earlier(form))


def _is_first(form: StatutoryForm) -> bool:
    return not any(one.requests or one.disclosure for one in _earlier(form))


def _earlier(form: StatutoryForm) -> list[StatutoryForm]:
    return [one for one in FORMS.values() if one.years[0] < form.years[0]]


@cache
def _own(form: StatutoryForm) -> tuple[str, ...]:
    known = {word for one in _earlier(form) for word in _headers(one)}
    return (*requests_told_by(form), *(word for word in _headers(form) if word not in known))


def _headers(form: StatutoryForm) -> Iterator[str]:
    for block in form.disclosure.blocks if form.disclosure else ():
        yield from (run_together(word) for column in block.columns for word in column.words)
        yield from (run_together(name) for row in block.rows for name in names(row))
