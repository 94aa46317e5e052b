"""Word's binary format since Word 97 ([MS-DOC]), read without any program: text, tables, lists, what is hidden."""

from reports.reading.msword.read import read_doc

__all__ = ["read_doc"]
