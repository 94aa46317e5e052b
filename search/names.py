"""Names of agencies, kept while the index stays the same: every search labels the same few of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Ask = Callable[[Sequence[str]], Mapping[str, str]]


class AgencyNames:
    """Asks for a name once in each generation of the index. Threads may share it: what it holds is replaced whole."""

    def __init__(self) -> None:
        self._held: tuple[str, Mapping[str, str]] = ("", {})

    def of(self, ids: Sequence[str], generation: str, ask: Ask) -> Mapping[str, str]:
        """Return id → name, of these ids at least; an id that `ask` does not know is left out."""
        held, names = self._held
        if held != generation:
            names = {}
        missing = [one for one in ids if one not in names]
        if missing:
            names = {**names, **ask(missing)}
            self._held = (generation, names)
        return names
