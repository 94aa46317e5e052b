"""`/healthz`: the process lives. `/readyz`: it can answer searches."""

from __future__ import annotations

from flask import Response
from marshmallow import Schema, fields

from web.http.answers import json_answer, no_store
from web.http.arguments import Resource
from web.http.problems import RETRY_SECONDS, answer
from web.http.services import services

resource = Resource("health", __name__, description="For load balancers and monitors.")


class StatusSchema(Schema):
    status = fields.String(required=True, metadata={"example": "ok"})


class ReadySchema(StatusSchema):
    generation = fields.String(required=True, metadata={"description": "Of the text index."})
    tokeniser = fields.String(required=True)
    behind = fields.Integer(
        required=True,
        metadata={"description": "Reports in which record and text index differ; being brought over.", "example": 0},
    )
    checked = fields.Float(
        required=True,
        metadata={"description": "How much of the stored data was looked through since the start, 0 to 1."},
    )


@resource.reads("/healthz", StatusSchema, asks=None)
def healthz() -> Response:
    """Tell that the process lives

    It says nothing of the index; `/readyz` does.
    """
    return no_store(json_answer({"status": "ok"}))


@resource.reads("/readyz", ReadySchema, asks=None, problems=(503,))
def readyz() -> Response:
    """Tell whether searches can be answered

    503 with a `code` that names what is missing, damaged or being loaded where they cannot.
    """
    with_all = services()
    generation = with_all.section_search.generation()
    if not with_all.warm:
        with_all.warm_up_beside()
        return answer(503, "warming", "the index is being loaded", Retry_After=str(RETRY_SECONDS))
    behind = with_all.keeper.behind()
    if with_all.keeper.is_overdue():
        with_all.start()
    body = {
        "status": "ready",
        "generation": generation,
        "tokeniser": with_all.analyser.fingerprint,
        "behind": behind,
        "checked": round(with_all.record.checked, 2),
    }
    return no_store(json_answer(body))
