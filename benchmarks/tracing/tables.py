"""The Markdown tables of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from benchmarks.tracing.filtration import Case, figures
from benchmarks.tracing.measure import (
    Answered,
    false_alarms,
    found_at,
    micro_average_precision,
    recall_at_1,
    spread,
    threshold_for,
)
from benchmarks.tracing.run import Restart, Run

#: The share of distractors that may come above a method's threshold, where recall is compared.
ALARMS: Final = 0.005


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; all columns but the first are aligned to the right."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    lines = [heads, rule, *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def methods_table(runs: Mapping[str, Run]) -> str:
    """Return one row for each method."""
    heads = (
        "method", "works", "queries + distractors", "µAP", "recall@1",
        f"found at {ALARMS:.1%} false alarms", "ms CPU a query, median", "95 %", "ms CPU a work",
    )  # fmt: skip
    return table(heads, [_method_row(name, run) for name, run in runs.items()])


def _method_row(name: str, run: Run) -> list[object]:
    median, late = spread([answer.seconds for answer in run.answers])
    matches = sum(bool(answer.right) for answer in run.answers)
    return [
        name,
        run.works,
        f"{matches} + {len(run.answers) - matches}",
        f"{micro_average_precision(run.answers):.3f}",
        f"{recall_at_1(run.answers):.3f}",
        f"{found_at(run.answers, threshold_for(run.answers, ALARMS)):.3f}",
        f"{median * 1000:.0f}",
        f"{late * 1000:.0f}",
        f"{run.enrolling * 1000:.0f}",
    ]


def restart_table(restart: Restart, works: int) -> str:
    """Return what a restart takes, with the index that was kept and without."""
    rows = [
        ("from the enrolments", f"{restart.relearnt * 1000:.2f}", "–", "–"),
        (
            "from the index that was kept",
            f"{restart.resumed * 1000:.2f}",
            f"{restart.kept / 1000:.1f}",
            f"{restart.copied * 1000:.0f}",
        ),
    ]
    heads = (f"restart, {works} works", "ms CPU a work", "kB a work", "ms to copy it, all works")
    return table(heads, rows)


def kinds_table(answers: Sequence[Answered], threshold: float) -> str:
    """Return what the tracer does at its own threshold, for each kind of picture and for all."""
    kinds = dict.fromkeys(_kind(answer) for answer in answers)
    rows = [_kind_row(kind, [a for a in answers if _kind(a) == kind], threshold) for kind in kinds]
    heads = (
        "pictures", "queries", "recall@1", f"found at score {threshold:g}", "distractors",
        f"above score {threshold:g}", "share",
    )  # fmt: skip
    return table(heads, [*rows, _kind_row("all", answers, threshold)])


def _kind(answer: Answered) -> str:
    """Return the folder of a real picture, or ``drawn``."""
    return answer.source.rpartition("/")[0].rpartition("/")[2] or "drawn"


def _kind_row(kind: str, answers: Sequence[Answered], threshold: float) -> list[object]:
    matches = sum(bool(answer.right) for answer in answers)
    strangers = len(answers) - matches
    alarms = false_alarms(answers, threshold)
    return [
        kind,
        matches,
        f"{recall_at_1(answers):.3f}",
        f"{found_at(answers, threshold):.3f}",
        strangers,
        round(alarms * strangers) if strangers else 0,
        f"{alarms:.2%}",
    ]


def families_table(runs: Mapping[str, Run]) -> str:
    """Return recall@1 of each method for each family of attack; a dash where none was asked."""
    names = list(dict.fromkeys(answer.family for run in runs.values() for answer in run.answers))
    rows = [[name, *_recalls(name, runs)] for name in names]
    return table(("family, recall@1", *runs), rows)


def _recalls(family: str, runs: Mapping[str, Run]) -> Iterator[str]:
    for run in runs.values():
        asked = [answer for answer in run.answers if answer.family == family and answer.right]
        yield f"{recall_at_1(asked):.2f}" if asked else "–"


def misses_table(answers: Sequence[Answered], threshold: float) -> str:
    """Return each query that was not found and each distractor that was.

    Both are to be looked at before a figure is believed.
    """
    rows = []
    for answer in answers:
        name, score = answer.judged[0] if answer.judged else ("–", float("nan"))
        missed = answer.right and not answer.found
        if missed or (not answer.right and score >= threshold):
            kind = "missed" if missed else "false alarm"
            rows.append((kind, answer.family, answer.source, name, f"{score:.2f}"))
    return table(("", "family", "source", "best candidate", "score"), rows)


def filtration_table(cases: Sequence[Case]) -> str:
    """Return one row for each share of own area, and one for all."""
    rows: list[list[object]] = []
    for row in figures(cases):
        share = f"{row.own_area:.0%}"
        wrong = f"{row.accused} of {row.innocent}"
        rows.append([share, f"{row.auc:.4f}", f"{row.found:.3f}", row.copies, wrong, row.mistaken])
    heads = (
        "own area", "AUC", "copies found", "copies", "innocent accused",
        "copies said to copy another work",
    )  # fmt: skip
    return table(heads, rows)


def accusations_table(cases: Sequence[Case]) -> str:
    """Return how many suspects of each kind are accused."""
    kinds = dict.fromkeys(case.kind for case in cases if case.kind != "copy")
    rows = []
    for kind in kinds:
        here = [case for case in cases if case.kind == kind]
        rows.append((kind, len(here), sum(case.mistaken for case in here)))
    return table(("innocent suspects", "cases", "accused"), rows)
