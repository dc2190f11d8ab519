"""A real server on the loopback, in a thread of this process."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import uvicorn

Answer = tuple[int, str, bytes]


@contextlib.contextmanager
def hosted(app: Any) -> Iterator[str]:
    """Serve an application as long as the block runs, and give its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def answering(
    answers: Mapping[str, Answer] | Callable[[str], Answer],
) -> Callable[..., Awaitable[None]]:
    """An application that gives the same bytes whatever is sent: path → (status, type, body)."""

    def find(path: str) -> Answer:
        if callable(answers):
            return answers(path)
        return answers.get(path, (404, "text/plain", b"nothing here"))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body", False):
            pass
        status, kind, body = find(scope["path"])
        headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app
