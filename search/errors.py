"""A question that cannot be answered as asked: which parameter, why, and what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BadParameter:
    """One thing wrong with one parameter. `code` is for machines and stable, `detail` is for people."""

    parameter: str
    code: str
    detail: str
    did_you_mean: tuple[str, ...] = ()


class QuestionError(ValueError):
    """Holds everything found wrong with a question, in the order of its parameters."""

    def __init__(self, parameter: str, code: str, detail: str, did_you_mean: Sequence[str] = ()) -> None:
        super().__init__(f"{parameter}: {detail}")
        self.bad: tuple[BadParameter, ...] = (BadParameter(parameter, code, detail, tuple(did_you_mean)),)

    @classmethod
    def of(cls, bad: Sequence[BadParameter]) -> QuestionError:
        """Make one error of several findings; `bad` has at least one."""
        first = bad[0]
        error = cls(first.parameter, first.code, first.detail, first.did_you_mean)
        error.bad = tuple(bad)
        return error
