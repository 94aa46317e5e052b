"""A list of the record, as JSON page by page or as a whole in CSV and NDJSON: one way from the question to the answer.

A resource says what its list is sorted by, how a page and the whole of it are read, and how they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from flask import Response

from schemas.hits import Body
from schemas.search import Format
from search import cursors
from search.cursors import Key, Position, Shape
from web.http.answers import json_answer
from web.http.links import Links, links, page_links
from web.http.lookups import tag_of
from web.http.services import services
from web.http.streams import Listing, form_of, stream

T = TypeVar("T")


class Paged(Protocol):
    """A page of a list; `next` is the sort key of its last row, None on the last page."""

    @property
    def next(self) -> Key | None: ...


P = TypeVar("P", bound=Paged)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a client asks of a list, and the state of the record that it is answered from.

    `order` is everything that decides which rows there are and in which order: a cursor is good for nothing else.
    """

    path: str
    order: tuple[object, ...]
    after: Position | None
    state: str
    form: Format
    tag: str

    @classmethod
    def of(
        cls,
        path: str,
        order: tuple[object, ...],
        shapes: Sequence[Shape],
        cursor: str | None,
        asked: Format = "json",
        also: object = None,
    ) -> ListRequest:
        """Read a cursor, whose sort key has one of these shapes; `also` is what else shapes the answer.

        Raises QuestionError for a cursor of another list, NotModified where the client holds the answer.
        """
        order = (path, *order)
        after = cursors.decode(cursor, order, *shapes) if cursor else None
        state, form = services().record.generation(), form_of(asked)
        return cls(path, order, after, state, form, tag_of(*order, form, also, state=state))

    @property
    def key(self) -> Key | None:
        """The sort key of the row that the list goes on after."""
        return cursors.key_of(self.after)

    @property
    def since(self) -> str:
        """The state of the record when the first page was asked for."""
        return self.state if self.after is None else self.after.since

    def cursor(self, following: Key | None) -> str | None:
        """Return what asks for the rows after this sort key; None on the last page."""
        return None if following is None else cursors.encode(Position(following, self.since), self.order)

    def links(self, following: Key | None) -> dict[str, str | None]:
        """Return the links of a page. The record is asked for its state again: it may change while a page is read."""
        changed = self.after is not None and services().record.generation() != self.since
        return page_links(
            self.path, None if following is None else Position(following, self.since), self.order, changed
        )

    def answer(
        self,
        listing: Listing[T],
        whole: Callable[[Key | None], Iterator[T]],
        page: Callable[[Key | None], P],
        body: Callable[[P, Links, dict[str, str | None]], Body],
    ) -> Response:
        """Answer with a page, or with the whole list from the cursor on where CSV or NDJSON is asked for."""
        if self.form != "json":
            return stream(whole(self.key), self.form, listing, self.tag)
        found = page(self.key)
        return json_answer(body(found, links(), self.links(found.next)), self.tag)
