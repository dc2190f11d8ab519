"""Where a package makes its errors, read from its source: codes and the places that they fill."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).parents[1]
#: pydantic turns these into errors that the statement's parser passes on, with the field's name
_PASSED_ON = "PydanticCustomError"


@dataclass(frozen=True)
class Made:
    """One place in the source that makes an error; `code` is ``None`` where it is computed."""

    where: str
    code: str | None
    filled: frozenset[str]


def places(template: str) -> set[str]:
    """Return the names in braces of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def trees(package: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def families(package: str, bases: set[str]) -> set[str]:
    """Return the names of `bases` and of the classes in the package's ``errors.py`` under them."""
    names = set(bases)
    for node in ast.parse((ROOT / package / "errors.py").read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            parents = {parent.id for parent in node.bases if isinstance(parent, ast.Name)}
            names |= {node.name} if parents & names else set()
    return names


def made(package: str, names: set[str]) -> list[Made]:
    """Return every place in `package` that makes an error of one of these classes."""
    found = []
    for where, tree in trees(package):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in names:
                filled = {keyword.arg or "**" for keyword in node.keywords}
            elif node.func.id == _PASSED_ON:
                filled = {"field"} | _keys(node.args[2:])
            else:
                continue
            first = node.args[0]
            code = first.value if isinstance(first, ast.Constant) else None
            found.append(Made(f"{where}:{node.lineno}", code, frozenset(filled)))
    return found


def _keys(arguments: list[ast.expr]) -> set[str]:
    """Return the keys of the dictionary that fills a PydanticCustomError."""
    return {
        key.value
        for argument in arguments
        if isinstance(argument, ast.Dict)
        for key in argument.keys
        if isinstance(key, ast.Constant)
    }


@cache
def words(package: str) -> set[str]:
    """Return every string constant of a package's source."""
    return {
        node.value
        for where, tree in trees(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if where != f"{package}/errors.py"
    }
