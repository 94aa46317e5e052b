"""Drawings by themselves: as SVG, painted as PNG, and tables as CSV, each a file with a name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import resvg_py
from flask import Response, current_app, render_template

from web.http.links import absolute

SVG, PNG, CSV = "image/svg+xml", "image/png", "text/csv"
FORMATS = ("json", "csv", "svg", "png")
WIDTH, SCALE = 800, 2
"""Width of a drawing, and the pixels of a PNG for each of its own."""


def picture(template: str, words: dict[str, Any], title: str, day: str, **values: Any) -> str:
    """Draw a picture that says what it shows, where it is from and when it was made."""
    source = f"{words['source']}: {words['site']} {absolute().base} · {day}"
    return render_template(template, t=words, title=title, source=source, **values)


def sent(data: str, form: str, name: str, tag: str) -> Response:
    """Answer with a drawing or a table, an SVG painted where PNG is asked for."""
    media_type = {"svg": SVG, "png": PNG, "csv": CSV}[form]
    response = current_app.response_class(_png(data) if form == "png" else data, mimetype=media_type)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return response


@lru_cache(64)
def _png(drawn: str) -> bytes:
    """Paint a picture. Characters need a font of the system that has them (README)."""
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, width=WIDTH * SCALE, background="#ffffff"))
