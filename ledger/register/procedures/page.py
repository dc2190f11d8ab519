"""The page of procedures, with a diagram of each: ``python -m ledger.register.procedures.page``."""

from __future__ import annotations

import sys

from ledger.register.procedure import Procedure, to_mermaid
from ledger.register.procedures import ALL

_HEAD = """\
# 程序 Procedures

Printed from the tables in `ledger/register/procedures/` by
`python -m ledger.register.procedures.page`.

A procedure has states; an entry takes it a step further, and a clock that has run out lets it
lapse. An event is a kind of statement ([statements.md](statements.md)), with its outcome after a
colon; `⏱` is a lapse. No timer writes anything: where a case stands on a day follows from the
entries and the table alone. A period of n days that begins on a day ends with the end of the n-th
day after it, in Asia/Shanghai; working days are those of [vocabulary.md](vocabulary.md) and of the
State Council's notices. What the table does not allow is refused with `step_not_open`.
"""


def render_markdown() -> str:
    """Give the page as Markdown, the same on every machine."""
    return "\n".join([_HEAD, *(_section(procedure) for procedure in ALL)])


def _section(procedure: Procedure) -> str:
    rows = ["| from | what happens | to |", "| --- | --- | --- |"]
    for step in procedure.steps:
        rows.append(
            f"| {_state(procedure, step.source)} | `{step.event}` | "
            f"{_state(procedure, step.target)} |"
        )
    for lapse in procedure.lapses:
        days = "" if lapse.days is None else f"{lapse.days} days: "
        rows.append(
            f"| {_state(procedure, lapse.source)} | ⏱ {days}{lapse.period} | "
            f"{_state(procedure, lapse.target)} |"
        )
    diagram = f"```mermaid\n{to_mermaid(procedure)}\n```"
    title = f"## {procedure.zh} {procedure.en[0].upper()}{procedure.en[1:]}"
    return "\n".join([title, "", diagram, "", *rows, ""])


def _state(procedure: Procedure, name: str) -> str:
    state = procedure.states[name]
    return f"{state.zh} {state.en}"


if __name__ == "__main__":
    sys.stdout.buffer.write(render_markdown().encode())
