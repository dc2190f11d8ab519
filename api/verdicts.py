"""What each verdict of a trace says, in both languages."""

from __future__ import annotations

from ledger.register.origin import Verdict

#: verdict → (Chinese, English)
VERDICTS: dict[Verdict, tuple[str, str]] = {
    "copies_expression": ("含该作品的独创表达", "shows this work’s own expression"),
    "shares_heritage_only": ("仅同源于文物", "shares heritage only"),
    "undetermined": ("不能判定", "undetermined"),
    "unrelated": ("无关", "unrelated"),
}


def verdict_line(verdict: Verdict) -> str:
    """Say it in both languages on one line."""
    return " / ".join(VERDICTS[verdict])
