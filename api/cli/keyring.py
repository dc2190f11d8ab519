"""Opening key files: a sealed one asks for its passphrase where there is somebody to ask."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import KeyFileError
from ledger.keys import read_key


def open_key(path: Path, passphrase: str | None) -> Ed25519PrivateKey:
    """Read a key file with `passphrase`, or with one that is typed in. Raises `KeyFileError`."""
    try:
        return read_key(path, passphrase)
    except KeyFileError as error:
        if error.code != "key_passphrase_needed" or not sys.stdin.isatty():
            raise
    typed: str = typer.prompt(f"口令 / passphrase ({path})", hide_input=True, err=True)
    return read_key(path, typed)
