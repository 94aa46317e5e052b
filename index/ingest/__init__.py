"""Taking files in: found, read in workers, kept as originals, recorded, indexed. See run.py."""

from index.ingest.outcome import Failure, FileResult, IngestStopped, Summary
from index.ingest.run import ingest, remove, take_in
from index.ingest.workers import Limits, Workers

__all__ = [
    "Failure",
    "FileResult",
    "IngestStopped",
    "Limits",
    "Summary",
    "Workers",
    "ingest",
    "remove",
    "take_in",
]
