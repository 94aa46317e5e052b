"""`GET /answers`: a question in words, answered by figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Response, request

from schemas.answers import AnswersArguments, AnswerSchema, answer_body, asked_figures
from search.answers.model import Choice
from search.answers.understand import Chosen
from search.questions import Selection
from web.http.answers import json_answer
from web.http.arguments import Resource
from web.http.links import links, without
from web.http.lookups import scope, tag_of
from web.http.services import services

resource = Resource("answers", __name__, description="Questions in words.")
CHINA = timedelta(hours=8)


@resource.reads("/answers", AnswerSchema, asks=AnswersArguments, problems=(406, 422))
def answer_question(arguments: dict[str, Any]) -> Response:
    """Answer a question in words

    Agencies by full and short names, places, fields by everyday words, years (2023年, 去年, 近三年), comparisons
    (最多的十个单位, 比上年). It answers by figures with their quotes only; what is open is shown as choices, and what
    is not understood or not held is said. No model guesses: every word of the question has to be known.
    """
    agencies, _ = scope(Selection(arguments["agency"]), Selection())
    chosen = Chosen(agencies.include, arguments["field"], arguments["year"], arguments["region"])
    day = today()
    tag = tag_of("/answers", chosen, day)
    answer = services().answers_to_questions.answer(arguments["q"], day, chosen)
    pairs = list(request.args.items(multi=True))
    urls = links()

    def ask(choice: Choice) -> str:
        return urls.query("/answers", [*without(pairs, choice.parameter), (choice.parameter, choice.value)])

    figures = asked_figures(answer.understood)
    addresses = {"self": urls.query("/answers", pairs), "figures": urls.query("/figures", figures) if figures else None}
    return json_answer(answer_body(arguments["q"], answer, urls, addresses, ask), tag)


def today() -> date:
    """Return the day it is in China: 去年 means the year before it."""
    return (datetime.now(UTC) + CHINA).date()
