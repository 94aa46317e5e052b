"""The sums of the forms applied to a table: which cells a field is the sum of, in the form that the table is."""

from __future__ import annotations

from collections.abc import Collection

from reports.forms.known import FORMS


def computed_from(field: str, form: str, fields: Collection[str]) -> tuple[str, ...]:
    """Return the cells of a form that a field is the sum of, () where one is not among the fields that are `fields`.

    A table whose form could not be told counts as the latest form that has all its cells there.
    """
    forms = [FORMS[form]] if form in FORMS else list(FORMS.values())[::-1]
    ways = (one.computed[field] for one in forms if field in one.computed)
    return next((parts for parts in ways if set(parts) <= set(fields)), ())


def parts_of_rule(rule: str, field: str, form: str, fields: Collection[str]) -> tuple[str, ...]:
    """Return the cells that a rule adds up to a field, in the form that most of its cells are there for.

    Of two with as many the report's own form is taken, so that a row that was not read is missing and not another form.
    """
    ways = [(one.id, parts) for one in FORMS.values() if (parts := one.sum_of(rule, field))]
    return max(ways, key=lambda way: (len(set(way[1]) & set(fields)), way[0] == form, -len(way[1])), default=("", ()))[
        1
    ]
