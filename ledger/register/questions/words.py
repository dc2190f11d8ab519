"""The names of rights, places, media and products, as sentences need them."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.register.questions.clause import Named
from ledger.register.terms import Several
from ledger.register.territory import territory_names
from ledger.register.vocabulary import vocabulary


def right_name(right: str) -> Named:
    """Name a right."""
    term = vocabulary("rights")[right]
    return Named(term.zh, term.en)


def exclusivity_name(value: str) -> Named:
    """Name what a licence excludes."""
    term = vocabulary("exclusivity")[value]
    return Named(term.zh, term.en)


def places_name(places: Sequence[str]) -> Named:
    """Name territories, one after the other."""
    names = [territory_names(place) for place in places]
    return Named("、".join(zh for zh, _ in names), ", ".join(en for _, en in names))


def names_of(name: str, values: Several) -> Named:
    """Name terms of the vocabulary `name`, one after the other."""
    if values == "all":
        return Named("全部", "all")
    terms = [vocabulary(name)[value] for value in values]
    return Named("、".join(term.zh for term in terms), ", ".join(term.en for term in terms))
