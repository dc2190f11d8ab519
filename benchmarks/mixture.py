"""Ten thousand statements of mixed kinds, all admissible: what the replay is measured on.

Two thirds are trade: works with a tariff, its acceptances, licences signed by both sides, serial
numbers, royalty reports, a transfer. The rest are the example stories, so that every kind occurs,
told again and again by other people about other works.
"""

from __future__ import annotations

import hashlib
import random
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.calendar import format_time, parse_time
from ledger.register.canonical import JsonObject, canonical, parse_json
from ledger.register.did import did_of
from ledger.register.examples import STORIES, corrections, founding, licensing
from ledger.register.examples.common import (
    OPERATOR,
    ORIGIN,
    PAINTER_2,
    REGISTRAR,
    REGISTRAR_2,
    TIME,
)
from ledger.register.integrity import proof_signer
from ledger.register.sealing import commitment
from ledger.register.statement import new_statement, sign_statement
from ledger.register.terms import OfferTerms, terms_digest
from ledger.register.vocabulary import vocabulary

STATEMENTS = 10_000
_TELLINGS = 22
_TRADERS = 60
#: of each work in trade
_ACCEPTANCES, _GRANTS, _ISSUES, _REPORTS = 8, 4, 3, 2
_DAYS = 110
_BETWEEN = timedelta(seconds=97)
_NAME = re.compile(r"did:key:z\w+|urn:uuid:[0-9a-f-]{36}|[0-9a-f]{64}")
_PRODUCTS = list(vocabulary("product_class"))


def statements() -> list[JsonObject]:
    """Give the signed documents in an order in which each is admissible on its ``validFrom``."""
    stories = [story for area, story in STORIES.items() if area != "founding"] * _TELLINGS
    told = [
        document
        for telling, story in enumerate(stories)
        for document in _Story(telling).told(story)
    ]
    traded = islice(_Trade().statements(), STATEMENTS - 1 - len(told))
    # the sort is stable: those of one day stay in the order in which they were made
    dated = sorted(chain(told, traded), key=lambda document: str(document["validFrom"]))
    return [founding.genesis(), *dated]


class _Story:
    """Tells an example story with other people, works and files; the ledger's officers stay."""

    def __init__(self, telling: int) -> None:
        self._telling = telling
        self._keys: dict[str, Ed25519PrivateKey] = {
            did_of(key): key for key in (OPERATOR, REGISTRAR, REGISTRAR_2)
        }
        self._names: dict[str, str] = {did: did for did in self._keys}
        # digests of what is not renamed, and of what is
        accepted, seal, opened = (
            subject_of(made)
            for made in (licensing.story()[1], corrections.seal(), corrections.revealed())
        )
        self._names[accepted["termsDigest"]] = accepted["termsDigest"]
        file, salt = opened["file"]["sha256"], opened["seal"]["salt"]
        owner = self._rename(did_of(PAINTER_2))
        committed = commitment(self._rename(file), [owner], self._rename(salt))
        self._names[seal["commitment"]] = committed

    def told(self, story: Callable[[], list[JsonObject]]) -> Iterator[JsonObject]:
        """Give the documents of the founding story, but for its first, and those of `story`."""
        for document in [*founding.story()[1:], *story()]:
            # on the same day, but no two at the same time
            time = parse_time(str(document["validFrom"])) + self._telling * _BETWEEN
            document["validFrom"] = format_time(time)
            proofs: Any = document.pop("proof")
            text = canonical(document).decode("utf-8")
            made = _NAME.sub(lambda found: self._rename(found[0]), text)
            keys = [self._keys[self._rename(proof_signer(proof))] for proof in proofs]
            yield sign_statement(parse_json(made.encode("utf-8")), keys, time)

    def _rename(self, name: str) -> str:
        if name not in self._names:
            self._names[name] = self._other(name)
        return self._names[name]

    def _other(self, name: str) -> str:
        digest = _digest(f"telling {self._telling}", name)
        if name.startswith("did:"):
            key = Ed25519PrivateKey.from_private_bytes(digest)
            self._keys[did_of(key)] = key
            return did_of(key)
        return f"urn:uuid:{uuid.UUID(bytes=digest[:16])}" if name[0] == "u" else digest.hex()


