"""Where each invariant I1 to I25 and each impossibility N1 to N20 is proven.

A test that proves one is named after it, such as ``test_I04_…`` or ``test_N09_I11_…``. This file
knows the place of the main proof of each, holds that it is there, and has those of its own that fit
nowhere else. What the product cannot do yet is listed with the reason, and only that.
"""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from ledger.register.kinds import SUBJECTS
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.errors import ProofError, TlogProofError
from ledger.tlog.note import Signer
from ledger.tlog.proof import prove_consistency, prove_inclusion, verify_consistency
from ledger.tlog.tlog_proof import TlogProof, verify_tlog_proof

from ..tlog.oracle import Tree
from .build import fuzz, key_of
from .play import Play

TESTS = Path(__file__).parents[2]
_HERE = "ledger/register/test_invariants.py"
_RULES = "ledger/register/rules"
PROVEN = {
    "I01": "ledger/register/test_shelf.py",
    "I02": "ledger/register/questions/test_authorization.py",
    "I03": f"{_RULES}/test_licensing_grants.py",
    "I04": f"{_RULES}/test_title_chain.py",
    "I05": "ledger/register/questions/test_authorization.py",
    "I06": f"{_RULES}/test_title_joint.py",
    "I07": f"{_RULES}/test_title_employment.py",
    "I08": f"{_RULES}/test_pledges.py",
    "I09": "ledger/register/test_term.py",
    "I10": f"{_RULES}/test_derivation.py",
    "I11": f"{_RULES}/test_licensing_sublicence.py",
    "I12": f"{_RULES}/test_sealing.py",
    "I13": f"{_RULES}/test_notice_clock.py",
    "I14": f"{_RULES}/test_notice_caveats.py",
    "I15": f"{_RULES}/test_enforcement_clock.py",
    "I17": "ledger/register/test_commitment.py",
    "I18": _HERE,
    "I19": f"{_RULES}/test_parties_story.py",
    "I20": "ledger/test_serials.py",
    "I21": f"{_RULES}/test_royalties_sums.py",
    "I24": f"{_RULES}/test_derivation_graphs.py",
    "I25": f"{_RULES}/test_parties_wards.py",
    "N01": f"{_RULES}/test_sealing.py",
    "N02": f"{_RULES}/test_licensing_conflict.py",
    "N03": f"{_RULES}/test_licensing_grants.py",
    "N04": _HERE,
    "N05": f"{_RULES}/test_parties_story.py",
    "N06": f"{_RULES}/test_licensing_offers.py",
    "N07": f"{_RULES}/test_notice_standing.py",
    "N08": f"{_RULES}/test_licensing_grants.py",
    "N09": f"{_RULES}/test_licensing_sublicence.py",
    "N10": "ledger/register/test_title.py",
    "N11": f"{_RULES}/test_work_parents.py",
    "N12": f"{_RULES}/test_work_parents.py",
    "N13": _HERE,
    "N15": "ledger/test_serials.py",
    "N16": f"{_RULES}/test_notice_clock.py",
    "N17": f"{_RULES}/test_notice_clock.py",
    "N19": _HERE,
    "N20": "ledger/register/test_canonical.py",
}
NOT_YET = {
    "I16": "there is no vault of personal data yet, from which something could be erased",
    "I22": "there are no search certificates yet",
    "I23": "verdicts on pictures that share heritage come with filtration",
    "N14": "a split view shows where witnesses cosign, or where monitors compare heads",
    "N18": "an index whose completeness can be checked comes with search certificates",
}
_NAMED = re.compile(r"test((?:_[A-Z][0-9]{2})+)_")


