"""The register's part: what the log signs, and the lies that its own entries give away."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import LedgerError, Refusal
from ledger.evidence.contents import REGISTER
from ledger.evidence.extract import parse_extract, verify_extract
from ledger.register.canonical import canonical
from ledger.register.integrity import sign_document
from ledger.store import open_store

from ..build import did, key, log_signer
from ..licensed import Dealings, dealings
from .case import VERIFIER, draft, seen


@pytest.fixture(scope="module")
def document(told: Dealings) -> Any:
    return json.loads(draft(told, seen(told, 4))[REGISTER])


def refused(document: Any, number: int = 0) -> tuple[str, object]:
    """Sign a document anew as a dishonest operator can, and give why it is refused all the same."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    signer = key(number) if number else log_signer().private_key
    data = canonical(sign_document(bare, signer, document["validFrom"]))
    with pytest.raises(LedgerError) as caught:
        verify_extract(parse_extract(data), VERIFIER)
    return caught.value.code, caught.value.params.get("member")


def test_what_it_says(told: Dealings, document: Any) -> None:
    found = verify_extract(parse_extract(canonical(document)), VERIFIER)
    subject = found.subject
    assert (subject.work, subject.title.zh) == (told.id("work"), "藻井")
    assert [step.entry for step in subject.title_chain] == [
        told.index("work"),
        told.index("transfer"),
    ]
    assert (subject.collector.party, subject.collector.sound) == (did(4), True)
    assert subject.keeper.filing == "未备案"
    assert subject.as_of.size == found.checkpoint.size == told.ledger.size()
    assert found.entries[told.index("party 4")].statement.kind == "PartyRegistration"
    assert "不是作品登记证书" in subject.what


def test_who_is_no_party_collects_nothing(told: Dealings) -> None:
    with pytest.raises(Refusal) as caught:
        draft(told, seen(told, 9))
    assert caught.value.code == "party_not_registered"


def test_another_key(document: Any) -> None:
    assert refused(document, 1)[0] == "certificate_issuer_differs"


LIES: list[tuple[Callable[[Any], Any], str]] = [
    (lambda s: s.update(work="urn:uuid:00000000-0000-4000-8000-000000000001"), "work"),
    (lambda s: s.update(number="MG-000000001-95"), "number"),
    (lambda s: s["titleChain"].pop(0), "titleChain"),
    (lambda s: s["titleChain"][0].update(day="2026-01-01"), "titleChain"),
    (lambda s: s["titleChain"][1]["takers"][0].update(party=did(2)), "titleChain"),
    (lambda s: s["titleChain"][1].update(entry=10**6), "titleChain"),
    (lambda s: s["keeper"].update(operator=did(1)), "keeper"),
    (lambda s: s["keeper"].update(filing="京网信备11010"), "keeper"),
    (lambda s: s["asOf"].update(size=7), "asOf"),
]


@pytest.mark.parametrize("lie", range(len(LIES)))
def test_a_lie_that_the_log_signed(document: Any, lie: int) -> None:
    change, member = LIES[lie]
    altered = deepcopy(document)
    change(altered["credentialSubject"])
    assert refused(altered) == ("certificate_contradicts", member)


@pytest.mark.parametrize(("name", "member"), [("work", "work"), ("transfer", "titleChain")])
def test_entries_that_are_missing(told: Dealings, document: Any, name: str, member: str) -> None:
    altered = deepcopy(document)
    kept = [item for item in altered["evidence"] if item["index"] != told.index(name)]
    altered["evidence"] = kept
    assert refused(altered) == ("certificate_contradicts", member)
    altered["evidence"] = [item for item in document["evidence"] if item["index"]]
    assert refused(altered) == ("certificate_contradicts", "keeper")


def test_a_collector_whose_keys_are_frozen(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    with dealings(store) as told:
        contacts = {"party": did(1), "contacts": [did(2), did(3), did(4)]}
        told.enter("contacts", "RecoveryContacts", contacts, 1)
        told.clock.skip(8)
        stolen = {"party": did(1), "since": told.time()}
        told.enter("theft", "KeyCompromise", stolen, 2, 3)
        members = draft(told, seen(told))
        subject = parse_extract(members[REGISTER]).subject
        assert (subject.collector.party, subject.collector.sound) == (did(1), False)
        assert parse_extract(draft(told, seen(told, 2))[REGISTER]).subject.collector.sound
    store.close()
