"""How the edges of a lineage are said to people, in Chinese and in English."""

from __future__ import annotations

from ledger.register.fields import Label
from ledger.register.questions.clause import Named
from ledger.register.vocabulary import vocabulary

#: Said wherever resemblance is: whoever drew from the same wall is not to be accused.
RESEMBLANCE = Named(
    "相似只是图像上的接近，可能同出一壁，不说明孰是孰非。",
    "Resemblance is likeness of pictures, perhaps from one wall, and says nothing against anybody.",
)


def relation_name(kind: str, relation: str) -> Named:
    """Name how a work draws on a parent of `kind`, ``heritage`` or ``work``."""
    term = vocabulary(f"relation_{kind}")[relation]
    return Named(term.zh, term.en)


def derivation_said(child: Label, parent: Label, relation: Named, licence: Named) -> Named:
    """Say that one grew from the other, how, and whether that is licensed."""
    return Named(
        f"《{child.zh}》源自《{parent.zh}》：{relation.zh}；{licence.zh}。",
        f"“{_english(child)}” {relation.en} “{_english(parent)}”: {licence.en}.",
    )


def similarity_said(later: Label, earlier: Label, *, declared: bool) -> Named:
    """Say that one was found to resemble the other, and whether it says so itself."""
    zh = "已声明来源" if declared else "未声明来源"
    en = "declared as its source" if declared else "not declared as its source"
    return Named(
        f"《{later.zh}》登记时检索发现与《{earlier.zh}》相似；{zh}。",
        f"“{_english(later)}” was found to resemble “{_english(earlier)}”; {en}.",
    )


def cut_said(title: Label, parents: int, derivatives: int) -> Named:
    """Say how much is left out around one node."""
    return Named(
        f"《{title.zh}》另有 {parents} 个来源、{derivatives} 件衍生作品未列出。",
        f"Of “{_english(title)}”, {parents} sources and {derivatives} derivatives are left out.",
    )


def _english(title: Label) -> str:
    return title.en or title.zh
