"""A trace as it is answered: works and sources with their entries, licences and proofs."""

from __future__ import annotations

import json

from api.authorizing import Asked, answer_for
from api.rights_models import AuthorizationAnswer
from api.service import Service, Traced
from api.trace_models import TraceAnswer, TraceMatch
from api.views import picture_address, title_of
from ledger.number import format_number
from ledger.past import register_at
from ledger.register.origin import Likeness, LikeWork
from ledger.register.records import Folio


def trace_answer(
    service: Service, traced: Traced, asked: Asked | None = None, *, proofs: bool = False
) -> TraceAnswer:
    """Show what a trace found.

    `asked` is about a licensee: it is answered for each work. With `proofs`, each match carries the
    receipt of its entry.
    """
    report = traced.report
    answers = {} if asked is None else _answers(service, traced, asked)
    matches = [_match(traced, like) for like in (*report.matches, *report.sources)]
    for match in matches:
        match.answer = answers.get(match.index)
        if proofs:
            match.receipt = json.loads(service.receipt(match.index).to_json())
    return TraceAnswer(
        tree_size=report.tree_size,
        pictures=report.works + report.pictures,
        missing=traced.searched.missing,
        suspect=traced.suspect.facts,
        new=report.new / 1000,
        scan=report.scan,
        matches=matches,
        report=report,
    )


def _match(traced: Traced, like: Likeness) -> TraceMatch:
    entry, origin = traced.entries[like.entry], traced.origins[like.entry]
    name = origin.statement.id
    shown = TraceMatch(
        work=None,
        heritage=name,
        index=entry.index,
        number=format_number(entry.index),
        title=title_of(origin),
        registered=entry.registry.time,
        score=like.score / 100,
        verdict="shares_heritage_only",
        mirrored=like.mirrored,
        negative=like.negative,
        rotation=like.rotation / 10,
        areas=like.areas,
        explained_by=[],
        numbers={},
        picture=picture_address(entry),
        answer=None,
        receipt=None,
    )
    if isinstance(like, LikeWork):
        shown.work, shown.heritage, shown.verdict = name, None, like.verdict
        shown.explained_by = [traced.entries[one].statement.id for one in like.heritage]
        shown.numbers = {key: value / 10_000 for key, value in like.numbers.items()}
    return shown


def _answers(service: Service, traced: Traced, asked: Asked) -> dict[int, AuthorizationAnswer]:
    """Answer `asked` for each work that was registered by the day it is about."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock(), asked.at)
        works = {
            like.entry: traced.entries[like.entry].statement.id for like in traced.report.matches
        }
        return {
            index: answer_for(moment, asked, work)
            for index, work in works.items()
            if moment.register.get(Folio, work) is not None
        }
