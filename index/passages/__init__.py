"""What repeats across the corpus: an index of sentences and near-equal sections, derived from the record."""

from index.passages.store import Passages

__all__ = ["Passages"]
