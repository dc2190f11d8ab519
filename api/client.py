"""One way to speak to a ledger, whether it is open in this process or behind a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import httpx
from pydantic import ValidationError

from api.config import Settings
from api.errors import ApiError
from api.models import Answer, LedgerView, PartyView, TraceAnswer
from api.service import Service, open_service
from api.views import ledger_view, party_view, trace_answer
from ledger.receipt import Receipt, parse_receipt

_TIMEOUT_SECONDS = 120.0

A = TypeVar("A", bound=Answer)


class Client(Protocol):
    """What the command line and the examples need of a ledger."""

    def ledger(self) -> LedgerView:
        """Say which ledger this is."""

    def party(self, did: str) -> PartyView:
        """Show a party; `LedgerError` (``party_unknown``) if there is none."""

    def register(self, statement: bytes, file: bytes | None = None) -> Receipt:
        """Send a signed statement, with the file that it speaks of, and give its receipt."""

    def trace(self, picture: bytes) -> TraceAnswer:
        """Search the register for the origin of a picture."""


class LocalClient:
    """A ledger that is open in this process."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def ledger(self) -> LedgerView:
        """See `Client.ledger`."""
        return ledger_view(self._service)

    def party(self, did: str) -> PartyView:
        """See `Client.party`."""
        with self._service.store.read() as reader:
            return party_view(reader, did)

    def register(self, statement: bytes, file: bytes | None = None) -> Receipt:
        """See `Client.register`."""
        return self._service.register(statement, file)

    def trace(self, picture: bytes) -> TraceAnswer:
        """See `Client.trace`."""
        return trace_answer(self._service.trace(picture))


class HttpClient:
    """A ledger behind a server. Every failure is an `ApiError`."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._http = httpx.Client(timeout=_TIMEOUT_SECONDS)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ledger(self) -> LedgerView:
        """See `Client.ledger`."""
        return self._read(LedgerView, self._ask("GET", "/v1/ledger"))

    def party(self, did: str) -> PartyView:
        """See `Client.party`."""
        return self._read(PartyView, self._ask("GET", f"/v1/parties/{did}"))

    def register(self, statement: bytes, file: bytes | None = None) -> Receipt:
        """See `Client.register`."""
        if file is None:
            headers = {"Content-Type": "application/json"}
            return parse_receipt(
                self._ask("POST", "/v1/statements", content=statement, headers=headers)
            )
        data = {"statement": statement.decode("utf-8")}
        files = {"file": ("file", file, "application/octet-stream")}
        return parse_receipt(self._ask("POST", "/v1/statements", data=data, files=files))

    def trace(self, picture: bytes) -> TraceAnswer:
        """See `Client.trace`."""
        files = {"file": ("file", picture, "application/octet-stream")}
        return self._read(TraceAnswer, self._ask("POST", "/v1/trace", files=files))

    def _ask(self, method: str, path: str, **body: object) -> bytes:
        try:
            answer = self._http.request(method, self._url + path, **body)  # type: ignore[arg-type]  # httpx's own keywords, passed through
        except httpx.HTTPError as error:
            raise ApiError(
                "server_unreachable", url=self._url, detail=type(error).__name__
            ) from None
        if answer.is_success:
            return answer.content
        raise _refused(self._url, answer)

    def _read(self, model: type[A], data: bytes) -> A:
        try:
            return model.model_validate_json(data)
        except ValidationError as error:
            detail = error.errors(include_input=False)[0]["msg"]
            raise ApiError("server_answer_malformed", url=self._url, detail=detail) from None


def _refused(url: str, answer: httpx.Response) -> ApiError:
    try:
        problem = answer.json()
        error = ApiError("server_refused", zh=problem["zh"], en=problem["en"])
        error.code = str(problem["code"])
    except (ValueError, KeyError, TypeError):
        detail = f"HTTP {answer.status_code}"
        return ApiError("server_answer_malformed", url=url, detail=detail)
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
