"""How often one name may ask: token buckets by client address and by signing key.

What a server allows one address protects it from whoever sends anything at all; what it allows one
key protects the log, whose entries stay for ever, from whoever signs too much.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ApiError
from api.problems import problem

#: Names remembered by one limiter. Who was not seen for that many others starts anew.
_MAX_NAMES = 10_000
#: Tokens are counted in parts so that a nanosecond brings whole ones: sums are exact.
_SECOND = 10**9
_TOKEN = 60 * _SECOND


class RateLimiter:
    """A token bucket for each name: a minute's worth at once, then evenly through the minute.

    `per_minute` is at least 1; `clock` gives nanoseconds that never go back.
    """

    def __init__(self, per_minute: int, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        #: Name → parts of tokens, and when they were counted; the least recently seen first.
        self._buckets: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def take(self, name: str) -> None:
        """Use one of the tokens of `name`; without one, `ApiError` (``rate_limited``).

        ``seconds`` says after how many whole seconds there will be one.
        """
        full = self._per_minute * _TOKEN
        with self._lock:
            now = self._clock()
            parts, counted = self._buckets.pop(name, (full, now))
            parts = min(full, parts + (now - counted) * self._per_minute)
            missing = _TOKEN - parts
            self._buckets[name] = (parts if missing > 0 else parts - _TOKEN, now)
            if len(self._buckets) > _MAX_NAMES:
                self._buckets.popitem(last=False)
        if missing > 0:
            seconds = -(-missing // (self._per_minute * _SECOND))
            raise ApiError("rate_limited", seconds=seconds)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server allows; 0 is no limit."""

    posts_per_minute: int = 30_000
    statements_per_minute: int = 6_000

    def by_address(self) -> RateLimiter | None:
        """Make the limiter of requests by client address."""
        return RateLimiter(self.posts_per_minute) if self.posts_per_minute else None

    def by_key(self) -> RateLimiter | None:
        """Make the limiter of statements by their issuer's key."""
        return RateLimiter(self.statements_per_minute) if self.statements_per_minute else None


class AddressLimit:
    """Middleware that counts what is sent (POST) by the address that it comes from."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unless its address has sent too many."""
        if scope["type"] == "http" and scope["method"] == "POST":
            # a Unix socket has no addresses: whoever comes by it shares one allowance
            address, _ = scope.get("client") or ("", 0)
            try:
                self._limiter.take(address)
            except ApiError as error:
                await problem(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
