"""Problem documents (RFC 9457): the one shape of every error."""

from __future__ import annotations

from collections.abc import Sequence

from marshmallow import Schema, fields

from search.errors import BadParameter

MEDIA_TYPE = "application/problem+json"


class BadParameterSchema(Schema):
    parameter = fields.String(required=True, metadata={"description": "Its name in the query string or path."})
    code = fields.String(required=True, metadata={"description": "Stable, for machines.", "example": "unknown_agency"})
    detail = fields.String(required=True)
    did_you_mean = fields.List(fields.String(), required=True, metadata={"description": "The likest first, if any."})


class ProblemSchema(Schema):
    """What is wrong, for people (`title`, `detail`) and for machines (`code`, `errors`)."""

    type = fields.String(required=True, metadata={"description": "An address that names the kind of problem."})
    title = fields.String(required=True)
    status = fields.Integer(required=True, metadata={"example": 422})
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"example": "bad_request"})
    errors = fields.List(fields.Nested(BadParameterSchema), required=True)


def problem(
    status: int, code: str, title: str, detail: str, bad: Sequence[BadParameter] = (), base: str = ""
) -> dict[str, object]:
    """Make the body of a problem document; `base` is put before the address of its type."""
    return {
        "type": f"{base}/docs#problem-{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [
            {"parameter": one.parameter, "code": one.code, "detail": one.detail, "did_you_mean": list(one.did_you_mean)}
            for one in bad
        ],
    }


PROBLEM_CODES = {
    "bad_request": "The request is no HTTP that can be understood.",
    "bad_parameters": "Parameters are unknown, repeated or have values that cannot be used; `errors` names each.",
    "unknown_path": "There is nothing at this path.",
    "unknown_report": "No report has this id.",
    "unknown_version": "The report has no such version.",
    "unknown_section": "The report has no such section.",
    "unknown_agency": "No agency has this id.",
    "unknown_field": "No field has this id.",
    "unknown_edition": "This edition of the script is not here.",
    "unknown_file": "No published file has this name.",
    "original_missing": "The file the report was read from is not kept here.",
    "not_embeddable": "The address is no page of this service, or one that cannot be embedded.",
    "unsupported_format": "An embed is described as JSON or XML only.",
    "method_not_allowed": "The path does not take this method; `Allow` lists those it takes.",
    "not_acceptable": "The client accepts none of the forms this can be answered in.",
    "request_timeout": "The request's body came too slowly, or stopped in the middle.",
    "too_large": "The request's body is larger than allowed.",
    "uri_too_long": "The address is longer than the server takes.",
    "headers_too_large": "The request's headers are larger than the server takes.",
    "unsupported_media_type": "The request's body is of a kind that is not taken.",
    "too_many_requests": "More requests than the limit allows; `Retry-After` says in how many seconds to go on.",
    "internal_error": "Something failed on our side.",
    "index_missing": "There is no text index yet: run `disclosure index rebuild`.",
    "index_mismatch": "Another release built the text index: run `disclosure index rebuild`.",
    "index_damaged": "Files of the text index are damaged: run `disclosure index rebuild`.",
    "index_busy": "Another writer holds the text index.",
    "index_full": "The report is recorded, but the disk has no room to make it findable: `disclosure index sync` will.",
    "index_unavailable": "The text index does not answer; the server's log says why.",
    "record_busy": "Other writers hold the database.",
    "record_lost": "The database is missing, empty or an older copy; the server's log says which.",
    "record_damaged": "What this answer needs of the database is damaged; the server's log says what.",
    "record_unavailable": "The database does not answer; the server's log says why.",
    "storage_unavailable": "The file cannot be kept, or not be given back as it came; the server's log says why.",
    "warming": "The index is being loaded; ask again in a moment.",
    "unauthorized": "Writing needs the key, as `Authorization: Bearer KEY`; it is missing or wrong.",
    "writing_off": "Writing over HTTP is off: no key is set.",
    "check_off": "Checking drafts is off here.",
    "drafts_busy": "Other drafts are being read; `Retry-After` says in how many seconds to try again.",
    "uploads_busy": "Other uploads are being read; `Retry-After` says in how many seconds to try again.",
    "storage_full": "The disk is full; nothing was kept.",
    "empty_file": "The file is empty or holds no text.",
    "unknown_format": "The file is of a kind that is not read; `detail` says which.",
    "undecodable_text": "The text is in no encoding that can be told.",
    "damaged_file": "The file is damaged or cut short.",
    "encrypted_file": "The file is protected by a password.",
    "scanned_file": "The file holds pictures of pages and no text.",
    "not_a_report": "The file is another paper; `detail` says what shows it.",
    "unidentified_report": "The file does not tell its agency or its year; `errors` names what to send with it.",
    "unsound_report": "The file was read into something that contradicts itself; a fault of ours.",
    "too_slow": "Reading the file took longer than allowed.",
    "too_much_memory": "Reading the file took more memory than allowed.",
    "reader_crashed": "The file made the reading process crash.",
    "reader_error": "The file holds something that the reader does not expect; a fault of ours.",
}
"""Every `code` of a problem document and what it says; /docs lists them."""
