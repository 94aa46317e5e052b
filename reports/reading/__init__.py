"""From the bytes of a file to a Document: blocks of normalised text, whatever carried them."""

from reports.reading.read import read

__all__ = ["read"]