class _Trade:
    """Painters with works, and traders who take licences of them."""

    def __init__(self) -> None:
        self._random = random.Random(2026)
        self._traders = [
            Ed25519PrivateKey.from_private_bytes(_digest("trader", str(number)))
            for number in range(_TRADERS)
        ]
        self._made = 0

    def statements(self) -> Iterator[JsonObject]:
        """Give the parties, then without end works and what is done with each of them."""
        for trader in self._traders:
            subject: JsonObject = {
                "party": did_of(trader),
                "kind": "organisation",
                "displayName": "河西商行",
                "roles": ["rights_holder", "licensee"],
            }
            yield self._signed("PartyRegistration", subject, trader)
        while True:
            owner = self._random.choice(self._traders)
            work = self._work(owner)
            yield work
            yield from self._tariff(owner, str(work["id"]))
            yield from self._licences(owner, str(work["id"]))
            yield self._transfer(owner, str(work["id"]))

    def _work(self, owner: Ed25519PrivateKey) -> JsonObject:
        mine = {"party": did_of(owner)}
        changes: JsonObject = {
            "file": {"sha256": _digest("file", str(self._made)).hex(), "mediaType": "image/jpeg"},
            "authors": [{**mine, "signedAs": "鸣沙"}],
            "owners": [{**mine, "share": "1/1"}],
            "derivedFrom": [],
        }
        return self._signed("WorkRegistration", subject_of(founding.work()) | changes, owner)

    def _tariff(self, owner: Ed25519PrivateKey, work: str) -> Iterator[JsonObject]:
        example = subject_of(licensing.story()[0])
        offer = self._signed("LicenceOffer", example | {"work": work, "cap": None}, owner, day=1)
        yield offer
        digest = terms_digest(OfferTerms.model_validate(example["terms"]))
        for _ in range(_ACCEPTANCES):
            taker = self._other_than(owner)
            subject: JsonObject = {
                "offer": offer["id"],
                "licensee": did_of(taker),
                "termsDigest": digest,
                "quantity": self._random.randint(1, 5000),
            }
            yield self._signed("OfferAcceptance", subject, taker, day=self._day(2, _DAYS))

    def _licences(self, owner: Ed25519PrivateKey, work: str) -> Iterator[JsonObject]:
        for number in range(_GRANTS):
            taker, day = self._other_than(owner), self._day(2, 60)
            subject: JsonObject = {
                "work": work,
                "licensors": [did_of(owner)],
                "licensee": did_of(taker),
                "terms": self._terms(TIME.date() + timedelta(days=day)),
            }
            grant = self._signed("LicenceGrant", subject, owner, taker, day=day)
            yield grant
            if number == 0:
                yield from self._uses(taker, str(grant["id"]), day)

    def _uses(self, taker: Ed25519PrivateKey, grant: str, day: int) -> Iterator[JsonObject]:
        for number in range(_ISSUES):
            issue: JsonObject = {"grant": grant, "count": 500 + number}
            yield self._signed("SerialIssue", issue, taker, day=day + 1 + number)
        for number in range(_REPORTS):
            first = TIME.date() + timedelta(days=day + 10 * number)
            report: JsonObject = {
                "grant": grant,
                "from": first.isoformat(),
                "until": (first + timedelta(days=9)).isoformat(),
                "units": 40 + number,
                "revenue": 1_234_500 + number,
                "currency": "CNY",
                "statement": "5c" * 32,
            }
            yield self._signed("RoyaltyReport", report, taker, day=day + 10 * (number + 1))

    def _terms(self, start: date) -> JsonObject:
        return {
            "rights": ["reproduction", "distribution"],
            "exclusivity": "non_exclusive",
            "territory": [self._random.choice(["CN", "CN-MAINLAND", "CN-62", "JP"])],
            "media": ["goods"],
            "products": list(self._random.sample(_PRODUCTS, 2)),
            "remuneration": {"currency": "CNY", "fixed": 100_000, "share": "1/10"},
            "breach": "逾期付款的，每日按未付款项的万分之五支付违约金",
            "quantity": 10_000,
            "from": start.isoformat(),
            "until": (start + timedelta(days=self._random.randint(100, 900))).isoformat(),
        }

    def _transfer(self, owner: Ed25519PrivateKey, work: str) -> JsonObject:
        taker = self._other_than(owner)
        subject: JsonObject = {
            "work": work,
            "from": did_of(owner),
            "to": [{"party": did_of(taker), "share": "1/1"}],
            "rights": ["rental", "broadcasting"],
            "territory": ["CN-MAINLAND"],
            "price": {"currency": "CNY", "amount": 8_000_000},
            "payment": "签署后十日内一次付清，银行转账",
            "breach": "逾期付款每日按万分之五支付违约金",
            "agreement": "d8" * 32,
        }
        return self._signed("Transfer", subject, owner, taker, day=self._day(40, _DAYS))

    def _other_than(self, owner: Ed25519PrivateKey) -> Ed25519PrivateKey:
        return self._random.choice([trader for trader in self._traders if trader is not owner])

    def _day(self, first: int, last: int) -> int:
        return self._random.randint(first, last)

    def _signed(
        self, kind: str, subject: JsonObject, *signers: Ed25519PrivateKey, day: int = 0
    ) -> JsonObject:
        self._made += 1
        time = TIME + timedelta(days=day, seconds=self._made)
        number = uuid.UUID(bytes=_digest("statement", str(self._made))[:16])
        known: JsonObject = {name: value for name, value in subject.items() if value is not None}
        document = new_statement(
            kind,
            known,
            issuer=did_of(signers[0]),
            ledger=ORIGIN,
            time=time,
            statement_id=number,
        )
        return sign_statement(document, signers, time)


def subject_of(document: JsonObject) -> dict[str, Any]:
    """Give the subject of an example, whose shape is known here."""
    subject = document["credentialSubject"]
    assert isinstance(subject, dict)
    return subject


def _digest(space: str, name: str) -> bytes:
    return hashlib.sha256(f"{space} {name}".encode()).digest()
