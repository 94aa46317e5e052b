"""The request at hand, and what several look at in it, worked out once.

flask's own `request` looks for the request anew at each attribute. Where a function asks it for several, or for every
request, it takes the request itself from here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from flask import Request
from flask.globals import request_ctx
from werkzeug.datastructures import MIMEAccept
from werkzeug.sansio.utils import get_current_url
from werkzeug.utils import cached_property

HOSTS_HELD = 200
_address = lru_cache(HOSTS_HELD)(get_current_url)


class ApiRequest(Request):
    """A request of the API."""

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the query string as given; not to be changed."""
        return list(self.args.items(multi=True))

    @cached_property
    def takes(self) -> MIMEAccept:
        """What the client takes, without the parameters of media types: a charset changes nothing for JSON."""
        given = self.accept_mimetypes
        return MIMEAccept([(one.partition(";")[0].strip(), quality) for one, quality in given]) if given else given

    @cached_property
    def root_url(self) -> str:
        """What stands before every path, host included; it is taken apart once for each host."""
        return _address(self.scheme, self.host, self.root_path)


def current_request() -> ApiRequest:
    """Return the request at hand."""
    return cast(ApiRequest, request_ctx.request)
