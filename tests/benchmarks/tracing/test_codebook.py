from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.tracing import codebook as subject
from hashing.codebook import codebook


def test_codes_are_sampled_alike_each_time() -> None:
    codes = subject.sample(1, 300)
    assert codes.shape == (300, 16)
    assert (codes == subject.sample(1, 300)).all()


def test_cells_are_learnt_alike_each_time_and_lie_among_the_codes() -> None:
    codes = np.random.default_rng(0).integers(0, 256, (400, 16), np.uint8)
    assert (subject.learn(codes, 4) == subject.learn(codes, 4)).all()
    group = np.repeat(codes[:1], 50, axis=0)
    assert (subject.learn(group, 1) == codes[:1]).all()


def test_the_file_is_written_where_the_index_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert np.fromfile(subject.FILE, np.uint8).reshape(-1, 16).tolist() == codebook().tolist()
    monkeypatch.setattr(subject, "FILE", tmp_path / "cells.bin")
    monkeypatch.setattr(subject, "CELLS", 8)
    monkeypatch.setattr(subject, "_PICTURES", 1)
    subject.main()
    assert (tmp_path / "cells.bin").stat().st_size == 8 * 16
    assert capsys.readouterr().out.startswith("cells.bin: 8 cells learnt from ")


def test_the_shipped_cells_are_4096_and_no_two_alike() -> None:
    assert codebook().shape == (4_096, 16)
    assert len(np.unique(codebook(), axis=0)) == 4_096
