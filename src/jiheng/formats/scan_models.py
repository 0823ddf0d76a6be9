"""The two models that read Chinese print, out of the package `rapidocr`, run without its code.

They are found by their file names and used only with the pinned hash, so nothing else is ever loaded and nothing is
downloaded. What goes in and comes out is the usual of such models: a map of how likely each point lies in a line of
text, and for a line of text a row of guesses per few pixels.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unicodedata import normalize

import cv2
import numpy as np

from jiheng.formats.processors import mine
from jiheng.formats.scan_picture import Grey
from jiheng.model.errors import MissingPart

# Read once, when the library is loaded: without it the library reports home and leaves files behind.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

onnxruntime.disable_telemetry_events()

PINNED = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
"""SHA-256 of each model, of rapidocr 3.10."""
_FINDER, _READER = PINNED
_STEP = 32
"""The finder takes pictures whose sides are multiples of this."""
_LINE_HEIGHT = 48
"""The reader takes lines of this height."""
_WIDEST = 2400
"""Pixels of a line at that height: above these the picture is pressed together."""
_SAME = str.maketrans("、“”‘’—–﹣−", ",\"\"''----")
"""Further signs that are one but for their style."""
_PIXELS_AT_A_TIME = 6000
"""Width of all lines that are read together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line of text says: for each character how sure it is, and where it stands (0 at the left end, 1 at the right)."""

    text: str = ""
    sure: tuple[float, ...] = ()
    places: tuple[float, ...] = ()

    @property
    def confidence(self) -> float:
        """That of the least certain character; blanks are no matter."""
        return round(min(self._of_letters(), default=0.0), 4)

    @property
    def mean(self) -> float:
        """That of the characters on the whole."""
        letters = self._of_letters()
        return sum(letters) / len(letters) if letters else 0.0

    def _of_letters(self) -> list[float]:
        return [sure for letter, sure in zip(self.text, self.sure, strict=True) if letter != " "]


class Models:
    """Finds lines of text in a page, and reads them."""

    def __init__(self) -> None:
        self._finder = _session(_FINDER)
        self._reader = _session(_READER)
        letters = self._reader.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._letters = ["", *letters, " "]
        self._alike = _alike(self._letters)

    def likelihood(self, grey: Grey) -> np.ndarray[Any, Any]:
        """How likely each point of the picture lies in a line of text, in the size of the picture."""
        height, width = grey.shape
        padded = np.full((-(-height // _STEP) * _STEP, -(-width // _STEP) * _STEP), 255, np.uint8)
        padded[:height, :width] = grey
        found = self._finder.run(None, {"x": _as_input(padded[None])})[0]
        return np.asarray(found)[0, 0, :height, :width]

    def read(self, lines: Sequence[Grey]) -> list[Reading]:
        """What each picture of a line says."""
        fitted = [_fit(line) for line in lines]
        wide = [_fitted_width(line) for line in lines]
        readings = [Reading()] * len(lines)
        for group in _groups([line.shape[1] for line in fitted]):
            widest = max(fitted[index].shape[1] for index in group)
            batch = np.full((len(group), _LINE_HEIGHT, widest), 127, np.uint8)
            for row, index in enumerate(group):
                batch[row, :, : fitted[index].shape[1]] = fitted[index]
            guesses = np.asarray(self._reader.run(None, {"x": _as_input(batch)})[0])
            for row, index in enumerate(group):
                readings[index] = self._decode(guesses[row], min(1.0, wide[index] / widest))
        return readings

    def _decode(self, guesses: np.ndarray[Any, Any], share: float) -> Reading:
        """One character per run of equal guesses; guess 0 stands between characters.

        :param share: the part of the picture that is not padding.
        """
        best = guesses.argmax(axis=1)
        starts = np.flatnonzero(np.diff(best, prepend=-1) != 0)
        text, sure, places = [], [], []
        for start, end in zip(starts, [*starts[1:], len(best)], strict=True):
            letter = int(best[start])
            if letter:
                step = int(start) + int(guesses[start:end, letter].argmax())
                text.append(self._letters[letter])
                sure.append(min(1.0, float(guesses[step, self._alike.get(letter, [letter])].sum())))
                places.append(min(1.0, float(start + end) / 2 / len(best) / share))
        return Reading("".join(text), tuple(sure), tuple(places))


@cache
def models() -> Models:
    """The models, loaded once per process."""
    return Models()


def _session(name: str) -> Any:
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise ImportError("rapidocr")
    try:
        data = (Path(package.origin).parent / "models" / name).read_bytes()
    except OSError as error:
        raise MissingPart(f"文字识别模型 {name} 不在 rapidocr 软件包里，请重新安装：make setup。") from error
    if hashlib.sha256(data).hexdigest() != PINNED[name]:
        raise MissingPart(f"文字识别模型 {name} 与核定的不符（SHA-256 不同），为稳妥不使用，请重新安装：make setup。")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = mine()
    options.enable_mem_pattern = False  # every picture has another size
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # costs twice the time beside other work
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _alike(letters: Sequence[str]) -> dict[int, list[int]]:
    """Signs that differ in width only, such as （ and (: to be unsure which of them it is, is no doubt."""
    by_meaning: dict[str, list[int]] = {}
    for number, letter in enumerate(letters):
        by_meaning.setdefault(normalize("NFKC", letter).translate(_SAME), []).append(number)
    return {number: group for group in by_meaning.values() if len(group) > 1 for number in group}


def _as_input(batch: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Grey pictures as the models want them: three equal channels from -1 to 1."""
    scaled = batch.astype(np.float32) / 127.5 - 1
    return np.ascontiguousarray(np.broadcast_to(scaled[:, None], (len(batch), 3, *batch.shape[1:])))


def _fit(line: Grey) -> Grey:
    height, wide = line.shape[0], _fitted_width(line)
    fitted = cv2.resize(line, (wide, _LINE_HEIGHT), interpolation=cv2.INTER_AREA if height > 96 else cv2.INTER_LINEAR)
    return np.asarray(fitted, np.uint8)


def _fitted_width(line: Grey) -> int:
    height, width = (int(side) for side in line.shape)
    return min(max(round(width * _LINE_HEIGHT / height), 8), _WIDEST)


def _groups(widths: Sequence[int]) -> Iterator[list[int]]:
    """Lines of about the same width, so that little is padded."""
    group: list[int] = []
    for index in sorted(range(len(widths)), key=lambda index: (widths[index], index)):
        if group and (
            widths[index] > widths[group[0]] * 1.15 + 8 or (len(group) + 1) * widths[index] > _PIXELS_AT_A_TIME
        ):
            yield group
            group = []
        group.append(index)
    if group:
        yield group
