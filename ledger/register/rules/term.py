"""How long a work is protected (Copyright Law, Art. 23): always to a 31 December."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.records import Folio, Party
from ledger.register.state import Register

_YEARS = 50
#: Works whose term counts from publication whoever made them (Art. 23(3)).
_AUDIOVISUAL = "audiovisual"
#: Photographs once had the shorter term. One whose term was over when the longer came into force
#: stays free (Art. 65).
_PHOTOGRAPHIC = "photographic"
_LONGER_FROM = date(2021, 6, 1)


def counts_from_publication(register: Register, folio: Folio) -> bool:
    """Say whether the term counts from publication and not from a life.

    So it does for works of entities, of special employment, audiovisual ones (Art. 23(2) and (3)),
    and those of unknown author (Implementing Regulations, Art. 18).
    """
    return (
        folio.ownership == "legal_entity"
        or folio.category == _AUDIOVISUAL
        or (folio.employment is not None and folio.employment.special)
        or folio.unknown_author
        or not _persons(register, folio)
    )


def protected_until(register: Register, folio: Folio) -> date | None:
    """Give the last day of the economic rights; ``None`` while that is open.

    Counted from publication it is 50 years after it, or after completion where the work was not
    published within that time, but for works of unknown author, which have no term before they are
    published; counted from life, 50 years after the death of the last author.
    """
    if counts_from_publication(register, folio):
        if folio.unknown_author and folio.published is None:
            return None
        return _from_publication(folio)
    if folio.category == _PHOTOGRAPHIC:
        earlier = _from_publication(folio)
        if earlier < _LONGER_FROM:
            return earlier
    deaths = [author.died for author in _persons(register, folio)]
    if None in deaths:
        return None
    return _end(max(int(died[:4]) for died in deaths if died is not None))


def _from_publication(folio: Folio) -> date:
    completed = int(folio.completed[:4])
    published = None if folio.published is None else int(folio.published[:4])
    if published is None or (published > completed + _YEARS and not folio.unknown_author):
        return _end(completed)
    return _end(published)


def _end(year: int) -> date:
    return date(year + _YEARS, 12, 31)


def _persons(register: Register, folio: Folio) -> list[Party]:
    """Give the authors who are persons, whose lives count."""
    authors = (register.get(Party, author) for author in folio.authors)
    return [author for author in authors if author is not None and author.kind == "person"]


def require_in_term(register: Register, folio: Folio, until: str) -> None:
    """Refuse what would run beyond the term of protection (``beyond_term``)."""
    end = protected_until(register, folio)
    if end is not None and until > end.isoformat():
        raise Refusal("beyond_term", entry=folio.filed, end=end.isoformat(), until=until)
