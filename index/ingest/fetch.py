"""One file and what a person said beside it, from the disk. Whatever is wrong with either costs that file alone."""

from __future__ import annotations

from pathlib import Path

from index.ingest.outcome import Failure
from index.ingest.walk import path_text
from index.record.rows import Given
from reports.errors import ReportError
from reports.identity import sidecar
from reports.reading.read import MAX_BYTES
from reports.regular import NotRegular, TooLong, read_regular


def fetch(path: Path, given: Given) -> tuple[bytes, Given] | Failure:
    """Return the file's bytes and whose report of which year it is said to be; `given` counts more than the sidecar."""
    file = path_text(path)
    try:
        beside = sidecar.beside(path)
        return read_regular(path, MAX_BYTES), Given(given.agency or beside.agency, given.year or beside.year)
    except ReportError as error:
        return Failure(file, error.code, error.detail)
    except NotRegular:
        return Failure(file, "unreadable_file", "this is no longer a file: a folder, a pipe or a device")
    except TooLong:
        return Failure(file, "too_large", f"no report is larger than {MAX_BYTES >> 20} MB")
    except OSError as error:
        return Failure(file, "unreadable_file", error.strerror or str(error))
    except Exception as error:  # the per-file step of an ingest: whatever one file breaks, the others are taken in
        return Failure(file, "unreadable_file", f"{type(error).__name__}: {error}")
