"""One way to speak to a ledger, whether it is open in this process or behind a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol, TypeVar

import httpx
from fastapi import FastAPI
from pydantic import ValidationError

from api.answers import Answer, Problem
from api.app import create_app
from api.config import Settings
from api.errors import ApiError, ServerError
from api.models import LogView, PartyView
from api.remote import UNREACHABLE
from api.service import Service, open_service
from api.trace_models import TraceAnswer
from api.tracing import trace_answer
from api.views import log_view, party_view
from ledger.errors import LedgerError
from ledger.receipt import Receipt, parse_receipt
from ledger.register.calendar import local_date
from ledger.register.entry import parse_entry
from ledger.register.statement import parse_statement

_TIMEOUT_SECONDS = 120.0
#: How often to come back to a server that says that it is asked too often, and how late.
_RETRIES = 10
_MAX_PAUSE_SECONDS = 60

A = TypeVar("A", bound=Answer)


class Client(Protocol):
    """What the command line and the examples need of a ledger."""

    def log(self) -> LogView:
        """Say which ledger this is."""

    def party(self, did: str) -> PartyView:
        """Show a party; `LedgerError` (``party_unknown``) if there is none."""

    def register(self, statement: bytes, file: bytes | None = None) -> Receipt:
        """Send a signed statement, with the file that it speaks of, and give its receipt."""

    def trace(self, picture: bytes) -> TraceAnswer:
        """Search the register for the origin of a picture."""

    def ask(self, path: str, query: Mapping[str, str], picture: bytes | None = None) -> bytes:
        """Give what the API answers at `path`: a GET, or a POST where there is a `picture`."""

    def send(self, path: str, query: Mapping[str, str], parts: Mapping[str, bytes]) -> bytes:
        """Give what the API answers at `path` to a form with these parts."""


class LocalClient:
    """A ledger that is open in this process."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def log(self) -> LogView:
        """See `Client.log`."""
        return log_view(self._service)

    def party(self, did: str) -> PartyView:
        """See `Client.party`."""
        with self._service.store.read() as reader:
            return party_view(reader, did, local_date(self._service.clock()))

    def register(self, statement: bytes, file: bytes | None = None) -> Receipt:
        """See `Client.register`."""
        return self._service.register(statement, file)

    def trace(self, picture: bytes) -> TraceAnswer:
        """See `Client.trace`."""
        return trace_answer(self._service, self._service.trace(picture))

    def ask(self, path: str, query: Mapping[str, str], picture: bytes | None = None) -> bytes:
        """See `Client.ask`: the application answers in this process."""
        return self._answered(path, query, None if picture is None else {"file": picture})

    def send(self, path: str, query: Mapping[str, str], parts: Mapping[str, bytes]) -> bytes:
        """See `Client.send`: the application answers in this process."""
        return self._answered(path, query, parts)

    def _answered(
        self, path: str, query: Mapping[str, str], parts: Mapping[str, bytes] | None
    ) -> bytes:
        answer = asyncio.run(_ask_here(create_app(self._service), path, query, parts))
        if answer.is_success:
            return answer.content
        raise _refused("mogao", answer)


