"""The works that the demonstration registers: seeds chosen for looks and for distant hashes."""

from __future__ import annotations

# Four seeds a family, in the order in which they are taken.
_CHOSEN: tuple[tuple[str, tuple[int, int, int, int]], ...] = (
    ("santu", (6, 11, 2, 14)),
    ("feitian", (7, 4, 12, 1)),
    ("juancao", (0, 2, 9, 6)),
    ("jiuselu", (11, 6, 4, 10)),
    ("zaojing", (8, 9, 11, 0)),
    ("lianhua", (0, 3, 8, 5)),
    ("lianzhu", (9, 11, 5, 4)),
    ("huoyan", (4, 1, 2, 10)),
    ("rendong", (9, 10, 8, 6)),
)


def demo_series(count: int = 30) -> list[tuple[str, int]]:
    """Return family and seed of `count` works, one of every family before the next round.

    Raises ValueError where more are asked for than are known to be well separated (36).
    """
    rounds = [(family, seeds[turn]) for turn in range(4) for family, seeds in _CHOSEN]
    if not 0 <= count <= len(rounds):
        raise ValueError(f"a series holds 0 to {len(rounds)} works, not {count}")
    return rounds[:count]
