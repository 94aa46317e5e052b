"""What can go wrong with the record as a whole."""

from __future__ import annotations


class RecordError(Exception):
    """The record cannot do what was asked; the message says why."""


class RecordTooNew(RecordError):
    """A later release of this software wrote the database."""


class RecordTooOld(RecordError):
    """A state of this software between two releases made the database."""


class RecordLost(RecordError):
    """The database is empty or older than what was made from it."""


class RecordDamaged(RecordError):
    """The database's file is not as it was written."""


class RecordBusy(RecordError):
    """Other writers kept the database longer than the time allowed."""


class RecordFull(RecordError):
    """The disk took no more; the transaction was undone."""


class RecordClosed(RecordError):
    """The record's folder cannot be written."""


class UnsoundReport(RecordError):
    """A report whose sections do not partition its text, or whose quotes do not stand where they are said to."""


class UnknownRevision(RecordError):
    """No version of any report has this revision (any more)."""
