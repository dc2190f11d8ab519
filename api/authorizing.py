"""The licensee's question: answered, answered for a picture, and certified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from api.errors import ApiError
from api.rights_models import AuthorizationAnswer, PictureAuthorization, PictureMatch
from api.service import Service
from api.standing import folio_at, known_at
from ledger.certifying import certify
from ledger.errors import StatementError
from ledger.number import format_number
from ledger.past import Moment, register_at
from ledger.register.questions.authorization import authorization
from ledger.register.questions.question import Question
from ledger.register.records import Folio
from ledger.register.terms import ECONOMIC_RIGHTS, Several
from ledger.register.territory import check_territory
from ledger.register.vocabulary import UnknownTerm, vocabulary

#: An answer lists a clause for every right, and reads at most so many parts of each dimension.
MAX_VALUES = 32
#: What is asked about where a question names neither rights nor territory.
USUAL_RIGHTS, USUAL_TERRITORY = "reproduction,distribution", "CN-MAINLAND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked, but for the work, in a request's words.

    Making one raises `StatementError` (``term_unknown``, ``territory_unknown``, ``right_personal``
    …) and `ApiError` (``question_malformed``).
    """

    licensee: str
    rights: str
    territory: str
    medium: str | None = None
    product: str | None = None
    quantity: int | None = None
    at: date
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse what can be asked about no work, even where there is none to ask about."""
        self.about("")

    def about(self, work: str) -> Question:
        """Give the question about `work`."""
        until = self.until or self.at
        if until < self.at:
            raise ApiError("question_malformed", field="until", detail=str(until))
        return Question(
            work=work,
            licensee=self.licensee,
            rights=_rights(self.rights),
            territory=_territory(self.territory),
            start=self.at.isoformat(),
            until=until.isoformat(),
            media=_several("medium", "medium", self.medium),
            products=_several("product", "product_class", self.product),
            quantity=self.quantity,
        )


def answer_for(moment: Moment, asked: Asked, work: str) -> AuthorizationAnswer:
    """Answer `asked` about `work`; `NotFound` (``work_unknown``)."""
    question = asked.about(work)
    answer = authorization(moment.register, folio_at(moment, work), question)
    return AuthorizationAnswer(
        authorised=answer.authorised,
        question=question,
        clauses=answer.clauses,
        remarks=answer.remarks,
        grants=answer.grants,
        known_at=known_at(moment),
        certificate=_certificate_address(question),
    )


def answer_for_picture(service: Service, picture: bytes, asked: Asked) -> PictureAuthorization:
    """Answer `asked` about every work registered by then that `picture` may stem from.

    A work that shares its heritage sources alone is not asked: those are free for all to draw on.
    """
    traced = service.trace(picture)
    with service.store.read() as reader:
        moment = register_at(reader, service.clock(), asked.at)
        matches = []
        for like in traced.report.matches:
            entry = traced.entries[like.entry]
            folio = moment.register.get(Folio, entry.statement.id)
            if folio is None or like.verdict == "shares_heritage_only":
                continue
            match = PictureMatch(
                work=folio.id,
                index=entry.index,
                number=format_number(entry.index),
                title=folio_at(moment, folio.id).title,
                score=like.score / 100,
                verdict=like.verdict,
                answer=answer_for(moment, asked, folio.id),
            )
            matches.append(match)
    return PictureAuthorization(
        authorised=bool(matches) and all(match.answer.authorised for match in matches),
        tree_size=traced.report.tree_size,
        matches=matches,
    )


def certificate_for(service: Service, asked: Asked, work: str) -> bytes:
    """Answer `asked` about `work` in a signed certificate, verified, with all its evidence.

    Raises `NotFound` (``work_unknown``), `ReceiptError` (``certificate_too_large``).
    """
    now = service.clock()
    with service.store.read() as reader:
        moment = register_at(reader, now, asked.at)
        question = asked.about(folio_at(moment, work).id)
        return certify(reader, moment, question, service.signer, now)


def _certificate_address(question: Question) -> str:
    values = {
        "licensee": question.licensee,
        "rights": ",".join(question.rights),
        "territory": ",".join(question.territory),
        "medium": "" if question.media == "all" else ",".join(question.media),
        "product": "" if question.products == "all" else ",".join(question.products),
        "quantity": "" if question.quantity is None else str(question.quantity),
        "at": question.start,
        "until": question.until,
    }
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/v1/works/{question.work}/certificate?{query}"


def _split(field: str, text: str) -> list[str]:
    values = [value.strip() for value in text.split(",") if value.strip()]
    if not 0 < len(values) <= MAX_VALUES or len(set(values)) != len(values):
        raise ApiError("question_malformed", field=field, detail=text[:80])
    return values


def _rights(text: str) -> list[str]:
    values = _terms("rights", "rights", text)
    for right in values:
        if right not in ECONOMIC_RIGHTS:
            raise StatementError("right_personal", field="rights", right=right)
    return values


def _territory(text: str) -> list[str]:
    values = _split("territory", text)
    for place in values:
        check_territory(place)
    return values


def _terms(field: str, name: str, text: str) -> list[str]:
    values = _split(field, text)
    for value in values:
        try:
            vocabulary(name).require(value)
        except UnknownTerm:
            raise StatementError(
                "term_unknown", field=field, vocabulary=name, term=value[:60]
            ) from None
    return values


def _several(field: str, name: str, text: str | None) -> Several:
    return "all" if text in {None, "", "all"} else _terms(field, name, str(text))
