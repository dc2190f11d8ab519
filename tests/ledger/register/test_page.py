"""docs/statements.md: what it shows is true, and it is what the generator prints."""

import ast
import json
import re
import subprocess
import sys

from ledger.register.calendar import parse_time
from ledger.register.did import did_of
from ledger.register.examples import examples
from ledger.register.kinds import SUBJECTS
from ledger.register.page import ANY_KIND, render_markdown
from ledger.register.rules import RULES
from ledger.register.statement import sign_statement
from ledger.tlog.note import parse_vkey

from .build import ROOT, key_of

PAGE = ROOT / "docs" / "statements.md"
KEYS = {did_of(key_of(number)): key_of(number) for number in range(1, 256)}


def page_examples():
    page = PAGE.read_text("utf-8")
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", page, re.DOTALL)]


def test_the_page_is_what_its_generator_prints():
    printed = subprocess.run(
        [sys.executable, "-m", "ledger.register.page"], cwd=ROOT, capture_output=True, check=True
    )
    assert printed.stdout.decode() == PAGE.read_text("utf-8") == render_markdown()


def test_the_page_shows_the_example_of_every_kind():
    shown = page_examples()
    assert [made["type"][1] for made in shown] == list(SUBJECTS)
    assert shown == [examples()[kind] for kind in SUBJECTS]


def test_anyone_can_make_the_proofs_of_the_examples_again():
    for made in page_examples():
        unsigned = {name: value for name, value in made.items() if name != "proof"}
        signers = [KEYS[proof["verificationMethod"].split("#")[0]] for proof in made["proof"]]
        time = parse_time(made["validFrom"])
        assert sign_statement(unsigned, signers, time) == made


def test_the_log_key_of_the_example_is_one():
    subject = page_examples()[0]["credentialSubject"]
    assert parse_vkey(subject["logKey"]).name == subject["origin"]


def codes_raised(folder):
    """Return the codes that the modules below a folder of the register raise."""
    found = set()
    for path in (ROOT / "ledger" / "register" / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                code = node.exc.args[0]
                if isinstance(code, ast.Constant) and str(code.value).isidentifier():
                    found.add(code.value)
    return found


def test_the_page_names_every_code_that_the_rules_raise():
    listed = set(ANY_KIND).union(*(rule.codes for rule in RULES.values()))
    assert codes_raised("rules") <= listed
