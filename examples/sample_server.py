"""供示例使用的小账本 / A small ledger behind a real ``mogao serve``, for an example to look at."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_MOGAO = str(Path(sys.executable).with_name("mogao"))


@contextmanager
def sample_server() -> Iterator[tuple[str, str]]:
    """Found a ledger, register two parties and serve it; give its address and its public key."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"MOGAO_DATA": folder, "MOGAO_DATABASE_URL": ""}

        def mogao(*words: str) -> str:
            command = [_MOGAO, *words, "--json"]
            done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603  # our own command line
            return str(json.loads(done.stdout).get("vkey"))

        vkey = mogao("init", "--origin", "ledger.example/2026")
        for name in ("operator", "registrar"):
            key, receipt = f"{folder}/keys/{name}.key", f"{folder}/{name}.receipt.json"
            mogao("register", "party", "--name", name, "--key", key, "--out", receipt)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        command = [_MOGAO, "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603  # our own command line
        try:
            url = f"http://127.0.0.1:{port}"
            with httpx.Client(transport=httpx.HTTPTransport(retries=7)) as patient:
                patient.get(f"{url}/checkpoint")
            yield url, vkey
        finally:
            server.terminate()
            server.wait()