class HttpClient:
    """A ledger behind a server.

    What the server refuses is an `ApiError` with its code and its sentences; a server that cannot
    be reached, fails, or answers with what no ledger answers is a `ServerError`. Where it is asked
    too often (429), the same is sent again when the server says so; `sleep` waits that long.
    """

    def __init__(self, url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._url = url.rstrip("/")
        self._sleep = sleep
        self._http = httpx.Client(timeout=_TIMEOUT_SECONDS)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def log(self) -> LogView:
        """See `Client.log`."""
        return read_answer(LogView, self._ask("GET", "/v1/log"), self._url)

    def party(self, did: str) -> PartyView:
        """See `Client.party`."""
        return read_answer(PartyView, self._ask("GET", f"/v1/parties/{did}"), self._url)

    def register(self, statement: bytes, file: bytes | None = None) -> Receipt:
        """See `Client.register`."""
        if file is None:
            headers = {"Content-Type": "application/json"}
            data = self._ask("POST", "/v1/statements", content=statement, headers=headers)
        else:
            files = {"statement": ("statement", statement), "file": ("file", file)}
            data = self._ask("POST", "/v1/statements", files=files)
        return self._receipt_of(statement, data)

    def trace(self, picture: bytes) -> TraceAnswer:
        """See `Client.trace`."""
        files = {"file": ("file", picture)}
        return read_answer(TraceAnswer, self._ask("POST", "/v1/trace", files=files), self._url)

    def ask(self, path: str, query: Mapping[str, str], picture: bytes | None = None) -> bytes:
        """See `Client.ask`."""
        if picture is None:
            return self._ask("GET", path, params=dict(query))
        return self.send(path, query, {"file": picture})

    def send(self, path: str, query: Mapping[str, str], parts: Mapping[str, bytes]) -> bytes:
        """See `Client.send`."""
        return self._ask("POST", path, params=dict(query), files=_files(parts))

    def _ask(self, method: str, path: str, **body: object) -> bytes:
        answer = self._send(method, path, **body)
        for _ in range(_RETRIES):
            if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                break
            self._sleep(_pause(answer))
            answer = self._send(method, path, **body)
        if answer.is_success:
            return answer.content
        raise _refused(self._url, answer)

    def _send(self, method: str, path: str, **body: object) -> httpx.Response:
        try:
            return self._http.request(method, self._url + path, **body)  # type: ignore[arg-type]  # httpx's own keywords, passed through
        except UNREACHABLE as error:
            raise ServerError(
                "server_unreachable", url=self._url, detail=type(error).__name__
            ) from None

    def _receipt_of(self, statement: bytes, data: bytes) -> Receipt:
        """Read the receipt of `statement`; what it proves is for whoever keeps it to verify."""
        try:
            receipt = parse_receipt(data)
            entered = parse_entry(receipt.leaf, receipt.index).statement
        except LedgerError as error:
            detail = error.code
            raise ServerError("server_answer_malformed", url=self._url, detail=detail) from None
        if entered.digest != parse_statement(statement).digest:
            detail = "receipt of another statement"
            raise ServerError("server_answer_malformed", url=self._url, detail=detail)
        return receipt


def read_answer(model: type[A], data: bytes, url: str) -> A:
    """Read what was answered at `url`; `ServerError` (``server_answer_malformed``)."""
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        detail = error.errors(include_input=False)[0]["msg"]
        raise ServerError("server_answer_malformed", url=url, detail=detail) from None


async def _ask_here(
    app: FastAPI, path: str, query: Mapping[str, str], parts: Mapping[str, bytes] | None
) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mogao") as client:
        if parts is None:
            return await client.get(path, params=dict(query))
        return await client.post(path, params=dict(query), files=_files(parts))


def _files(parts: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    return {name: (name, data) for name, data in parts.items()}


def _pause(answer: httpx.Response) -> int:
    """Read how many seconds a server wants to be left alone; one where it does not say."""
    seconds = answer.headers.get("retry-after", "")
    # nine digits are past the maximum: reading very many of them is an error of its own
    return min(int(seconds[:9]), _MAX_PAUSE_SECONDS) if seconds.isdecimal() else 1


def _refused(url: str, answer: httpx.Response) -> ApiError:
    kind = ServerError if answer.is_server_error else ApiError
    try:
        told = Problem.model_validate_json(answer.content)
    except ValidationError:
        detail = f"HTTP {answer.status_code}"
        return ServerError("server_answer_malformed", url=url, detail=detail)
    error = kind("server_refused", entry=told.entry, zh=told.zh, en=told.en)
    error.code, error.article = told.code, told.article
    return error


@contextmanager
def open_client(settings: Settings, server: str | None) -> Iterator[Client]:
    """Open the ledger at `server`, or the one in the settings' directory."""
    if server is not None:
        remote = HttpClient(server)
        try:
            yield remote
        finally:
            remote.close()
        return
    with open_service(settings.data, settings.database_url, settings.passphrase) as service:
        yield LocalClient(service)
