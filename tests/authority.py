"""A real time-stamping authority: ``openssl ts`` with a root of its own, on the loopback."""

from __future__ import annotations

import functools
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

_CONFIG = """\
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[tsa]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[authority]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """An authority whose keys and certificates lie in a directory of their own."""

    directory: Path
    openssl: str

    @property
    def root(self) -> Path:
        """Its root certificate, PEM."""
        return self.directory / "ca.pem"

    def run(self, words: str) -> bytes:
        done = subprocess.run(
            [self.openssl, *words.split()], cwd=self.directory, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def reply(self, query: bytes) -> bytes:
        """Answer a TimeStampReq with a TimeStampResp, both in DER."""
        (self.directory / "query.tsq").write_bytes(query)
        self.run(
            "ts -reply -queryfile query.tsq -config tsa.cnf -section authority -signer tsa.pem"
            " -inkey tsa.key -out reply.tsr"
        )
        return (self.directory / "reply.tsr").read_bytes()


def founded(directory: Path) -> Authority:
    """A new authority in an empty directory; the test is skipped where there is no ``openssl``."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl command here to be a time-stamping authority")
    authority = Authority(directory, openssl)
    (directory / "tsa.cnf").write_text(_CONFIG)
    (directory / "serial").write_text("01\n")
    key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config tsa.cnf"
    authority.run(f"req -x509 {key} -keyout ca.key -out ca.pem -extensions ca -subj /CN=Root")
    authority.run(f"req {key} -keyout tsa.key -out tsa.csr -subj /CN=Authority")
    authority.run(
        "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem"
        " -extfile tsa.cnf -extensions tsa"
    )
    return authority


@contextmanager
def answering(reply: Callable[[bytes], bytes], status: int = 200) -> Iterator[str]:
    """An HTTP server that answers a POST with what `reply` makes of it; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_query = self.headers["Content-Type"] == "application/timestamp-query"
            data = reply(body) if is_query else b"not a query"
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=functools.partial(server.serve_forever, 0.05))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
