"""Questions in everyday words, answered by figures of the record or not at all."""
