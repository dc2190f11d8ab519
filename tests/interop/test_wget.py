"""What a crawler of other people's fetched from a server here is scanned as it fetched it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from api.monitoring.folders import sightings

from ..api.hosting import answering, hosted
from ..api.support import picture, sha256

PAGE = b'<html><img src="/1.png"><img src="/again.png"><img src="/2.jpg"></html>'
ANSWERS = {
    "/": (200, "text/html", PAGE),
    "/1.png": (200, "image/png", picture(1)),
    "/again.png": (200, "image/png", picture(1)),
    "/2.jpg": (200, "text/plain", picture(2, "JPEG")),
}


@pytest.mark.parametrize("packed", [True, False])
def test_a_crawl_by_wget(tmp_path: Path, packed: bool) -> None:
    wget = shutil.which("wget")
    if wget is None:
        pytest.skip("wget is not installed")
    with hosted(answering(ANSWERS)) as site:
        command = [wget, "-q", "-p", "-e", "robots=off", "--delete-after", "--warc-file=crawl"]
        extra = [] if packed else ["--no-warc-compression"]
        told = subprocess.run(
            [*command, *extra, f"{site}/"], cwd=tmp_path, capture_output=True, check=False
        )
        if b"unrecognized option" in told.stderr:
            pytest.skip("this wget writes no WARC files")
    found = list(sightings([tmp_path], lambda _: None))
    assert {item.page: item.content and item.content.sha256 for item in found} == {
        f"{site}/1.png": sha256(picture(1)),
        f"{site}/again.png": sha256(picture(1)),
        f"{site}/2.jpg": sha256(picture(2, "JPEG")),
    }
    assert {item.referrer for item in found} == {f"{site}/"}
    assert {item.fault for item in found} == {None}
    assert all(item.captured and item.http_status == 200 for item in found)
