"""Our profile of ODRL 2.2: the terms that the standard's own vocabulary lacks, as JSON-LD.

A profile defines further actions as parts of ``odrl:use``, further left operands and the values
they are compared with (ODRL Information Model 2.2, section 4). What the vocabularies of this ledger
already name is taken from there, so that the profile always has all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.register.canonical import Json, JsonObject
from ledger.register.vocabulary import vocabulary

#: The identifier of the profile; its terms have the namespace ``PROFILE#``.
PROFILE = "https://w3id.org/mogao/odrl"

#: right of Art. 10 → action. Those of the profile have no counterpart in the standard's vocabulary.
ACTIONS = {
    "reproduction": "odrl:reproduce",
    "distribution": "odrl:distribute",
    "rental": "mogao:rent",
    "exhibition": "odrl:display",
    "performance": "odrl:present",
    "presentation": "mogao:project",
    "broadcasting": "mogao:broadcast",
    "network": "mogao:makeAvailable",
    "cinematography": "mogao:film",
    "adaptation": "odrl:derive",
    "translation": "odrl:translate",
    "compilation": "odrl:aggregate",
    "other": "mogao:otherRight",
}

#: prefix → namespace
PREFIXES: JsonObject = {
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "mogao": f"{PROFILE}#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}

_OPERANDS = {
    "mogao:revenueShare": (
        "收入份额",
        "share of revenue",
        "分数，应付金额为使用作品所得总收入乘以该分数",
        "a fraction in lowest terms; the gross revenue of the use times it is due",
    ),
}
_VALUES = {
    "mogao:piece": (
        "件",
        "piece",
        "许可数量与按件计酬的单位；数量按整份协议合计，不按每项行为分别计算",
        "what quantities and sums per piece count; a quantity is one for the whole agreement",
    ),
    "mogao:conditionMet": (
        "生效条件成就",
        "the condition came about",
        "账本登记生效条件已成就的时点",
        "the event that the ledger entered that the condition of the licence is met",
    ),
}
_PROPERTIES = {
    "mogao:entry": ("账本条目", "entry of the ledger"),
    "mogao:sublicenceOf": ("上级许可", "the licence it is a sublicence of"),
    "mogao:renews": ("所续许可", "the licence it renews"),
    "mogao:condition": ("生效条件", "condition precedent"),
    "mogao:breach": ("违约责任", "liability for breach"),
    "mogao:other": ("其他约定", "other terms"),
}


def profile() -> JsonObject:
    """Give the definitions of the profile's terms, each with its name in both languages."""
    return {
        "@context": PREFIXES,
        "@id": PROFILE,
        "@type": "skos:ConceptScheme",
        "dct:title": _texts("莫高 ODRL 配置", "Mogao profile of ODRL"),
        "@included": list(_terms()),
    }


def medium_iri(medium: str) -> str:
    """Give the term of a medium."""
    return f"mogao:medium-{medium}"


def product_iri(product: str) -> str:
    """Give the term of a product class."""
    return f"mogao:product-{product}"


def _terms() -> Iterator[Json]:
    rights = vocabulary("rights")
    for right, action in ACTIONS.items():
        if action.startswith("mogao:"):
            named = _term(action, "odrl:Action", rights[right].zh, rights[right].en)
            yield {**named, "odrl:includedIn": {"@id": "odrl:use"}}
    for iri, (zh, en, note_zh, note_en) in _OPERANDS.items():
        named = _term(iri, "odrl:LeftOperand", zh, en)
        yield {**named, "skos:definition": _texts(note_zh, note_en)}
    for iri, (zh, en, note_zh, note_en) in _VALUES.items():
        named = _term(iri, "odrl:RightOperand", zh, en)
        yield {**named, "skos:definition": _texts(note_zh, note_en)}
    for name, to_iri in (("medium", medium_iri), ("product_class", product_iri)):
        for id, term in vocabulary(name).items():
            yield _term(to_iri(id), "odrl:RightOperand", term.zh, term.en)
    for iri, (zh, en) in _PROPERTIES.items():
        yield _term(iri, "rdf:Property", zh, en)


def _term(iri: str, kind: str, zh: str, en: str) -> JsonObject:
    return {
        "@id": iri,
        "@type": [kind, "skos:Concept"],
        "skos:inScheme": {"@id": PROFILE},
        "skos:prefLabel": _texts(zh, en),
    }


def _texts(zh: str, en: str) -> Json:
    return [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}]
