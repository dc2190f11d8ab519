"""Problems as pages: what a browser is told when something cannot be answered."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError
from api.problems import problem
from api.web.site import Site

_PROBLEM = "application/problem+json"
#: Programs read these, whatever they say that they accept.
_FOR_PROGRAMS = ("/v1/", "/tile/")
_KEPT = ("allow", "cache-control", "retry-after")


class ProblemPages:
    """Middleware that shows problem details as a page where a page was asked for."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold back an answer that is a problem, and send its page instead."""
        if scope["type"] != "http" or not _wants_page(scope):
            await self._app(scope, receive, send)
            return
        held: Message | None = None
        body = b""
        started = False

        async def hold_problems(message: Message) -> None:
            nonlocal held, body, started
            if message["type"] == "http.response.start":
                started = True
                if Headers(raw=message["headers"]).get("content-type") == _PROBLEM:
                    held = message
                    return
            elif held is not None:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    page = self._page(body, Headers(raw=held["headers"]))
                    await page(scope, receive, send)
                return
            await send(message)

        try:
            await self._app(scope, receive, hold_problems)
        except Exception:
            if not started:
                failed = problem(ApiError("server_failed"))
                page = self._page(bytes(failed.body), failed.headers)
                await page(scope, receive, send)
            raise  # the server logs it

    def _page(self, body: bytes, headers: Mapping[str, str]) -> Response:
        details = json.loads(body)
        page = self._site.page("problem.html", details["status"], problem=details)
        page.headers.update({name: headers[name] for name in _KEPT if name in headers})
        return page


def _wants_page(scope: Scope) -> bool:
    accepted = Headers(scope=scope).get("accept", "")
    return "text/html" in accepted and not scope["path"].startswith(_FOR_PROGRAMS)
