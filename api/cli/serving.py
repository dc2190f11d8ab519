"""``mogao serve``: answer for a ledger over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.cli.options import DEFAULT_DATA, Data
from api.cli.output import stderr
from api.config import settings_for
from api.service import open_service


def serve(
    data: Data = DEFAULT_DATA,
    host: Annotated[str, typer.Option(help="监听地址 / address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 / port")] = 8000,
) -> None:
    """提供 HTTP 服务 / Serve a ledger: the log, the API and the site."""
    settings = settings_for(data)
    with open_service(data, settings.database_url, settings.passphrase) as service:
        stderr.print(f"莫高 Mogao: http://{host}:{port}/  vkey {service.home.verifier.to_vkey()}")
        uvicorn.run(create_app(service), host=host, port=port, log_level="warning")
