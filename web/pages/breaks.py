"""Why values do not compare, in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.comparison import Break, Turn


def turned(turn: Turn, words: dict[str, Any]) -> str:
    """Say what became otherwise; what a form's file or a document says of it stays in its language."""
    comma, forms = words["between"], words["forms"]
    if not turn.before:
        return str(comma.join(one for one in (f"{turn.after} {words['succession'][turn.relation]}", turn.note) if one))
    said = comma.join(one for one in (words["relations"][turn.relation], turn.note) if one)
    return f"{forms[turn.before]} → {forms[turn.after]}{words['colon']}{said}"


def broken(breaks: Iterable[Break], words: dict[str, Any]) -> tuple[str, ...]:
    """Return a sentence for each break, its year first."""
    said = {"form": words["break_form"], "agency": words["break_agency"]}
    return tuple(
        f"{one.year}{words['colon']}"
        + words["in_brackets"].format(said[one.kind], words["between"].join(turned(turn, words) for turn in one.turns))
        for one in breaks
    )
