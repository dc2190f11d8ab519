"""The command ``mogao``: its commands, and the one place where errors become exit codes."""

from __future__ import annotations

import io
import sys
from functools import cache
from typing import NoReturn

import typer
import typer.main

from api.cli import (
    asking,
    demo,
    entering,
    evidence,
    founding,
    fsck,
    importing,
    lineage,
    naming,
    registering,
    registering_work,
    scanning,
    sealing,
    serving,
    tracing,
    verifying,
)
from api.cli.output import fail
from api.errors import ApiError
from hashing.errors import HashingError
from ledger.errors import LedgerError

app = typer.Typer(
    name="mogao",
    help="莫高：敦煌文化创意作品版权存证账本 / copyright provenance for Dunhuang creative works.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(founding.init)
app.command("keygen")(founding.keygen)
registering.app.command("work")(registering_work.work)
app.add_typer(registering.app, name="register")
app.command("sign")(registering.sign)
app.command("seal")(sealing.seal)
app.command("commit-name")(naming.commit_name)
app.command("did")(founding.did)
app.command("enter")(entering.enter)
app.command("kinds")(entering.kinds)
app.command("may")(asking.may)
app.command("show")(asking.show)
app.command("title")(asking.title)
app.command("lineage")(lineage.lineage)
app.command("digest")(asking.digest)
app.command("serial")(asking.serial)
app.command("notices")(asking.notices)
app.command("events")(asking.events)
app.command("tasks")(asking.tasks)
app.command("statistics")(asking.statistics)
app.command("trace")(tracing.trace)
app.command("reindex")(tracing.reindex)
app.command("scan")(scanning.scan)
app.command("hits")(scanning.hits)
app.command("observations")(scanning.observations)
app.command("evidence")(evidence.evidence)
app.command("verify")(verifying.verify)
app.command("fsck")(fsck.fsck)
app.command("serve")(serving.serve)
app.command("demo")(demo.demo)
app.command("import")(importing.import_folder)


#: The tree of commands: made once, for whoever calls `main` again in one process.
_commands = cache(typer.main.get_command)


def main() -> None:
    """Run the command line; every error of ours is exit code 1 and says why."""
    for stream in (sys.stdout, sys.stderr):
        # the name of a file may hold bytes that are no text, and has to be printed all the same
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        _commands(app)()
    except (LedgerError, HashingError) as error:
        _fail(error)
    except OSError as error:
        # a directory that cannot be made, a file that cannot be written, a disk that is full
        _fail(ApiError("path_unusable", path=error.filename, detail=error.strerror))


def _fail(error: LedgerError | HashingError) -> NoReturn:
    fail("--json" in sys.argv, error)
    sys.exit(1)
