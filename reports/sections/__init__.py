"""Where the sections of a report begin and what each is about. `split` is all that other stages need."""

from reports.sections.split import split

__all__ = ["split"]
