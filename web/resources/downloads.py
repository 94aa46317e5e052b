"""`/download`: the published release with its version, hash and citation, and its files."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request, send_file

from schemas.downloads import DownloadArguments, DownloadsSchema
from schemas.parameters import Arguments
from web.http.answers import accepts, etag, json_answer, raise_not_modified
from web.http.arguments import WHOLE, Resource
from web.http.html import PAGE, POLICY, look, page, prefers_page
from web.http.links import Links, absolute, here, links
from web.http.problems import NotFound
from web.http.services import services
from web.resources.published import PARQUET, SQLITE, PublishedFile, Release, published

resource = Resource("downloads", __name__, description="Everything at once.")
ANY = "application/octet-stream"
"""Documented first, so that generated clients hand on bytes whatever the file is."""
LISTS = ("agencies", "fields", "reports", "figures", "checks")
NAME = {
    "in": "path",
    "name": "name",
    "required": True,
    "schema": {"type": "string"},
    "description": "As `/download` lists them.",
    "example": "figures.csv",
}


@resource.reads(
    "/download", DownloadsSchema, asks=DownloadArguments, problems=(406, 422), media_types=("application/json", PAGE)
)
def list_downloads(arguments: dict[str, Any]) -> Response:
    """Download everything

    The release that is published here: its version, hash, citation and files. As a page for those who prefer
    text/html, as browsers do.
    """
    release, as_page, lang = published(services().settings.release), prefers_page(), arguments["lang"]
    tag = etag("/download", release and release.state, as_page and look(), sorted(request.args.items(multi=True)))
    raise_not_modified(tag)
    urls = here() if as_page else links()
    addresses = {name: urls.query(f"/{name}", [("format", "csv")]) for name in LISTS}
    if not as_page:
        itself = urls.query("/download", request.args.items(multi=True))
        return json_answer({"release": release and _body(release, urls), "links": {"self": itself, **addresses}}, tag)
    return page(
        "download.html",
        tag,
        POLICY,
        lang,
        release=release,
        files=[(one, _size(one.size), urls.query(f"/download/{one.name}", [])) for one in release.files]
        if release
        else [],
        lists=addresses,
        cited_url=absolute().query("/download", []),
        json_url=urls.query("/openapi.json", []),
    )


@resource.reads(
    "/download/<string:name>",
    WHOLE,
    asks=Arguments,
    problems=(404, 422),
    path_parameters=[NAME],
    media_types=(ANY, "application/json", "text/csv", PARQUET, SQLITE, "application/yaml"),
    other=WHOLE,
)
def get_download(arguments: dict[str, Any], name: str) -> Response:  # noqa: ARG001
    """Fetch a file of the release

    As it was written, and of its own media type for those who do not ask for bytes alone. A broken download goes on by
    `Range`.
    """
    release = published(services().settings.release)
    found = {one.name: one for one in release.files}.get(name) if release else None
    if release is None or found is None:
        raise NotFound("unknown_file", f"no file {name!r} is published here; /download lists those that are")
    tag = etag("/download", release.state, name)
    raise_not_modified(tag)
    response = send_file(
        release.folder / name,
        mimetype=ANY if [one for one, _ in accepts()] == [ANY] else found.media_type,
        as_attachment=True,
        download_name=name,
        etag=tag,
        conditional=True,
        max_age=60,
    )
    response.vary.add("Accept")
    g.as_it_is = True  # web/api.py compresses nothing of it
    return response


def _body(release: Release, urls: Links) -> dict[str, Any]:
    return {
        "version": release.version,
        "created": release.created,
        "hash": release.hash,
        "description": release.description,
        "citation": release.citation,
        "bibtex": release.bibtex,
        "files": [_file(one, urls) for one in release.files],
    }


def _file(file: PublishedFile, urls: Links) -> dict[str, Any]:
    return {
        "name": file.name,
        "title": file.title,
        "media_type": file.media_type,
        "bytes": file.size,
        "rows": file.rows,
        "hash": file.hash,
        "url": urls.query(f"/download/{file.name}", []),
    }


def _size(count: int) -> str:
    """Write a number of bytes for people."""
    for unit in ("B", "KB", "MB"):
        if count < 1024:
            return f"{count:,.0f} {unit}"
        count = -(-count // 1024)
    return f"{count:,} GB"
