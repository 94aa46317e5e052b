"""Reads an uploaded form: its size and kind before its content, its names never as paths."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from flask import request
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout, UnsupportedMediaType
from werkzeug.formparser import FormDataParser, default_stream_factory

from index.names import without_unseen
from schemas.parameters import bad_parameters
from schemas.writing import UploadArguments
from search.errors import BadParameter, QuestionError
from web.http.bodies import REFUSAL

FORM = "multipart/form-data"
MOST_PARTS = 16
MOST_TEXT = 64 * 1024
"""Bytes of all that is not the file: names and years."""
MOST_BUFFERED = 256 * 1024
"""Bytes the parser may hold at once, and so the longest single field: it reads 64 KB at a time and keeps the end of a
piece that could begin a boundary, so a limit near 64 KB refuses files for where their line ends happen to stand."""
MOST_FORM = MOST_TEXT + 64 * 1024
"""Bytes of a form beside its file: what is in its fields, and what stands between them."""
LONGEST_FILE_NAME = 255
"""Bytes, as file systems have it."""
NAMELESS = "report"
PASTED = "draft.txt"
"""What pasted text is called."""
LONGEST_TEXT = 1 << 20
"""Bytes of a pasted draft, with the other fields."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; `file` is its name fit to be shown."""

    data: bytes
    file: str
    agency: str | None
    year: int | None


def read_upload(most_bytes: int) -> Upload:
    """Read the form of the request.

    Raises UnsupportedMediaType, RequestEntityTooLarge, BadRequest where it is cut short or garbled, and QuestionError
    naming each field that is missing, unknown or cannot be used.
    """
    if request.mimetype != FORM:
        raise UnsupportedMediaType(f"a report is sent as {FORM} with a field named file")
    _must_be_whole()
    request.max_content_length = most_bytes + MOST_FORM
    with ExitStack() as opened:
        fields, files = _parts(opened)
        part, given = _checked(fields, files)
        data = part.stream.read()
    if len(data) > most_bytes:
        raise RequestEntityTooLarge(f"a file may have {most_bytes >> 20} MB")
    return Upload(data, clean_name(part.filename or ""), given["agency"], given["year"])


def read_draft_upload(most_bytes: int) -> Upload:
    """Read a draft from the form of the request: a file, or text that was pasted. Raises as `read_upload` does."""
    if request.mimetype != FORM:
        raise UnsupportedMediaType(f"a draft is sent as {FORM} with a field named file or text")
    _must_be_whole()
    request.max_content_length = most_bytes + MOST_FORM
    with ExitStack() as opened:
        fields, files = _parts(opened, LONGEST_TEXT)
        pasted = "".join(fields.pop("text", ()))
        sent = [one for one in files.pop("file", ()) if one.filename]
        given = {name: values for name, values in fields.items() if any(one.strip() for one in values)}
        known, data, name = _draft(given, files, sent, pasted)
    if len(data) > most_bytes:
        raise RequestEntityTooLarge(f"a file may have {most_bytes >> 20} MB")
    return Upload(data, name, known["agency"], known["year"])


def _draft(
    fields: dict[str, list[str]], files: dict[str, list[FileStorage]], sent: Sequence[FileStorage], pasted: str
) -> tuple[dict[str, Any], bytes, str]:
    """Return what the fields say, and the bytes and the name of the one draft. Raises QuestionError."""
    bad: list[BadParameter] = []
    if len(sent) > 1:
        bad.append(BadParameter("file", "repeated", f"one file at a time, {len(sent)} were sent"))
    elif not sent and not pasted.strip():
        bad.append(BadParameter("file", "missing", "send a draft: a file in the field file, or text in the field text"))
    elif sent and pasted.strip():
        bad.append(BadParameter("text", "too_many_values", "send a file or text, not both"))
    known, wrong = _given({**fields, **{name: [""] for name in files}})
    if bad or wrong:
        raise QuestionError.of([*bad, *wrong])
    if sent:
        return known, sent[0].stream.read(), clean_name(sent[0].filename or "")
    return known, pasted.encode("utf-8", "replace"), PASTED


def _given(fields: dict[str, list[str]]) -> tuple[dict[str, Any], list[BadParameter]]:
    """Return agency and year as the form gives them, and what is wrong with its fields."""
    schema = UploadArguments()
    try:
        return schema.load(fields), []
    except ValidationError as error:
        return {}, bad_parameters(schema, error.messages_dict)


def _must_be_whole() -> None:
    """Raise what says why the server did not receive the body to its end."""
    refused = request.environ.get(REFUSAL)
    if refused == "too_large":
        raise RequestEntityTooLarge
    if refused == "too_slow":
        raise RequestTimeout("the body came too slowly, or stopped in the middle")
    if refused is not None:
        raise BadRequest("the body is cut short or not written as HTTP/1.1 has it")


def clean_name(name: str) -> str:
    """Return a file's name without folders and without what cannot be seen, cut to what file systems take.

    The suffix survives a cut. What is left of a name that is nothing but such characters is `report`.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(without_unseen(last).split()).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = plain, "", ""
    room = LONGEST_FILE_NAME - len(f"{dot}{suffix}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{suffix}" or NAMELESS


def _parts(opened: ExitStack, most_text: int = MOST_TEXT) -> tuple[dict[str, list[str]], dict[str, list[FileStorage]]]:
    """Read the parts of the form; temporary files they are put in close with `opened`, however reading ends."""

    def kept(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        stream = default_stream_factory(total_content_length, content_type, filename, content_length)
        return opened.enter_context(stream)

    parser = FormDataParser(kept, max(MOST_BUFFERED, 2 * most_text), max_form_parts=MOST_PARTS, silent=False)
    try:
        _, fields, files = parser.parse(request.stream, FORM, request.content_length, request.mimetype_params)
    except ValueError as error:
        raise BadRequest(f"the form cannot be read: {error}") from error
    if not all((*fields, *files)):  # the parser gives None for a name that is not there or cannot be read
        raise BadRequest("a part of the form has no name")
    if sum(len(value.encode()) for _, value in fields.items(multi=True)) > most_text:
        raise RequestEntityTooLarge
    return dict(fields.lists()), dict(files.lists())


def _checked(fields: dict[str, list[str]], files: dict[str, list[FileStorage]]) -> tuple[FileStorage, dict[str, Any]]:
    bad: list[BadParameter] = []
    sent = files.pop("file", [])
    if "file" in fields:
        del fields["file"]
        bad.append(BadParameter("file", "no_file", "it came as text; send it as a file, with a file name"))
    elif not sent:
        bad.append(BadParameter("file", "missing", "the form has no file; send the report in a field named file"))
    elif len(sent) > 1:
        bad.append(BadParameter("file", "repeated", f"one file at a time, {len(sent)} were sent"))
    given, wrong = _given({**fields, **{name: [""] for name in files}})
    if bad or wrong:
        raise QuestionError.of([*bad, *wrong])
    return sent[0], given
