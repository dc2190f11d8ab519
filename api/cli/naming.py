"""``mogao commit-name``: commit to a real name without telling it, and check such a commitment."""

from __future__ import annotations

import secrets
import sys
import unicodedata
from typing import Annotated

import typer

from api.cli.options import AsJson
from api.cli.output import answer
from api.errors import ApiError
from ledger.register.commitment import commit, verify_commitment

#: No name is longer than a line of a statement; so many characters fit into these bytes.
_MAX_LENGTH = 200
_MAX_BYTES = 4096


def commit_name(
    check: Annotated[
        str | None, typer.Option(help="核对此承诺值 / verify this commitment instead")
    ] = None,
    salt: Annotated[
        str | None, typer.Option(help="核对时的盐值 / the salt that was kept, with --check")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """实名承诺：姓名只从提示或标准输入读取 / Commit to a real name, read from a prompt or stdin."""
    if (check is None) != (salt is None):
        option, needed = ("--check", "--salt") if salt is None else ("--salt", "--check")
        raise ApiError("option_needs", option=option, needed=needed)
    name = _name()
    if check is not None and salt is not None:
        verify_commitment(check, name, salt)
        answer(as_json, {"commitment": check}, "✓ 姓名与盐值打开此承诺 / name and salt open it")
        return
    salt = secrets.token_hex(32)
    committed = commit(name, salt)
    answer(
        as_json,
        {"commitment": committed, "salt": salt},
        f"承诺值 / commitment {committed}",
        f"盐值 / salt         {salt}",
        "  承诺值交登记员，盐值自己保存。/ The commitment is for the registrar; keep the salt.",
        "  登记员 / registrar: mogao enter PartyEndorsement party=did:key:… "
        f"nameCommitment={committed} checkedBy=… --key …",
    )


def _name() -> str:
    """Ask for the name, or read it from standard input where nobody can be asked.

    A command line is seen by every process of the machine, and kept in the shell's history.
    """
    if sys.stdin.isatty():
        typed: str = typer.prompt("真实姓名或名称 / real name", err=True)
    else:
        try:
            typed = sys.stdin.buffer.read(_MAX_BYTES).decode("utf-8")
        except UnicodeDecodeError:
            raise ApiError("name_unusable") from None
    # keyboards differ in how they compose a character, and one name has one commitment
    name = unicodedata.normalize("NFC", typed.strip())
    if not 0 < len(name) <= _MAX_LENGTH or "\n" in name:
        raise ApiError("name_unusable")
    return name
