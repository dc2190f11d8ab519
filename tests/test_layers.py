"""Who may know whom: the arrows between the packages, and the purity of the inner ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "hashing", "ledger")

#: What reaches outside of the program, by its first name.
OUTSIDE = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "glob",
    "http",
    "httpx",
    "importlib",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "psycopg",
    "requests",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "urllib",
}
ASKING = {"open", "print", "input", "exec", "eval", "breakpoint", "__import__"}
#: The vocabularies are data beside the code, and are read once; pages of the documents are printed
#: by whoever runs the modules that make them.
EXCEPTIONS = {
    "ledger/register/vocabulary/load.py": {"importlib"},
    "ledger/register/vocabulary/page.py": {"sys"},
    "ledger/register/page.py": {"sys"},
    "ledger/register/procedures/page.py": {"sys"},
}


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"), path)


@cache
def files(package: str) -> tuple[str, ...]:
    found = sorted((ROOT / package).rglob("*.py"))
    return tuple(path.relative_to(ROOT).as_posix() for path in found)


def imported(module: ast.Module, path: str, *, when_run: bool = False) -> set[str]:
    """The dotted names that a file imports; `when_run` leaves out those for types alone."""
    names: set[str] = set()
    package = path.removesuffix("/__init__.py").removesuffix(".py").split("/")
    for node in _walk(module, when_run=when_run):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                depth = len(package) - node.level + path.endswith("/__init__.py")
                base = ".".join([*package[:depth], *filter(None, [node.module])])
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return names


def _walk(node: ast.AST, *, when_run: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        if not (when_run and for_types):
            yield child
            yield from _walk(child, when_run=when_run)


def first_names(path: str) -> set[str]:
    return {name.partition(".")[0] for name in imported(tree(path), path)}


def below(name: str, *roots: str) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def users_of(*libraries: str) -> set[str]:
    """The files that import any of these libraries."""
    return {
        path
        for package in PACKAGES
        for path in files(package)
        if first_names(path) & set(libraries)
    }


def within(paths: set[str], *places: str) -> set[str]:
    """Those of the paths that lie in none of the places."""
    return {path for path in paths if not path.startswith(places)}


def test_the_reading_of_imports() -> None:
    text = (
        "import os.path, json as j\nfrom ledger import tlog\nfrom . import a\nfrom ..b import c\n"
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import socket\n"
        "def f():\n    import httpx\n"
    )
    module = ast.parse(text)
    always = {"os.path", "json", "ledger", "ledger.tlog", "x.y", "x.y.a", "x.b", "x.b.c", "httpx"}
    always |= {"typing", "typing.TYPE_CHECKING"}
    assert imported(module, "x/y/z.py") == always | {"socket"}
    assert imported(module, "x/y/__init__.py", when_run=True) == always
    assert set(files("ledger")) > {"ledger/tlog/proof.py", "ledger/register/decide.py"}


@pytest.mark.parametrize(("package", "unknown"), [("hashing", "ledger"), ("ledger", "hashing")])
def test_the_two_inner_packages_know_neither_each_other_nor_the_api(
    package: str, unknown: str
) -> None:
    for path in files(package):
        assert not first_names(path) & {unknown, "api", "tests", "examples", "benchmarks"}, path


def test_the_log_knows_nothing_but_itself() -> None:
    for path in files("ledger/tlog"):
        ours = {name for name in imported(tree(path), path) if below(name, *PACKAGES)}
        assert all(below(name, "ledger.tlog") for name in ours), path


def test_the_law_knows_the_log_and_the_errors_alone() -> None:
    known = ("ledger.register", "ledger.tlog", "ledger.errors")
    for path in files("ledger/register"):
        ours = {name for name in imported(tree(path), path) if below(name, *PACKAGES)}
        assert all(below(name, *known) for name in ours), path


@pytest.mark.parametrize("path", files("ledger/tlog") + files("ledger/register"))
def test_the_log_and_the_law_reach_for_nothing_outside(path: str) -> None:
    assert not (first_names(path) & OUTSIDE) - EXCEPTIONS.get(path, set())
    called = {
        node.func.id
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & ASKING
    # nor for the time of day
    asked = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not asked & {"now", "utcnow", "today", "monotonic", "perf_counter", "time_ns"}


def test_what_only_one_place_knows() -> None:
    assert within(users_of("PIL"), "hashing/image.py", "api/demo/artwork/") == set()
    assert within(users_of("imagehash", "pdqhash", "scipy"), "hashing/") == set()
    assert within(users_of("numpy"), "hashing/", "api/demo/artwork/") == set()
    assert within(users_of("sqlalchemy", "alembic", "psycopg", "sqlite3"), "ledger/store/") == set()
    web = ("fastapi", "starlette", "uvicorn", "httpx", "jinja2", "python_multipart")
    assert within(users_of(*web), "api/") == set()
    assert within(users_of("typer", "rich", "click"), "api/cli/") == set()
    assert within(users_of("uvicorn"), "api/cli/") == set()
    assert within(users_of("jinja2"), "api/web/") == set()
    assert within(users_of("warcio"), "api/monitoring/") == set()


def test_nothing_below_knows_the_command_line() -> None:
    for path in files("api"):
        if not path.startswith("api/cli/"):
            assert not any(below(name, "api.cli") for name in imported(tree(path), path)), path


def test_no_import_comes_back_to_where_it_began() -> None:
    modules = {
        path.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."): path
        for package in PACKAGES
        for path in files(package)
    }
    graph = {
        name: {
            other
            for other in imported(tree(path), path, when_run=True)
            # a package that hands on the names of its modules is no user of theirs
            if other in modules and other != name and not path.endswith("__init__.py")
        }
        for name, path in modules.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
