"""From a document to its identity, or a named error that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from reports.errors import NotAReport, UnidentifiedReport
from reports.identity.judge import judge
from reports.identity.statements import Statements
from reports.model import Document, Identity


def identify(
    document: Document, agency: str | None = None, year: int | None = None, published_as: str = ""
) -> Identity:
    """Tell agency, year and title. What is given wins over what the file says, and that over `published_as`.

    Raises NotAReport where the text is clearly another paper, UnidentifiedReport where agency or year is not told.
    """
    found = judge(Statements(document, published_as), agency, year)
    if found.refusal:
        raise NotAReport(document.file, found.refusal)
    if found.agency is None or found.year is None:
        told = {"agency": found.agency, "year": found.year}
        missing = tuple(name for name, value in told.items() if not value)
        raise UnidentifiedReport(document.file, _advice(document, missing), missing)
    return Identity(found.agency, found.year, found.title)


def _advice(document: Document, missing: Sequence[str]) -> str:
    stem = PurePath(document.file).stem
    flags = {"agency": "--agency 名称", "year": "--year 年度"}
    return (
        f"cannot tell the {' and the '.join(missing)} of this report; "
        f"run `ingest {' '.join(flags[name] for name in missing)} FILE`, "
        f"or put a file {stem}.yml beside it with {' and '.join(f'`{name}: …`' for name in missing)}"
    )
