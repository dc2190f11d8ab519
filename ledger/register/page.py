"""The page that explains every kind of statement: ``python -m ledger.register.page``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any, TypeAlias

from ledger.register.canonical import MAX_DEPTH, MAX_STATEMENT_BYTES
from ledger.register.examples import examples
from ledger.register.kinds import SUBJECTS
from ledger.register.rules import RULES
from ledger.register.statement import CONTEXT, MAX_PROOFS
from ledger.register.vocabulary import vocabulary

Schema: TypeAlias = dict[str, Any]

_HEAD = f"""\
# 声明种类 Statements

Printed from the models and the messages of `ledger/` by `python -m ledger.register.page`.

A statement is what a person says and signs: a W3C Verifiable Credential 2.0 with Data Integrity
proofs of the suite `eddsa-jcs-2022`. It may be sent in any spelling of JSON; what is signed, and
what the log keeps, is its canonical form (RFC 8785).

It is read strictly:

- one JSON object in UTF-8, of at most {MAX_STATEMENT_BYTES:,} bytes and {MAX_DEPTH} levels;
- no member twice, and none that is not listed here;
- integers only, up to 2^53 − 1;
- text in Unicode normal form C, without control and invisible formatting characters.

Whatever is refused is refused with a code; [errors.md](errors.md) lists them all. A *term* is an id
of one of the lists in [vocabulary.md](vocabulary.md).

## The envelope

| member | what |
| --- | --- |
| `@context` | exactly `{json.dumps(CONTEXT)}` |
| `id` | `urn:uuid:` and a UUID in lower case, new for every statement |
| `type` | `VerifiableCredential` and the kind |
| `issuer` | the `did:key` (Ed25519) of the party that speaks; it signs |
| `validFrom` | the signer's own claim of time, `2026-11-21T10:00:00Z`, at most ten minutes ahead |
| `ledger` | the origin of the ledger that the statement is for |
| `credentialSubject` | the members of the kind, below |
| `proof` | a list of 1 to {MAX_PROOFS} proofs over the same document, one of each signer |

A proof signs SHA-256 of its own other members and SHA-256 of the statement without `proof`, both in
canonical form; its `@context` is that of the statement, and `verificationMethod` is the signer's
`did:key`, `#`, and its part after `did:key:` again. `proofValue` is `z` and the base58btc of the
signature.

The examples are signed with keys whose 32 secret bytes are all the same number: 1 (the operator),
2 (a registrar), 3 (a painter), 5 (a second registrar), 6 (a scarf maker), 7 (a second painter),
8 (a bank), 9 (a museum), 10 (the painter's next key), 11 (a market on the web), so that anyone can
make them again. Never use these keys.
"""


#: Codes that may refuse a statement of any kind after it was read and its proofs were checked.
ANY_KIND = (
    "ledger_wrong",
    "time_in_future",
    "statement_id_used",
    "file_missing",
    "file_not_expected",
    "file_digest_differs",
    "media_type_differs",
    "entry_too_large",
)


def render_markdown() -> str:
    """Give the page as Markdown, the same on every machine."""
    schemas = {kind: model.model_json_schema() for kind, model in SUBJECTS.items()}
    used = Counter(name for schema in schemas.values() for name in schema.get("$defs", {}))
    parts = {name: part for schema in schemas.values() for name, part in _parts(schema)}
    shared = {name for name, kinds in used.items() if kinds > 1}
    return "\n".join(
        [
            _HEAD,
            f"Well-formed and truly signed, it may still be refused with:\n\n{_codes(ANY_KIND)}",
            *(_kind(kind, schema, shared) for kind, schema in schemas.items()),
            "## Members that several kinds share\n",
            *(_members(name, parts[name]) for name in sorted(shared)),
        ]
    )


def _kind(kind: str, schema: Schema, shared: set[str]) -> str:
    """Give the section of a kind; the members of `shared` models stand elsewhere."""
    example = json.dumps(examples()[kind], ensure_ascii=False, indent=2)
    law = RULES[kind]
    return "\n".join(
        [
            f"## `{kind}`\n",
            f"{vocabulary('kind')[kind].zh} · {vocabulary('kind')[kind].en}\n",
            f"{_prose(schema)}\n",
            f"Signed by: {law.signed_by}\n",
            f"```json\n{example}\n```\n",
            f"`credentialSubject`:\n\n{_table(schema)}",
            *(_members(name, part) for name, part in _parts(schema) if name not in shared),
            f"Refused, beside what refuses any statement, with:\n\n{_codes(law.codes)}",
        ]
    )


def _parts(schema: Schema) -> list[tuple[str, Schema]]:
    return list(schema.get("$defs", {}).items())


def _members(name: str, schema: Schema) -> str:
    return f"### {name}\n\n{_prose(schema)}\n\n{_table(schema)}"


def _prose(schema: Schema) -> str:
    """Give a model's docstring with the code in it marked as Markdown does."""
    return str(schema["description"]).replace("``", "`")


def _table(schema: Schema) -> str:
    rows = ["| member | | what |", "| --- | --- | --- |"]
    for name, member in schema["properties"].items():
        needed = "needed" if name in schema.get("required", []) else "optional"
        default = member.get("default")
        said = default if isinstance(default, str) else json.dumps(default)
        usual = "" if default is None else f"; `{said}` where absent"
        rows.append(f"| `{name}` | {needed} | {_what(member)}{usual} |")
    return "\n".join([*rows, ""])


def _what(member: Schema) -> str:
    """Say in words what a member of a JSON Schema may be."""
    if "$ref" in member:
        name = member["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "description" in member:
        return str(member["description"])
    if alternatives := member.get("oneOf") or member.get("anyOf"):
        # ``null`` is how Python says that the member may be absent
        words = [_what(one) for one in alternatives if one.get("type") != "null"]
        return ", or ".join(words)
    if values := member.get("enum") or [member[key] for key in ("const",) if key in member]:
        return " or ".join(f"`{value}`" for value in values)
    return _what_by_type(member)


def _what_by_type(member: Schema) -> str:
    if member["type"] == "boolean":
        return "`true` or `false`"
    if member["type"] == "integer":
        return f"an integer from {member['minimum']} to {member['maximum']}"
    assert member["type"] == "array"
    return (
        f"a list of {member.get('minItems', 0)} to {member['maxItems']}: {_what(member['items'])}"
    )


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(f"[`{code}`](errors.md)" for code in codes) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(render_markdown().encode())
