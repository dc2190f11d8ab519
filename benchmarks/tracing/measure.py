"""What the answers are worth: micro average precision, recall, false alarms, seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Answered:
    """What one query was answered.

    ``source`` names the picture that it was made from by an attack of ``family``. ``right`` names
    the works that show it, other photographs of the same wall among them; it is empty for a
    distractor. What ``ignored`` names shares a drawn heritage picture with the
    query's source: neither right nor wrong. ``ranked`` is (name, score), best first; ``seconds``
    is processor time.
    """

    source: str
    family: str
    right: frozenset[str]
    ignored: frozenset[str]
    ranked: tuple[tuple[str, float], ...]
    seconds: float

    @property
    def judged(self) -> tuple[tuple[str, float], ...]:
        """The candidates that are right or wrong."""
        return tuple(pair for pair in self.ranked if pair[0] not in self.ignored)

    @property
    def found(self) -> bool:
        """Whether the best candidate is right."""
        return bool(self.judged) and self.judged[0][0] in self.right


def micro_average_precision(answers: Sequence[Answered]) -> float:
    """Return µAP: the mean precision at each right candidate, over all queries in one ranking.

    All pairs of query and candidate are ranked by score, as at the Image Similarity Challenge of
    2021. A query counts once, by its best right candidate; among equal scores the wrong ones come
    first. Raises ValueError where no answer has a right candidate to give.
    """
    queries = sum(bool(answer.right) for answer in answers)
    if not queries:
        raise ValueError("no query has a right answer")
    pairs: list[tuple[float, bool]] = []
    for answer in answers:
        named = [(score, name in answer.right) for name, score in answer.judged]
        pairs += [pair for pair in named if not pair[1]]
        pairs += sorted((pair for pair in named if pair[1]), reverse=True)[:1]
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))
    right = np.array([is_right for _, is_right in pairs], bool)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float(precision[right].sum() / queries)


def recall_at_1(answers: Sequence[Answered]) -> float:
    """Return the share of the queries with a source whose best candidate is right."""
    matches = [answer.found for answer in answers if answer.right]
    return sum(matches) / len(matches) if matches else float("nan")


def found_at(answers: Sequence[Answered], threshold: float) -> float:
    """Return the share of the queries with a source that are found at this score or above."""
    matches = [
        answer.found and answer.judged[0][1] >= threshold for answer in answers if answer.right
    ]
    return sum(matches) / len(matches) if matches else float("nan")


def false_alarms(answers: Sequence[Answered], threshold: float) -> float:
    """Return the share of the distractors for which any work reaches the threshold."""
    alarms = [
        any(score >= threshold for _, score in answer.judged)
        for answer in answers
        if not answer.right
    ]
    return sum(alarms) / len(alarms) if alarms else float("nan")


def threshold_for(answers: Sequence[Answered], rate: float) -> float:
    """Return the least score above which at most this share of the distractors comes."""
    best = sorted(
        (
            max((score for _, score in answer.judged), default=-np.inf)
            for answer in answers
            if not answer.right
        ),
        reverse=True,
    )
    allowed = int(rate * len(best))
    return float(np.nextafter(best[allowed], np.inf)) if allowed < len(best) else -np.inf


def area_under_curve(guilty: Sequence[float], innocent: Sequence[float]) -> float:
    """Return the chance that a guilty case scores above an innocent one; a tie counts half."""
    if not guilty or not innocent:
        return float("nan")
    high, low = np.array(guilty)[:, None], np.array(innocent)[None]
    return float(np.mean((high > low) + 0.5 * (high == low)))


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    median, late = np.percentile(seconds, (50, 95))
    return float(median), float(late)
