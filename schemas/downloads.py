"""What `/download` says: the files of the published release, and how it is cited."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from schemas.hits import text
from schemas.parameters import Arguments, language

Body = dict[str, Any]


class DownloadArguments(Arguments):
    """The query string of `/download`."""

    lang = language()


class PublishedFileSchema(Schema):
    """A file to download."""

    name = text(example="figures.csv")
    title = text()
    media_type = text(example="text/csv")
    bytes = fields.Integer(required=True)
    rows = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null where the file is no table, or it is not told."}
    )
    hash = fields.String(
        required=True, allow_none=True, metadata={"description": "sha256 of a table; null for other files."}
    )
    url = text()


class ReleaseSchema(Schema):
    """A release of everything the service holds, as `disclosure export --release` wrote it."""

    version = fields.String(required=True, allow_none=True, metadata={"description": "Null for a plain export."})
    created = fields.String(required=True, metadata={"format": "date-time"})
    hash = fields.String(required=True, allow_none=True, metadata={"description": "Over the hashes of the tables."})
    description = text()
    citation = text("One line to cite it by.")
    bibtex = text("The same for BibTeX.")
    files = fields.List(fields.Nested(PublishedFileSchema), required=True)


class DownloadLinksSchema(Schema):
    """The whole lists of the moment, as sheets; they are no release and have no version."""

    self = text()
    agencies = text()
    fields_ = fields.String(required=True, data_key="fields")
    reports = text()
    figures = text()
    checks = text()


class DownloadsSchema(Schema):
    """`release` is null where none has been published here."""

    release = fields.Nested(ReleaseSchema, required=True, allow_none=True)
    links = fields.Nested(DownloadLinksSchema, required=True)
