"""The OpenAPI document against the application: whatever it allows is answered as it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .support import World, founded, heritage_statement, picture, work_statement


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A ledger of its own: what is sent here may well be entered."""
    with founded(tmp_path_factory.mktemp("asked") / "ledger") as world:
        world.parties("alice")
        world.enter(work_statement(picture(1), "alice"), picture(1))
        world.enter(heritage_statement(picture(2)), picture(2))
        yield world


MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def ask(operation: APIOperation, data: st.DataObject) -> None:
    case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(MODES))))
    case.call_and_validate(
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ]
    )


def test_every_operation_answers_as_the_document_says(
    asked: World, subtests: pytest.Subtests
) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", asked.client.app)
    asked_for = 0
    for result in schema.include(path_regex="^/(v1/|tile/|checkpoint)").get_all_operations():
        operation = result.ok()
        with subtests.test(operation.label):
            ask(operation)
        asked_for += 1
    assert asked_for >= 16
