"""``mogao serve``: answer for a ledger over HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer
import uvicorn

from api.allocator import return_large_buffers
from api.app import create_app
from api.cli.options import DEFAULT_DATA, Data
from api.cli.output import stderr
from api.config import settings_for
from api.errors import ApiError
from api.limits import Limits
from api.service import Service, open_service
from hashing.errors import HashingError
from ledger.errors import LedgerError

#: Connections that may wait to be taken.
_BACKLOG = 1024
_DEFAULT = Limits()


def serve(
    data: Data = DEFAULT_DATA,
    host: Annotated[str, typer.Option(help="监听地址 / address to listen on")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="端口，0 为任意 / port, 0 for any")
    ] = 8000,
    posts_per_minute: Annotated[
        int,
        typer.Option(
            min=0, help="每个地址每分钟的 POST 上限，0 为不限 / POSTs per address, 0 for no limit"
        ),
    ] = _DEFAULT.posts_per_minute,
    statements_per_minute: Annotated[
        int,
        typer.Option(
            min=0, help="每个密钥每分钟的声明上限，0 为不限 / statements per key, 0 for no limit"
        ),
    ] = _DEFAULT.statements_per_minute,
) -> None:
    """提供 HTTP 服务 / Serve a ledger: the log, the API and the site."""
    return_large_buffers()
    settings = settings_for(data)
    limits = Limits(posts_per_minute, statements_per_minute)
    with (
        open_service(
            data, settings.database_url, settings.passphrase, limiter=limits.by_key()
        ) as service,
        _listen(host, port) as listener,
        _index_kept(service),
    ):
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}/"
        stderr.print(f"莫高 Mogao: {address}  vkey {service.home.verifier.to_vkey()}")
        config = uvicorn.Config(create_app(service, limits), log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _index_kept(service: Service) -> Iterator[None]:
    """Read the search index beside the first requests, and keep it: when read, and at the end."""
    ended = threading.Event()

    def read() -> None:
        # what goes wrong here goes wrong again for whoever asks first, and is told then
        with suppress(LedgerError, HashingError):
            for _ in service.read_index():
                if ended.is_set():
                    return
            _keep(service)

    reading = threading.Thread(target=read, name="index")
    reading.start()
    try:
        yield
    finally:
        ended.set()
        reading.join()
        _keep(service)


def _keep(service: Service) -> None:
    try:
        service.keep_index()
    except OSError as error:
        stderr.print(f"! 索引未能保存 / the index could not be kept: {error.strerror}")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        # accepted connections inherit it. Without it the second part of an answer waits for the
        # client's delayed acknowledgement of the first, about 40 ms
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, UnicodeError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise ApiError("address_unusable", address=f"{host}:{port}", detail=detail) from None
    return listener
