"""The errors of the ledger and their catalogue."""

from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

from ledger.errors import (
    AuditError,
    KeyFileError,
    LedgerError,
    ReceiptError,
    Refusal,
    SignatureError,
    StatementError,
    StoreError,
    load_messages,
)


def test_an_error_speaks_both_languages():
    error = Refusal("shares_not_one", total="5/6")
    assert error.code == "shares_not_one"
    assert error.params == {"total": "5/6"}
    assert error.entry is None
    assert error.zh == "各权利人份额之和为 5/6，必须恰好为 1。请更正份额。"
    assert error.en == (
        "The owners' shares sum to 5/6; they have to sum to exactly 1. Correct the shares."
    )
    assert error.article == "《著作权法》第十四条 / Copyright Law Art. 14"
    assert str(error) == f"shares_not_one: {error.en}"


def test_a_refusal_names_the_entry_that_it_conflicts_with():
    error = Refusal("party_registered_already", entry=7, did="did:key:z6Mk")
    assert error.entry == 7
    assert error.en == "did:key:z6Mk is a registered party already, by entry 7."
    assert error.article is None


def test_what_a_person_sent_is_shown_and_not_read():
    """Braces in what was sent are no places to fill."""
    error = StatementError("kind_unknown", kind="{0.__class__} {entry} %s")
    assert "{0.__class__} {entry} %s" in error.en


@pytest.mark.parametrize(
    "family",
    [StatementError, SignatureError, Refusal, ReceiptError, AuditError, KeyFileError, StoreError],
)
def test_the_families(family):
    assert issubclass(family, LedgerError)
    assert issubclass(SignatureError, StatementError)
    error = family("statement_not_object")
    assert (error.code, error.catalogue) == ("statement_not_object", "ledger")


def test_a_code_that_is_in_no_catalogue_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        StatementError("no_such_code")


def test_no_code_is_a_type_of_the_validator():
    """Pydantic's own types become `field_invalid`, and its types that are codes are passed on."""
    own = set(get_args(ErrorType))
    assert "string_too_long" in own
    assert own.isdisjoint(load_messages("ledger"))
