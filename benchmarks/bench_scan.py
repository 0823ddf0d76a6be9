"""Seconds per scanned page, and how much of them the two models take."""

from __future__ import annotations

import io
import time
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PIL import Image

from benchmarks.timing import Goals, columns
from jiheng.formats.scan import read_page
from jiheng.formats.scan_models import Models, models

SCANS = Path(__file__).parent.parent / "tests" / "pictures" / "scans"
_ROUNDS = 3
_GOAL = 3.0


class _Clock:
    """The seconds that a method of the models takes, over all its calls."""

    def __init__(self, name: str) -> None:
        self.real = getattr(Models, name)
        self.spent = 0.0

    def __get__(self, models: Models, _owner: type[Models]) -> object:
        def timed(*arguments: object) -> object:
            began = time.perf_counter()
            try:
                return self.real(models, *arguments)
            finally:
                self.spent += time.perf_counter() - began

        return timed


def main() -> None:
    goals = Goals()
    began = time.perf_counter()
    models()
    print(f"装入模型：{time.perf_counter() - began:.2f} 秒（每个进程一次）")
    rows = [("", "像素", "文字", "秒", "找行", "认字", "模型占")]
    slowest = 0.0
    for file in sorted(SCANS.glob("*.[pj][np]g")):
        picture = np.asarray(Image.open(io.BytesIO(file.read_bytes())).convert("RGB"))
        best = (float("inf"), 0.0, 0.0, 0)
        for _ in range(_ROUNDS):
            finder, reader = _Clock("likelihood"), _Clock("read")
            with patch.object(Models, "likelihood", finder), patch.object(Models, "read", reader):
                began = time.perf_counter()
                page = read_page(picture, 1)
                letters = sum(len(piece.text) for piece in page.pieces)
                best = min(best, (time.perf_counter() - began, finder.spent, reader.spent, letters))
        whole, found, read, letters = best
        slowest = max(slowest, whole)
        size = f"{picture.shape[1]}×{picture.shape[0]}"
        share = f"{(found + read) / whole:.0%}"
        rows.append((file.name, size, str(letters), f"{whole:.2f}", f"{found:.2f}", f"{read:.2f}", share))
    columns(rows)
    goals.tell("最慢的一页", slowest, _GOAL, "秒")
    goals.end()


if __name__ == "__main__":
    main()
