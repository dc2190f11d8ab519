"""docs/statements.md: what it shows is true, and it is what the generator prints."""

import ast
import json
import re
import subprocess
import sys

import pytest

from ledger.register.canonical import canonical
from ledger.register.did import did_of
from ledger.register.examples import EXAMPLES, OPERATOR, PAINTER, REGISTRAR
from ledger.register.kinds import SUBJECTS
from ledger.register.page import render_markdown
from ledger.register.records import RECORDS
from ledger.register.statement import parse_statement, sign_statement
from ledger.tlog.note import parse_vkey

from .build import NOW, ROOT, Ledger

PAGE = ROOT / "docs" / "statements.md"
KEYS = {did_of(key): key for key in (OPERATOR, REGISTRAR, PAINTER)}


def page_examples():
    page = PAGE.read_text("utf-8")
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", page, re.DOTALL)]


def test_the_page_is_what_its_generator_prints():
    printed = subprocess.run(
        [sys.executable, "-m", "ledger.register.page"], cwd=ROOT, capture_output=True, check=True
    )
    assert printed.stdout.decode() == PAGE.read_text("utf-8") == render_markdown()


def test_there_is_an_example_of_every_kind():
    shown = [made["type"][1] for made in page_examples()]
    assert shown == list(EXAMPLES) == list(SUBJECTS)


def test_the_examples_are_admitted_in_their_order():
    ledger = Ledger()
    for made in page_examples():
        ledger.add(made)
    assert {table for table, _ in ledger.register.dump()} == RECORDS.keys()
    assert ledger.replayed().dump() == ledger.register.dump()


def test_anyone_can_make_the_proofs_of_the_examples_again():
    for made in page_examples():
        unsigned = {name: value for name, value in made.items() if name != "proof"}
        assert sign_statement(unsigned, [KEYS[made["issuer"]]], NOW) == made


def test_the_log_key_of_the_example_is_one():
    subject = page_examples()[0]["credentialSubject"]
    assert parse_vkey(subject["logKey"]).name == subject["origin"]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_uses_every_member(kind):
    subject = parse_statement(canonical(EXAMPLES[kind]())).subject
    assert set(subject.model_fields_set) == set(type(subject).model_fields)


def codes_of(path):
    """Return the codes that a module of the register raises: (code, the function it stands in)."""
    tree = ast.parse((ROOT / "ledger" / "register" / path).read_text("utf-8"))
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                    code = node.exc.args[0]
                    if isinstance(code, ast.Constant) and str(code.value).isidentifier():
                        found.append((code.value, function.name))
    return found


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("LedgerGenesis", "genesis"),
        ("PartyRegistration", "party"),
        ("HeritageSource", "heritage"),
        ("WorkRegistration", "work"),
    ],
)
def test_the_page_names_the_codes_that_the_rules_of_a_kind_raise(kind, module):
    source = (ROOT / "ledger/register/rules" / f"{module}.py").read_text("utf-8")
    shared = [*codes_of("rules/common.py"), *codes_of("rules/files.py")]
    raised = {code for code, _ in codes_of(f"rules/{module}.py")}
    raised |= {code for code, function in shared if f"{function}(" in source}
    raised |= {code for code, _ in codes_of(f"kinds/{module}.py")}
    section = PAGE.read_text("utf-8").split(f"## `{kind}`")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `([a-z_]+)` \| [^|a-z]", section.split("Refused,")[1], re.M)
    # `ledger_wrong` is on the list of what refuses any statement
    assert set(listed) == raised - {"ledger_wrong"}
    assert len(listed) == len(set(listed))
