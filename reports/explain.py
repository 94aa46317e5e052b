"""How a file was understood, in lines for people: what it says of itself and what follows. Each part adds its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from reports.identity.explain import explain as explain_identity
from reports.model import Document, Report
from reports.prose.figures import explain as explain_prose

Explainer = Callable[[Document, Report | None], Iterator[str]]

PARTS: Mapping[str, Explainer] = {
    "identity": lambda document, _: explain_identity(document),
    "prose": explain_prose,
}
"""The parts in the order of reading. The report is None where the file gave none: its owner needs the lines most."""


def explain(document: Document, report: Report | None) -> Iterator[str]:
    """Yield the lines of each part, with the part's name before each."""
    for name, explainer in PARTS.items():
        yield from (f"{name}: {line}" for line in explainer(document, report))
