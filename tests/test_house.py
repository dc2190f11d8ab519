"""The rules of the house, as far as they can be read from its files."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import click
import pytest
from typer.main import get_command

from api.cli.main import app

ROOT = Path(__file__).parents[1]
MAX_LINES = 400
DOCUMENTS = ("README.md", "docs/guide.md", "docs/monitoring.md")

# what must not be in any file is put together here, or this file would hold it
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "index" + "-url", "test." + "py" + "pi")
MACHINE_PATHS = re.compile(
    r"(?<![\w.:/~-])/(?:"
    + "|".join(("ho" + "me", "ro" + "ot", "Us" + "ers", "wo" + "rk"))
    + r")/\w"
)
UNFINISHED = re.compile(
    r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b"
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: there is no list of the committed files")
    found = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in found if path.is_file())


def texts() -> list[tuple[str, str]]:
    """Name and content of every committed file of text."""
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            found.append((path.relative_to(ROOT).as_posix(), data.decode("utf-8", "replace")))
    return found


def python() -> list[tuple[str, str]]:
    return [(name, text) for name, text in texts() if name.endswith(".py")]


def product() -> list[tuple[str, str]]:
    return [pair for pair in python() if pair[0].startswith(("api/", "hashing/", "ledger/"))]


def test_no_file_is_too_long() -> None:
    lengths = {name: text.count("\n") for name, text in python()}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}
    assert len(lengths) > 100


def test_all_that_is_public_says_what_it_is() -> None:
    silent = []
    for name, text in product():
        module = ast.parse(text)
        if text.strip() and ast.get_docstring(module) is None:
            silent.append(name)
        silent += [f"{name}:{node.lineno} {node.name}" for node in _public(module)]
    assert silent == []


def _public(node: ast.AST) -> list[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public classes, functions and methods without a docstring."""
    found = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if child.name.startswith("_"):
            continue
        if ast.get_docstring(child) is None:
            found.append(child)
        if isinstance(child, ast.ClassDef):
            found += _public(child)
    return found


def test_the_search_for_the_silent_finds_them() -> None:
    text = (
        'def a():\n    """A."""\ndef b(): pass\nclass C:\n    def d(self): pass\ndef _e(): pass\n'
    )
    assert [node.name for node in _public(ast.parse(text))] == ["b", "C", "d"]


def test_nothing_is_left_unfinished() -> None:
    marks = [
        f"{name}:{number}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert marks == []


def test_every_exception_from_a_rule_gives_its_reason() -> None:
    bare = [
        f"{name}:{number}: {line.strip()}"
        for name, text in python()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(r"#\s*(?:noqa|type:\s*ignore)", line)
        and not re.search(r"#\s*(?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\])\s+# \w", line)
        and not name.endswith("test_house.py")
    ]
    assert bare == []


def test_no_file_names_an_index_or_a_machine() -> None:
    places = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if any(host in line for host in INDEX_HOSTS) or MACHINE_PATHS.search(line)
    ]
    # how the requirements are made without one
    assert [place for place in places if "--no-emit-" not in place] == []


def test_the_search_for_machines_finds_them() -> None:
    assert MACHINE_PATHS.search("see " + "/ho" + "me/someone/x")
    assert MACHINE_PATHS.search('"' + "/wo" + "rk/main" + '"')
    assert not MACHINE_PATHS.search("/v1/works/{id} http://x/work/1 tests/work/a")
    assert UNFINISHED.search("# TO" + "DO: later")


# ---- what the documents say -------------------------------------------------------------------


def documents() -> list[tuple[str, str]]:
    return [
        (name, (ROOT / name).read_text("utf-8")) for name in DOCUMENTS if (ROOT / name).exists()
    ]


def test_the_targets_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = {
        target
        for _, text in documents()
        for target in re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(_code(text)))
    }
    assert named >= {"demo", "test"}
    assert named <= targets


def test_the_files_that_are_linked_exist() -> None:
    for name, text in documents():
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (ROOT / name).parent.joinpath(link).exists(), f"{name}: {link}"


def _code(text: str) -> list[str]:
    """The blocks and spans of code of a document."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    rest = re.sub(r"```\w*\n.*?```", "", text, flags=re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", rest)


def commands() -> list[str]:
    """Every line of the documents that runs ``mogao``."""
    lines = [
        line.strip()
        for _, text in documents()
        for block in _code(text)
        for line in block.replace("\\\n", " ").splitlines()
    ]
    return [line for line in lines if line.startswith("mogao ")]


@pytest.mark.parametrize("line", commands())
def test_the_commands_that_are_shown_exist_with_their_options(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = get_command(app)  # type: ignore[assignment]  # typer's own copy of it
    while hasattr(command, "commands"):
        name = words.pop(0)
        assert name in command.commands, line
        command = command.commands[name]
    options = {option for parameter in command.params for option in parameter.opts}
    used = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert used <= options, line


def test_some_commands_are_shown() -> None:
    shown = {line.split()[1] for line in commands()}
    assert shown >= {"init", "keygen", "register", "trace", "verify", "fsck", "serve", "import"}
