"""Every served entry is in the canonical form of RFC 8785, as the package ``rfc8785`` writes it."""

from __future__ import annotations

import json

import httpx
import rfc8785

from .conftest import SIZE, ServedLog


def test_every_entry_is_in_canonical_form(served_log: ServedLog) -> None:
    with httpx.Client(base_url=served_log.url) as http:
        bundles = [
            http.get(path).raise_for_status().content
            for path in ("/tile/entries/000", "/tile/entries/001", "/tile/entries/002.p/19")
        ]
    leaves = [leaf for bundle in bundles for leaf in _split(bundle)]
    assert len(leaves) == SIZE
    assert all(rfc8785.dumps(json.loads(leaf)) == leaf for leaf in leaves)


def test_a_receipt_is_in_canonical_form(served_log: ServedLog) -> None:
    receipt = httpx.get(f"{served_log.url}/v1/entries/400/receipt").raise_for_status().content
    assert rfc8785.dumps(json.loads(receipt)) == receipt


def _split(bundle: bytes) -> list[bytes]:
    leaves = []
    while bundle:
        end = 2 + int.from_bytes(bundle[:2], "big")
        assert len(bundle) >= end
        leaves.append(bundle[2:end])
        bundle = bundle[end:]
    return leaves
