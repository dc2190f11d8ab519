"""Print our own vectors of proofs; run from the root of the project.

    python -m tests.ledger.register.vectors.generate

Nothing of the ledger is used: JCS by the ``rfc8785`` package, Ed25519 by the plain integers of
`edwards`, base58 by the ``base58`` package.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import base58
import rfc8785

from tests.ledger.register import edwards

HERE = Path(__file__).parent
SEED = bytes(range(32))
CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://example.org/context/v1"]
DOCUMENT = {
    "@context": CONTEXT,
    "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "type": ["VerifiableCredential", "Example"],
    "validFrom": "2026-11-21T10:00:00Z",
    "credentialSubject": {
        "title": {"zh": "莫高窟第257窟《鹿王本生图》𠀀🦌", "en": 'The "Deer King"\\\n<Cave 257>'},
        "Z": [0, -1, 9007199254740991, True, False, None],
        "": {},
        "a": [],
    },
}


def multibase(data: bytes) -> str:
    return "z" + base58.b58encode(data).decode()


def signed() -> dict[str, Any]:
    """Return every step from the document to its proof."""
    name = multibase(b"\xed\x01" + edwards.public_key(SEED))
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-11-21T10:00:00Z",
        "verificationMethod": f"did:key:{name}#{name}",
        "proofPurpose": "assertionMethod",
        "@context": CONTEXT,
    }
    combined = sha256(rfc8785.dumps(options)).digest() + sha256(rfc8785.dumps(DOCUMENT)).digest()
    signature = edwards.sign(SEED, combined)
    return {
        "seed": SEED.hex(),
        "document": DOCUMENT,
        "canonical": rfc8785.dumps(DOCUMENT).decode(),
        "combined": combined.hex(),
        "signature": signature.hex(),
        "proof": {**options, "proofValue": multibase(signature)},
    }


def edge_cases() -> list[dict[str, Any]]:
    """Return signatures at the edges: public key, message, signature, and what they come to."""
    message = b"Mogao"
    public, good = edwards.public_key(SEED), edwards.sign(SEED, message)
    r, s = good[:32], int.from_bytes(good[32:], "little")
    torsion = edwards.torsion()
    mixed = edwards.encode(edwards.add(torsion[1], edwards.decode(public) or edwards.NEUTRAL))
    nonce_point = edwards.multiply(7, edwards.BASE)
    shifted = edwards.encode(edwards.add(nonce_point, torsion[1]))
    secret = edwards.secret_scalar(SEED)

    def case(comment: str, key: bytes, signature: bytes, code: str | None) -> dict[str, Any]:
        return {
            "comment": comment,
            "public": key.hex(),
            "message": message.hex(),
            "signature": signature.hex(),
            "code": code,
        }

    def with_s(number: int) -> bytes:
        return r + number.to_bytes(32, "little")

    def cofactored(key: bytes, nonce: bytes) -> bytes:
        k = edwards.challenge(nonce, key, message)
        return nonce + ((7 + k * secret) % edwards.L).to_bytes(32, "little")

    neutral = edwards.encode(edwards.NEUTRAL)
    off_curve = next(bytes([y]) + bytes(31) for y in range(2, 99) if edwards.x_of(y, 0) is None)
    return [
        case("good", public, good, None),
        case("S + L: the same signature spelt again", public, with_s(s + edwards.L), "false"),
        case("S + 2 L", public, with_s(s + 2 * edwards.L), "false"),
        case("−S", public, with_s(edwards.L - s), "false"),
        case("S = 0", public, with_s(0), "false"),
        case("sign of R turned", public, bytes([*r[:31], r[31] ^ 128]) + good[32:], "false"),
        case("R of another message", public, edwards.sign(SEED, b"x")[:32] + good[32:], "false"),
        case("all zero", public, bytes(64), "false"),
        case("all ones", public, b"\xff" * 64, "false"),
        case("R and S exchanged", public, good[32:] + r, "false"),
        case("one byte short", public, good[:63], "malformed"),
        case("one byte more", public, good + b"\x00", "malformed"),
        case("empty", public, b"", "malformed"),
        case("good only if multiplied by the cofactor: R", public,
             cofactored(public, shifted), "false"),
        case("good only if multiplied by the cofactor: A", mixed,
             cofactored(mixed, edwards.encode(nonce_point)), "false"),
        case("key of small order, good for all messages", neutral, neutral + bytes(32), "weak"),
        case("key not in the field", (edwards.P + 3).to_bytes(32, "little"), good, "weak"),
        case("key not on the curve", off_curve, good, "false"),
    ]  # fmt: skip


def main() -> None:
    for name, value in (("signed", signed()), ("ed25519", edge_cases())):
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        (HERE / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
