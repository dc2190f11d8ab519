"""A real ``mogao serve`` as a child process on the loopback interface."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_PATIENCE_SECONDS = 60.0


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve the ledger in `data` and give its address; the child is gone when the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve"]
    command += ["--data", str(data), "--port", str(port)]
    environment = os.environ | {"MOGAO_DATABASE_URL": "", "MOGAO_PASSPHRASE": ""}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as child:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, child)
            yield url
        finally:
            child.terminate()
            child.communicate(timeout=_PATIENCE_SECONDS)


def _wait(url: str, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with httpx.Client() as http:
        while time.monotonic() < deadline:
            assert child.poll() is None, "mogao serve ended by itself"
            try:
                assert http.get(f"{url}/checkpoint").is_success
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
    raise AssertionError(f"mogao serve did not answer in {_PATIENCE_SECONDS:.0f} s")