@cache
def proofs_in(file: str) -> frozenset[str]:
    """Give the invariants after which tests of a file are named."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    found = [match[1] for name in names if (match := _NAMED.match(name))]
    return frozenset(one for named in found for one in named.split("_")[1:])


def test_every_invariant_is_proven_or_has_a_reason_why_not() -> None:
    numbers = {f"I{number:02}" for number in range(1, 26)}
    numbers |= {f"N{number:02}" for number in range(1, 21)}
    assert PROVEN.keys() | NOT_YET.keys() == numbers
    assert not PROVEN.keys() & NOT_YET.keys()


@pytest.mark.parametrize("name", PROVEN)
def test_the_proof_is_where_it_is_said_to_be(name: str) -> None:
    assert name in proofs_in(PROVEN[name])


@pytest.mark.parametrize("name", NOT_YET)
def test_what_has_a_proof_is_no_longer_listed_without(name: str) -> None:
    files = [str(path.relative_to(TESTS)) for path in TESTS.rglob("test_*.py")]
    assert [file for file in files if name in proofs_in(file)] == []


# ---- proofs that fit nowhere else ----------------------------------------------------------------


@cache
def history() -> tuple[bytes, ...]:
    """Give the leaves of a register with a little in it."""
    play = Play()
    for _ in range(8):
        play.work()
    return tuple(play.leaves)


sizes = st.integers(1, len(history()))


@fuzz
@given(sizes, sizes)
def test_I18_every_head_is_consistent_with_every_later_one(one: int, other: int) -> None:
    old, new = sorted((one, other))
    tree = Tree(history())
    proof = prove_consistency(old, new, tree)
    verify_consistency(old, new, proof, tree.root(old), tree.root(new))


@fuzz
@given(
    sizes,
    sizes,
    st.sampled_from(["changed", "left out", "put in", "swapped"]),
    st.integers(0, 10**6),
)
def test_I18_N04_no_entry_is_changed_left_out_put_in_or_swapped_unseen(
    one: int, other: int, what: str, place: int
) -> None:
    """Whoever keeps one older head sees it: no proof that the log can make leads to the new one."""
    old, new = sorted((one, other))
    honest, place = Tree(history()), place % old
    leaves = list(history()[:new])
    if what == "changed":
        leaves[place] = leaves[place].replace(b"2026", b"2025", 1)
    elif what == "left out":
        del leaves[place]
        leaves.append(b"filled up")
    elif what == "put in":
        leaves.insert(place, b"put in")
    else:
        after = (place + 1) % old
        leaves[place], leaves[after] = leaves[after], leaves[place]
    forged = Tree(leaves)
    if leaves[:old] == list(history()[:old]):
        return
    size = len(leaves)
    with pytest.raises(ProofError):
        verify_consistency(
            old, size, prove_consistency(old, size, forged), honest.root(old), forged.root(size)
        )


@pytest.mark.parametrize("kept", ["name", "key", "origin"])
def test_N19_a_proof_of_one_log_is_none_of_another(kept: str) -> None:
    log = Signer("ledger.example/mogao", key_of(1))
    if kept == "name":
        other = Signer(log.name, key_of(2))
    else:
        other = Signer("ledger.example/other", key_of(1))
    tree, size = Tree(history()), len(history())
    hashes = tuple(prove_inclusion(3, size, tree))
    proof = TlogProof(3, hashes, sign_checkpoint(Checkpoint(log.name, size, tree.root(size)), log))
    assert verify_tlog_proof(proof, history()[3], log.verifier).size == size
    if kept == "origin":
        # the other log's name on the head, under this log's signature
        renamed = proof.checkpoint.replace(log.name.encode(), other.name.encode(), 1)
        proof = TlogProof(3, hashes, renamed)
        with pytest.raises(TlogProofError):
            verify_tlog_proof(proof, history()[3], log.verifier)
    with pytest.raises(TlogProofError):
        verify_tlog_proof(proof, history()[3], other.verifier)


#: what the official forms ask for and no statement has a place for
PERSONAL = {
    "address",
    "bankaccount",
    "birthdate",
    "birthplace",
    "born",
    "contact",
    "email",
    "fullname",
    "gender",
    "idnumber",
    "idtype",
    "legalname",
    "legalrepresentative",
    "mobile",
    "name",
    "nationality",
    "passport",
    "phone",
    "postcode",
    "realname",
    "telephone",
}


@pytest.mark.parametrize("kind", SUBJECTS)
def test_N13_no_statement_has_a_place_for_personal_data(kind: str) -> None:
    for model in models_in(SUBJECTS[kind], set()):
        assert model.model_config.get("extra") == "forbid"
        members = {name.replace("_", "") for name in model.model_fields}
        assert not members & PERSONAL


def models_in(annotation: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Give every model that a value of this type may hold, itself included."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in seen:
            seen.add(annotation)
            for field in annotation.model_fields.values():
                models_in(field.annotation, seen)
    else:
        for part in get_args(annotation):
            models_in(part, seen)
    return seen
