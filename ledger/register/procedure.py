"""Procedures as tables: states, the steps that entries take, and the lapses that time takes.

No timer ever writes state. A record keeps `Progress`, which an entry wrote; what it has become by a
given day follows from the table alone: `Procedure.at` lets every lapse happen whose last day has
passed. Days are days of Asia/Shanghai, and a period of n days that begins on day d ends with the
end of day d + n (Civil Code, Art. 201: the day of the event is not counted).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.fields import DateText, Made


class Progress(Made):
    """Where a case stands: its state, since which day, and the last day of a running clock.

    ``remaining`` are the days that a stopped clock still has.
    """

    state: str
    since: DateText
    due: DateText | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A state with its name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Step:
    """From `source`, an entry in which `event` happens leads to `target`.

    An event is a kind of statement, with its outcome after a colon where the kind has several.
    """

    source: str
    event: str
    target: str


@dataclass(frozen=True, slots=True)
class Lapse:
    """From `source`, the end of its period leads to `target`.

    `days` is the length; ``None`` where the entry that begins it fixes the last day, as `period`
    then says. `period` names the rule.
    """

    source: str
    target: str
    days: int | None
    period: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure: its states, the first of them the initial one, its steps and its lapses."""

    name: str
    zh: str
    en: str
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    lapses: tuple[Lapse, ...] = ()

    def __post_init__(self) -> None:
        """Check that the table is closed and says nothing twice."""
        named = {step.source for step in self.steps} | {step.target for step in self.steps}
        named |= {lapse.source for lapse in self.lapses} | {lapse.target for lapse in self.lapses}
        assert named <= self.states.keys(), named - self.states.keys()
        events = [(step.source, step.event) for step in self.steps]
        assert len(set(events)) == len(events), "two steps for one event"
        sources = [lapse.source for lapse in self.lapses]
        assert len(set(sources)) == len(sources), "two lapses of one state"

    @property
    def initial(self) -> str:
        """The state in which every case begins."""
        return next(iter(self.states))

    def start(self, day: date, due: date | None = None) -> Progress:
        """Give a case that begins on `day`; `due` is the last day where the table has none."""
        return self._enter(self.initial, day, due)

    def at(self, progress: Progress, day: date) -> Progress:
        """Give what `progress` has become by `day`, through every lapse whose last day is past."""
        # a lapse leads on at least one day later, so this ends
        while progress.due is not None and day > date.fromisoformat(progress.due):
            lapse = self._lapse(progress.state)
            if lapse is None:
                break
            begins = date.fromisoformat(progress.due) + timedelta(days=1)
            progress = self._enter(lapse.target, begins, None)
        return progress

    def step(
        self,
        progress: Progress,
        event: str,
        day: date,
        *,
        entry: int,
        due: date | None = None,
    ) -> Progress:
        """Give the case after `event` on `day`.

        `due` is the last day of the new state's clock where the table leaves it open. Raises
        `Refusal` (``step_not_open``) naming `entry`, which wrote the case last, where the table has
        no such step from the state in which the case is by then.
        """
        now = self.at(progress, day)
        for candidate in self.steps:
            if (candidate.source, candidate.event) == (now.state, event):
                return self._enter(candidate.target, day, due)
        state = self.states[now.state]
        raise Refusal(
            "step_not_open",
            entry=entry,
            procedure_zh=self.zh,
            procedure_en=self.en,
            state_zh=state.zh,
            state_en=state.en,
            event=event,
            since=now.since,
        )

    def _enter(self, state: str, day: date, due: date | None) -> Progress:
        lapse = self._lapse(state)
        if due is None and lapse is not None and lapse.days is not None:
            due = day + timedelta(days=lapse.days)
        return Progress(
            state=state, since=day.isoformat(), due=None if due is None else due.isoformat()
        )

    def _lapse(self, state: str) -> Lapse | None:
        return next((lapse for lapse in self.lapses if lapse.source == state), None)


def to_mermaid(procedure: Procedure) -> str:
    """Give the procedure as a Mermaid state diagram, steps and lapses in the table's order."""
    lines = ["stateDiagram-v2"]
    for name, state in procedure.states.items():
        lines.append(f'    state "{state.zh} {state.en}" as {name}')
    lines.append(f"    [*] --> {procedure.initial}")
    # a second colon would end the label
    lines += [
        f"    {step.source} --> {step.target}: {step.event.replace(':', ' ')}"
        for step in procedure.steps
    ]
    for lapse in procedure.lapses:
        after = lapse.period if lapse.days is None else f"{lapse.days} days, {lapse.period}"
        lines.append(f"    {lapse.source} --> {lapse.target}: ⏱ {after}")
    sources = {step.source for step in procedure.steps} | {item.source for item in procedure.lapses}
    lines += [f"    {name} --> [*]" for name in procedure.states if name not in sources]
    return "\n".join(lines)
