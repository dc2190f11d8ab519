"""How the tests of the rules say what is refused."""

from datetime import datetime
from typing import Any

import pytest

from ledger.errors import LedgerError, Refusal
from ledger.register.canonical import JsonObject

from ..build import NOW, Ledger, read

ART_3 = "《著作权法》第三条 / Copyright Law Art. 3"
ART_12 = "《著作权法》第十二条 / Copyright Law Art. 12"
ART_13 = "《著作权法》第十三条 / Copyright Law Art. 13"
ART_14 = "《著作权法》第十四条 / Copyright Law Art. 14"
MEASURES_6 = (
    "《作品自愿登记试行办法》第六条 / Trial Measures for Voluntary Registration of Works Art. 6"
)


def assert_refused(
    ledger: Ledger,
    made: JsonObject,
    code: str,
    /,
    *,
    entry: int | None = None,
    article: str | None = None,
    at: datetime = NOW,
    family: type[LedgerError] = Refusal,
    **params: Any,
) -> None:
    """Hold that a document, truly signed, is refused so and not otherwise."""
    statement = read(made)
    with pytest.raises(LedgerError) as caught:
        ledger.rule(statement, at)
    error = caught.value
    assert (error.code, type(error)) == (code, family)
    assert (error.entry, error.article, error.params) == (entry, article, params)
